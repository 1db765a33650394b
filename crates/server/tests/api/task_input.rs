//! What a task takes: words, days, types; and when it is overdue.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::harness::{App, Case, Client, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    every_priority_is_a_word,
    unknown_words_are_refused,
    values_of_other_types_are_refused,
    a_title_is_required,
    all_faults_are_told_at_once,
    members_that_only_the_server_sets_are_unknown_in_a_new_task,
    unknown_members_are_named,
    due_dates_reach_from_1970_to_9999,
    what_is_no_day_is_refused,
    an_open_task_of_yesterday_is_overdue,
    the_day_is_the_one_of_the_owners_time_zone,
);

fn every_priority_is_a_word(app: &App) {
    let ada = app.user("ada");
    for priority in ["low", "medium", "high", "urgent"] {
        let task = ada
            .create(&json!({"title": "a", "priority": priority}))
            .created();
        assert_eq!(task["priority"], priority);
    }
}

fn unknown_words_are_refused(app: &App) {
    let ada = app.user("ada");
    for (member, words) in [
        ("priority", ["", "LOW", "none", "low "]),
        ("status", ["", "Pending", "open", "in progress"]),
    ] {
        for word in words {
            let answer = ada.create(&json!({"title": "a", member: word}));
            answer.refuses_by(member, "unknown_value");
        }
    }
}

fn values_of_other_types_are_refused(app: &App) {
    let ada = app.user("ada");
    for member in ["title", "description", "status", "priority", "due_date"] {
        for wrong in [
            json!(1),
            json!(-1.5),
            json!(true),
            json!(["a"]),
            json!({"a": 1}),
        ] {
            let mut body = json!({"title": "a"});
            body[member] = wrong;
            ada.create(&body).refuses_by(member, "wrong_type");
        }
    }
    for member in ["completed", "is_complete"] {
        for wrong in [json!(1), json!("true"), json!([true]), json!({})] {
            ada.create(&json!({"title": "a", member: wrong}))
                .refuses_by(member, "wrong_type");
        }
    }
    assert_eq!(ada.list("").ok(), json!([]));
}

fn a_title_is_required(app: &App) {
    let ada = app.user("ada");
    ada.create(&json!({})).refuses_by("title", "required");
    ada.create(&json!({"title": ""}))
        .refuses_by("title", "too_short");
    ada.create(&json!({"title": " \n\t\u{3000}"}))
        .refuses_by("title", "too_short");
}

fn all_faults_are_told_at_once(app: &App) {
    let body = json!({
        "title": "", "description": 1, "status": "lost", "priority": "none",
        "due_date": "never", "completed": "no"
    });
    let answer = app.user("ada").create(&body);
    let faults = answer.faults();
    assert_eq!(
        faults,
        [
            "completed",
            "description",
            "due_date",
            "priority",
            "status",
            "title"
        ]
    );
    let problem = answer.problem(422, "validation_failed");
    assert_eq!(problem["detail"], "6 fields are invalid");
    assert_eq!(problem["title"], "Validation Failed");
}

fn members_that_only_the_server_sets_are_unknown_in_a_new_task(app: &App) {
    let ada = app.user("ada");
    for member in [
        "id",
        "user_id",
        "overdue",
        "version",
        "created_at",
        "updated_at",
        "completed_at",
    ] {
        let answer = ada.create(&json!({"title": "a", member: null}));
        assert_eq!(answer.problem(422, "unknown_field")["field"], member);
    }
    assert_eq!(ada.list("").ok(), json!([]));
}

fn unknown_members_are_named(app: &App) {
    let ada = app.user("ada");
    for member in [
        "tittle",
        "Title",
        "",
        "a`b",
        "`, expected",
        "ü",
        "__proto__",
        "owner_id",
    ] {
        let answer = ada.create(&json!({"title": "a", member: "x"}));
        assert_eq!(answer.problem(422, "unknown_field")["field"], member);
    }
}

fn due_dates_reach_from_1970_to_9999(app: &App) {
    let ada = app.user("ada");
    for day in [
        "1970-01-01",
        "1999-12-31",
        "2028-02-29",
        "2038-01-20",
        "9999-12-31",
    ] {
        let task = ada
            .create(&json!({"title": "a", "due_date": day}))
            .created();
        assert_eq!(task["due_date"], day);
        assert_eq!(ada.task(&task["id"]).ok()["due_date"], day);
    }
    for day in ["1969-12-31", "0001-01-01", "0000-01-01"] {
        ada.create(&json!({"title": "a", "due_date": day}))
            .refuses("due_date");
    }
}

fn what_is_no_day_is_refused(app: &App) {
    let ada = app.user("ada");
    for wrong in [
        "",
        "tomorrow",
        "2026-02-29",
        "2026-02-30",
        "2026-13-01",
        "2026-00-01",
        "2026-01-00",
        "2026-1-1",
        "20261201",
        "2026-12-01T00:00:00Z",
        "2026-12-01 ",
        " 2026-12-01",
        "10000-01-01",
        "+2026-12-01",
        "-2026-12-01",
        "2026/12/01",
        "01.12.2026",
        "2026-12-0١",
        "2026-W49-2",
        "infinity",
        "0000-00-00",
    ] {
        ada.create(&json!({"title": "a", "due_date": wrong}))
            .refuses("due_date");
    }
}

/// A task that is due on this day.
#[track_caller]
fn due(client: &Client, day: Date) -> Value {
    client
        .create(&json!({"title": "a", "due_date": day.to_string()}))
        .created()
}

/// The time that it is for the server.
#[track_caller]
fn now(client: &Client) -> Timestamp {
    client.new_task("what time is it")["created_at"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap()
}

/// Runs a check that depends on the day, once more if midnight fell into it.
pub(crate) fn within_a_day(client: &Client, zones: &[&str], check: impl Fn(&[Date])) {
    let days = || -> Vec<Date> {
        let now = now(client);
        let day = |zone: &&str| now.to_zoned(TimeZone::get(zone).unwrap()).date();
        zones.iter().map(day).collect()
    };
    let mut before = days();
    loop {
        let outcome =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(before.as_slice())));
        let after = days();
        match outcome {
            Ok(()) => return,
            Err(panic) if before == after => std::panic::resume_unwind(panic),
            Err(_) => before = after,
        }
    }
}

fn an_open_task_of_yesterday_is_overdue(app: &App) {
    let ada = app.user("ada");
    within_a_day(&ada, &["UTC"], |today| {
        let task = due(&ada, today[0].yesterday().unwrap());
        let id = &task["id"];
        assert_eq!(task["overdue"], true);
        for (status, overdue) in [
            ("in_progress", true),
            ("completed", false),
            ("pending", true),
            ("cancelled", false),
        ] {
            assert_eq!(
                ada.edit(id, &json!({"status": status})).ok()["overdue"],
                overdue,
                "{status}"
            );
        }
        for later in [0, 1, 400] {
            let day = today[0].checked_add(later.days()).unwrap();
            assert_eq!(due(&ada, day)["overdue"], false, "{later}");
        }
        assert_eq!(ada.new_task("without a day")["overdue"], false);
    });
}

fn the_day_is_the_one_of_the_owners_time_zone(app: &App) {
    // These two are 25 hours apart, so it is never the same day in both.
    const EARLY: &str = "Pacific/Kiritimati";
    const LATE: &str = "Pacific/Pago_Pago";
    let ada = app.user("ada");
    within_a_day(&ada, &[EARLY, LATE], |today| {
        let yesterday = today[0].yesterday().unwrap();
        assert!(yesterday >= today[1]);
        let task = due(&ada, yesterday);
        let changed_at = &task["updated_at"];
        for (zone, overdue) in [(EARLY, true), (LATE, false), (EARLY, true)] {
            ada.edit_me(&json!({"time_zone": zone})).ok();
            let read = ada.task(&task["id"]).ok();
            assert_eq!(read["overdue"], overdue, "{zone}");
            assert_eq!(
                &read["updated_at"], changed_at,
                "the task itself has not changed"
            );
            let listed = ada.list("?limit=1000").ok();
            let listed = listed
                .as_array()
                .unwrap()
                .iter()
                .find(|t| t["id"] == task["id"]);
            assert_eq!(listed.unwrap()["overdue"], overdue, "{zone}");
        }
    });
}
