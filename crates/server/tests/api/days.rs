//! Days: which one it is, and when it begins and ends, goes by the owner's time zone.

use std::sync::Arc;

use docket_application::ports::store::{Store, StoreError};
use docket_domain::task::NewTask;
use docket_persistence::{Database, DatabaseOptions, DatabaseUrl};
use docket_testkit::{block_on, fixtures};
use serde_json::{Value, json};

use crate::harness::{App, Case, Client, cases};
use crate::task_input::within_a_day;

pub(crate) const CASES: &[Case] = cases!(App:
    overdue_goes_by_the_owners_day,
    a_day_ends_and_begins_at_the_owners_midnight,
    a_day_of_23_hours_is_whole,
    a_day_of_25_hours_is_whole,
    a_day_without_a_midnight_is_whole,
    the_first_and_the_last_day_are_whole,
    due_dates_are_days_of_the_calendar_in_every_zone,
    a_cursor_goes_on_after_the_zone_has_changed,
);

/// Where it is the latest day of all, and where the earliest: never the same one.
const EAST: &str = "Pacific/Kiritimati";
const WEST: &str = "Pacific/Pago_Pago";

#[track_caller]
fn lives_in(client: &Client, zone: &str) {
    client.edit_me(&json!({"time_zone": zone})).ok();
}

/// Stores tasks of a user as if they had been created at these instants, which are their titles.
fn create_at(app: &App, owner: &Client, instants: &[&str]) {
    let owner = fixtures::user_id(owner.me().ok()["id"].as_i64().unwrap());
    let tasks: Vec<NewTask> = instants
        .iter()
        .map(|at| NewTask::create(owner, fixtures::draft(at), fixtures::at(at)))
        .collect();
    let url = DatabaseUrl::parse(app.database_url()).unwrap();
    let database = Arc::new(Database::open(&url, DatabaseOptions::default()).unwrap());
    let store = Store::new(Arc::clone(&database) as _);
    block_on(store.write::<_, StoreError, _>(move |work| work.tasks().add_all(&tasks))).unwrap();
    database.close();
}

/// The instants of those tasks that a list has.
#[track_caller]
fn instants(client: &Client, query: &str) -> Vec<String> {
    let list = client.list(query).ok();
    let tasks = list.as_array().unwrap().iter();
    tasks
        .map(|task| task["title"].as_str().unwrap().to_owned())
        .collect()
}

/// Makes sure that in this zone the day goes from its first to its last instant, and no further:
/// `around` has the last instant before it, its first and last, and the first after it.
#[track_caller]
fn assert_whole_day(app: &App, zone: &str, day: &str, around: [&str; 4]) {
    let ada = app.user("ada");
    lives_in(&ada, zone);
    create_at(app, &ada, &around);
    for member in ["created", "updated"] {
        for (query, expected) in [
            (format!("?{member}_after={day}"), &around[1..]),
            (format!("?{member}_before={day}"), &around[..3]),
            (
                format!("?{member}_after={day}&{member}_before={day}"),
                &around[1..3],
            ),
        ] {
            assert_eq!(instants(&ada, &query), expected, "{query} in {zone}");
        }
    }
    // An instant means itself, in whatever zone.
    let query = format!("?created_after={}&created_before={}", around[1], around[2]);
    assert_eq!(instants(&ada, &query), around[1..3]);
}

fn overdue_goes_by_the_owners_day(app: &App) {
    let (ada, clock) = (app.user("ada"), app.user("clock"));
    within_a_day(&clock, &[WEST, EAST, "UTC"], |days| {
        let left = ada.list("").ok();
        for task in left.as_array().unwrap() {
            ada.delete(&task["id"]).no_content();
        }
        lives_in(&ada, WEST);
        let due = |day: jiff::civil::Date| {
            ada.create(&json!({"title": "a", "due_date": day.to_string()}))
                .created()
        };
        let yesterday = due(days[0].yesterday().unwrap());
        let (today, tomorrow) = (due(days[0]), due(days[1]));
        for (task, overdue) in [(&yesterday, true), (&today, false), (&tomorrow, false)] {
            assert_eq!(task["overdue"], overdue, "{task}");
        }
        assert_eq!(ada.list("?overdue=true").ok(), json!([yesterday]));
        assert_eq!(ada.list("?overdue=false").ok(), json!([today, tomorrow]));
        assert_eq!(ada.statistics().ok()["overdue"], 1);

        // The same tasks on the other side of the date line; the token is the same too.
        lives_in(&ada, EAST);
        let late = ada.task(&today["id"]).is(200);
        assert_eq!(late.header("etag"), Some("\"1o\""));
        let mut expected = today.clone();
        expected["overdue"] = json!(true);
        assert_eq!(late.json(), expected);
        assert_eq!(ada.list("?overdue=true").ok(), json!([yesterday, expected]));
        assert_eq!(ada.list("?overdue=false").ok(), json!([tomorrow]));
        assert_eq!(ada.statistics().ok()["overdue"], 2);

        // Between the two it is one day or the other.
        lives_in(&ada, "UTC");
        assert_eq!(ada.task(&today["id"]).ok()["overdue"], days[0] < days[2]);
    });
}

fn a_day_ends_and_begins_at_the_owners_midnight(app: &App) {
    assert_whole_day(
        app,
        "Asia/Kathmandu",
        "2026-06-15",
        [
            "2026-06-14T18:14:59.999999Z",
            "2026-06-14T18:15:00.000000Z",
            "2026-06-15T18:14:59.999999Z",
            "2026-06-15T18:15:00.000000Z",
        ],
    );
}

fn a_day_of_23_hours_is_whole(app: &App) {
    assert_whole_day(
        app,
        "Europe/Paris",
        "2026-03-29",
        [
            "2026-03-28T22:59:59.999999Z",
            "2026-03-28T23:00:00.000000Z",
            "2026-03-29T21:59:59.999999Z",
            "2026-03-29T22:00:00.000000Z",
        ],
    );
}

fn a_day_of_25_hours_is_whole(app: &App) {
    assert_whole_day(
        app,
        "America/New_York",
        "2026-11-01",
        [
            "2026-11-01T03:59:59.999999Z",
            "2026-11-01T04:00:00.000000Z",
            "2026-11-02T04:59:59.999999Z",
            "2026-11-02T05:00:00.000000Z",
        ],
    );
}

fn a_day_without_a_midnight_is_whole(app: &App) {
    // In Havana the clocks go from midnight to one.
    assert_whole_day(
        app,
        "America/Havana",
        "2026-03-08",
        [
            "2026-03-08T04:59:59.999999Z",
            "2026-03-08T05:00:00.000000Z",
            "2026-03-09T03:59:59.999999Z",
            "2026-03-09T04:00:00.000000Z",
        ],
    );
}

fn the_first_and_the_last_day_are_whole(app: &App) {
    let ada = app.user("ada");
    for zone in [EAST, WEST, "UTC"] {
        lives_in(&ada, zone);
        let task = ada
            .create(&json!({"title": "a", "due_date": "9999-12-31"}))
            .created();
        for query in [
            "?created_after=1970-01-01",
            "?created_before=9999-12-31",
            "?updated_after=1970-01-01&updated_before=9999-12-31",
            "?due_before=9999-12-31&due_after=1970-01-01",
            "?due_after=9999-12-31",
        ] {
            assert_eq!(ada.list(query).ok(), json!([task]), "{query} in {zone}");
        }
        for query in [
            "?created_before=1970-01-01",
            "?created_after=9999-12-31",
            "?due_before=1970-01-01",
        ] {
            assert_eq!(ada.list(query).ok(), json!([]), "{query} in {zone}");
        }
        ada.delete(&task["id"]).no_content();
    }
}

fn due_dates_are_days_of_the_calendar_in_every_zone(app: &App) {
    let ada = app.user("ada");
    let tasks: Value = ["2026-03-28", "2026-03-29", "2026-03-30"]
        .map(|date| json!({"title": date, "due_date": date}))
        .into();
    ada.create_all(&tasks).is(201);
    for zone in [EAST, WEST, "Europe/Paris", "UTC"] {
        lives_in(&ada, zone);
        for (query, expected) in [
            (
                "?due_after=2026-03-29",
                ["2026-03-29", "2026-03-30"].as_slice(),
            ),
            ("?due_before=2026-03-29", &["2026-03-28", "2026-03-29"]),
            (
                "?due_after=2026-03-29&due_before=2026-03-29",
                &["2026-03-29"],
            ),
        ] {
            assert_eq!(instants(&ada, query), expected, "{query} in {zone}");
        }
    }
}

fn a_cursor_goes_on_after_the_zone_has_changed(app: &App) {
    let ada = app.user("ada");
    lives_in(&ada, "UTC");
    create_at(
        app,
        &ada,
        &[
            "2026-06-14T12:00:00.000000Z",
            "2026-06-15T12:00:00.000000Z",
            "2026-06-16T12:00:00.000000Z",
        ],
    );
    let query = "?created_after=2026-06-14&limit=1";
    let cursor = ada.list(query).header("x-next-cursor").unwrap().to_owned();
    lives_in(&ada, EAST);
    let rest = instants(&ada, &format!("{query}0&cursor={cursor}"));
    assert_eq!(
        rest,
        ["2026-06-15T12:00:00.000000Z", "2026-06-16T12:00:00.000000Z"]
    );
}
