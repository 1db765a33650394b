//! In which order lists come, and how they are paged through.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Answer, App, Case, Client, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    every_order_is_what_it_says_in_both_directions,
    titles_are_sorted_without_regard_to_case,
    an_order_goes_on_beyond_what_is_skipped,
    pages_follow_one_another_to_the_end,
    links_keep_every_parameter_of_the_list,
    pages_miss_nothing_whatever_is_inserted_and_deleted_meanwhile,
    a_cursor_goes_on_where_its_row_is_gone,
    a_cursor_belongs_to_its_list,
    a_cursor_excludes_skip,
    a_cursor_may_go_on_with_pages_of_another_size,
    a_last_page_has_no_next_one,
    a_cursor_shows_nothing_of_others,
);

/// What a task has of a key, to be compared; `None` comes last in both directions.
type Key = fn(&Value) -> Option<String>;

/// Every key.
const KEYS: [(&str, Key); 8] = [
    ("id", |task| Some(number(&task["id"]))),
    ("title", |task| {
        let title = task["title"].as_str().unwrap();
        Some(title.to_lowercase().to_uppercase().to_lowercase())
    }),
    ("status", |task| {
        let words = ["pending", "in_progress", "completed", "cancelled"];
        Some(rank(&task["status"], &words))
    }),
    ("priority", |task| {
        Some(rank(
            &task["priority"],
            &["low", "medium", "high", "urgent"],
        ))
    }),
    ("completed", |task| {
        Some((task["completed"] == true).to_string())
    }),
    ("due_date", |task| {
        task["due_date"].as_str().map(str::to_owned)
    }),
    ("created_at", |task| {
        task["created_at"].as_str().map(str::to_owned)
    }),
    ("updated_at", |task| {
        task["updated_at"].as_str().map(str::to_owned)
    }),
];

/// A number that is sorted as a text like itself.
fn number(value: &Value) -> String {
    format!("{:020}", value.as_u64().unwrap())
}

fn rank(value: &Value, words: &[&str]) -> String {
    let rank = words.iter().position(|word| value == word);
    number(&json!(rank.unwrap()))
}

/// Which of two tasks comes first.
fn compare(key: Key, direction: &str, one: &Value, other: &Value) -> Ordering {
    let by_key = match (key(one), key(other)) {
        (Some(one), Some(other)) if direction == "desc" => other.cmp(&one),
        (Some(one), Some(other)) => one.cmp(&other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    };
    by_key.then_with(|| one["id"].as_i64().cmp(&other["id"].as_i64()))
}

/// A task of some kind; those of the same remainders are alike.
fn body(number: usize) -> Value {
    const TITLES: [&str; 6] = ["b", "a", "B", "É", "é", "z"];
    const STATUSES: [&str; 4] = ["cancelled", "completed", "pending", "in_progress"];
    const PRIORITIES: [&str; 4] = ["medium", "urgent", "low", "high"];
    let due = match number % 5 {
        0 | 2 => Value::Null,
        rest => json!(format!("2030-01-0{rest}")),
    };
    json!({
        "title": TITLES[number % TITLES.len()], "status": STATUSES[number * 7 / 3 % 4],
        "priority": PRIORITIES[number * 5 / 2 % 4], "due_date": due, "tags": ["all"]
    })
}

/// So many tasks, in parts, some of them changed since.
#[track_caller]
fn create(client: &Client, count: usize) -> Vec<Value> {
    let bodies: Vec<Value> = (0..count).map(body).collect();
    for part in bodies.chunks(8) {
        client.create_all(&json!(part)).is(201);
    }
    let mut tasks = client.list("?limit=1000").ok().as_array().unwrap().clone();
    for at in (0..count).rev().step_by(5) {
        tasks[at] = client
            .edit(&tasks[at]["id"], &json!({"description": "x"}))
            .ok();
    }
    tasks
}

fn items(answer: &Answer) -> Vec<Value> {
    answer.json().as_array().unwrap().clone()
}

fn ids(tasks: &[Value]) -> Vec<i64> {
    tasks
        .iter()
        .map(|task| task["id"].as_i64().unwrap())
        .collect()
}

/// The path of the next page, as `Link` tells it, if there is one.
#[track_caller]
fn next(page: &Answer) -> Option<String> {
    let link = page.header("link");
    let cursor = page.header("x-next-cursor");
    assert_eq!(link.is_some(), cursor.is_some(), "{page}");
    let target = link?
        .strip_prefix('<')
        .and_then(|link| link.strip_suffix(">; rel=\"next\""))
        .unwrap_or_else(|| panic!("no link to the next page: {page}"));
    assert!(target.starts_with("/tasks?"), "{page}");
    let query = target.split_once('?').unwrap().1;
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let of_link = pairs.iter().find(|(name, _)| name == "cursor");
    assert_eq!(of_link.map(|(_, value)| value.as_ref()), cursor, "{page}");
    Some(target.to_owned())
}

fn every_order_is_what_it_says_in_both_directions(app: &App) {
    let ada = app.user("ada");
    let mut tasks = create(&ada, 30);
    for (name, key) in KEYS {
        for direction in ["asc", "desc"] {
            tasks.sort_by(|one, other| compare(key, direction, one, other));
            let query = format!("?sort_by={name}&sort_order={direction}");
            assert_eq!(
                ids(&items(&ada.list(&query).is(200))),
                ids(&tasks),
                "{query}"
            );
            let by_limit = ada.list(&format!("{query}&limit=7&skip=5")).ok();
            assert_eq!(by_limit, json!(tasks[5..12]), "{query}");
        }
        // Ascending unless something else is said.
        tasks.sort_by(|one, other| compare(key, "asc", one, other));
        assert_eq!(
            ada.list(&format!("?sort_by={name}")).ok(),
            json!(tasks),
            "{name}"
        );
    }
    tasks.sort_by(|one, other| compare(KEYS[0].1, "desc", one, other));
    assert_eq!(ada.list("?sort_order=desc").ok(), json!(tasks));
}

fn titles_are_sorted_without_regard_to_case(app: &App) {
    let ada = app.user("ada");
    // By what is left when case makes no difference, code point by code point.
    let sorted = [
        "10",
        "9",
        "_",
        "a",
        "A",
        "a b",
        "ab",
        "AB",
        "Strasse",
        "STRASSE",
        "straße",
        "straßen",
        "z",
        "Z",
        "é",
        "É",
        "ο",
        "Σ",
        "σ",
        "я",
        "\u{ffe6}",
        "\u{1f600}",
    ];
    // A pair that differs in case alone goes by id: it is created in this order.
    let mut created: Vec<&str> = sorted.iter().step_by(2).copied().collect();
    created.extend(sorted.iter().skip(1).step_by(2));
    for title in &created {
        ada.new_task(title);
    }
    let at = |title: &str| created.iter().position(|other| *other == title);
    let folded = |title: &str| title.to_lowercase().to_uppercase().to_lowercase();
    let mut expected = sorted;
    expected.sort_by(|one, other| {
        folded(one)
            .cmp(&folded(other))
            .then(at(one).cmp(&at(other)))
    });
    let titles = |query: &str| -> Vec<String> {
        let list = items(&ada.list(query).is(200));
        list.iter()
            .map(|task| task["title"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(titles("?sort_by=title"), expected);
    expected.sort_by(|one, other| {
        folded(other)
            .cmp(&folded(one))
            .then(at(one).cmp(&at(other)))
    });
    assert_eq!(titles("?sort_by=title&sort_order=desc"), expected);
}

fn an_order_goes_on_beyond_what_is_skipped(app: &App) {
    let ada = app.user("ada");
    create(&ada, 12);
    let query = "?sort_by=due_date&sort_order=desc";
    let all = items(&ada.list(query).is(200));
    let page = ada.list(&format!("{query}&skip=3&limit=4")).is(200);
    assert_eq!(items(&page), all[3..7]);
    let after = next(&page).expect("there is more");
    assert!(!after.contains("skip="), "{after}");
    assert_eq!(
        items(&ada.request("GET", &after).send().is(200)),
        all[7..11]
    );
}

fn pages_follow_one_another_to_the_end(app: &App) {
    let ada = app.user("ada");
    create(&ada, 30);
    for (name, _) in KEYS {
        for (direction, limit) in [("asc", 1), ("desc", 7), ("asc", 10), ("desc", 29)] {
            let query = format!("?sort_by={name}&sort_order={direction}");
            let all = items(&ada.list(&query).is(200));
            let mut page = ada.list(&format!("{query}&limit={limit}")).is(200);
            let mut seen = items(&page);
            while let Some(path) = next(&page) {
                assert_eq!(items(&page).len(), limit, "{page}");
                page = ada.request("GET", &path).send().is(200);
                seen.extend(items(&page));
            }
            assert_eq!(seen, all, "{query} by {limit}");
        }
    }
}

fn links_keep_every_parameter_of_the_list(app: &App) {
    let ada = app.user("ada");
    for number in 0..6 {
        let title = format!("100% é&a=b {number}");
        let tags = json!(["deep work", "a&b", "c"]);
        ada.create(&json!({"title": title, "tags": tags})).created();
        ada.create(&json!({"title": title})).created();
    }
    let query = "?search=100%25+%C3%A9%26a&tag=deep%20work&tag=a%26b&status=pending,done&limit=2&count=true&sort_by=title&sort_order=desc";
    let mut page = ada.list(query).is(200);
    let mut titles = Vec::new();
    loop {
        assert_eq!(page.header("x-total-count"), Some("6"), "{page}");
        titles.extend(items(&page).into_iter().map(|task| task["title"].clone()));
        let Some(path) = next(&page) else { break };
        page = ada.request("GET", &path).send().is(200);
    }
    let expected: Vec<String> = (0..6)
        .rev()
        .map(|number| format!("100% é&a=b {number}"))
        .collect();
    assert_eq!(titles, expected);
    // The cursor alone does it too.
    let first = ada.list(query);
    let cursor = first.header("x-next-cursor").unwrap();
    let second = ada.list(&format!("{query}&cursor={cursor}")).is(200);
    assert_eq!(
        second.json(),
        ada.request("GET", &next(&first).unwrap()).send().ok()
    );
}

fn pages_miss_nothing_whatever_is_inserted_and_deleted_meanwhile(app: &App) {
    const LIMIT: usize = 4;
    for (at, (name, key)) in KEYS.into_iter().enumerate() {
        for direction in ["asc", "desc"] {
            let ada = app.user(&format!("ada-{at}-{direction}"));
            create(&ada, 30);
            let query = format!("?tag=all&sort_by={name}&sort_order={direction}");
            let all = items(&ada.list(&query).is(200));
            let mut gone: BTreeSet<i64> = BTreeSet::new();
            let mut seen: Vec<Value> = Vec::new();
            let mut page = ada.list(&format!("{query}&limit={LIMIT}")).is(200);
            for round in 0.. {
                let shown = items(&page);
                seen.extend(shown.clone());
                let Some(path) = next(&page) else { break };
                // The row that the cursor is of, the first of all, and one that is still to come.
                let to_come = all
                    .iter()
                    .filter(|task| !seen.contains(task))
                    .nth(round % 3);
                for task in [shown.last(), seen.first(), to_come].into_iter().flatten() {
                    if gone.insert(task["id"].as_i64().unwrap()) {
                        ada.delete(&task["id"]).no_content();
                    }
                }
                // Before the place, after it, and just there.
                if round < 5 {
                    ada.create_all(&json!([body(round), body(round + 3), body(29)]))
                        .is(201);
                    let mut alike = shown[LIMIT - 1].clone();
                    for member in [
                        "id",
                        "user_id",
                        "overdue",
                        "version",
                        "created_at",
                        "updated_at",
                        "completed_at",
                    ] {
                        alike.as_object_mut().unwrap().remove(member);
                    }
                    ada.create(&alike).created();
                }
                page = ada.request("GET", &path).send().is(200);
            }
            let found: BTreeSet<i64> = ids(&seen).into_iter().collect();
            assert_eq!(found.len(), seen.len(), "no row comes twice: {query}");
            for task in &all {
                let id = task["id"].as_i64().unwrap();
                assert!(
                    found.contains(&id) || gone.contains(&id),
                    "{id} is missing: {query}"
                );
            }
            let is_sorted = seen
                .is_sorted_by(|one, other| compare(key, direction, one, other) == Ordering::Less);
            assert!(is_sorted, "{query}");
        }
    }
}

fn a_cursor_goes_on_where_its_row_is_gone(app: &App) {
    let ada = app.user("ada");
    create(&ada, 10);
    let query = "?sort_by=due_date&limit=5";
    let all = items(&ada.list("?sort_by=due_date").is(200));
    let first = ada.list(query).is(200);
    for task in &all[..5] {
        ada.delete(&task["id"]).no_content();
    }
    let path = next(&first).unwrap();
    assert_eq!(items(&ada.request("GET", &path).send().is(200)), all[5..]);
    for task in &all[5..] {
        ada.delete(&task["id"]).no_content();
    }
    let empty = ada.request("GET", &path).send().is(200);
    assert_eq!((items(&empty), next(&empty)), (vec![], None));
}

fn a_cursor_belongs_to_its_list(app: &App) {
    let ada = app.user("ada");
    create(&ada, 12);
    let query = "?status=pending,cancelled&sort_by=title&sort_order=asc&limit=2";
    let cursor = ada.list(query).header("x-next-cursor").unwrap().to_owned();
    ada.list(&format!("{query}&cursor={cursor}")).ok();
    for other in [
        "?limit=2",
        "?status=pending&sort_by=title&sort_order=asc&limit=2",
        "?status=pending,cancelled&sort_by=title&sort_order=desc&limit=2",
        "?status=pending,cancelled&sort_by=id&sort_order=asc&limit=2",
        "?status=pending,cancelled&sort_by=title&sort_order=asc&limit=2&tag=all",
        "?status=pending,cancelled&sort_by=title&sort_order=asc&limit=2&search=a",
    ] {
        ada.list(&format!("{other}&cursor={cursor}"))
            .refuses("cursor");
    }
    // The order of parameters makes no other list.
    let turned = "?limit=2&sort_order=asc&sort_by=title&status=pending,cancelled";
    ada.list(&format!("{turned}&cursor={cursor}")).ok();
    for broken in [&cursor[1..], &cursor[..cursor.len() - 2], "x", "-1"] {
        ada.list(&format!("{query}&cursor={broken}"))
            .refuses("cursor");
    }
    ada.list(&format!("{query}&cursor={cursor}&cursor={cursor}"))
        .refuses("cursor");
}

fn a_cursor_excludes_skip(app: &App) {
    let ada = app.user("ada");
    create(&ada, 5);
    let cursor = ada
        .list("?limit=2")
        .header("x-next-cursor")
        .unwrap()
        .to_owned();
    for skip in ["0", "1"] {
        let answer = ada.list(&format!("?limit=2&cursor={cursor}&skip={skip}"));
        let faults = answer.faults();
        assert!(faults == ["cursor"] || faults == ["skip"], "{answer}");
    }
}

fn a_cursor_may_go_on_with_pages_of_another_size(app: &App) {
    let ada = app.user("ada");
    let tasks = create(&ada, 10);
    let cursor = ada
        .list("?limit=2")
        .header("x-next-cursor")
        .unwrap()
        .to_owned();
    for (query, expected) in [
        ("&limit=5", 2..7),
        ("", 2..10),
        ("&limit=1&count=true", 2..3),
    ] {
        let page = ada.list(&format!("?cursor={cursor}{query}")).ok();
        assert_eq!(page, json!(tasks[expected]), "{query}");
    }
}

fn a_last_page_has_no_next_one(app: &App) {
    let ada = app.user("ada");
    create(&ada, 4);
    for (query, has_next) in [
        ("", false),
        ("?limit=4", false),
        ("?limit=3", true),
        ("?limit=5", false),
        ("?skip=1&limit=3", false),
        ("?skip=1&limit=2", true),
        ("?skip=9", false),
        ("?tag=none", false),
        ("?tag=all&limit=1", true),
    ] {
        assert_eq!(
            next(&ada.list(query).is(200)).is_some(),
            has_next,
            "{query}"
        );
    }
}

fn a_cursor_shows_nothing_of_others(app: &App) {
    let (ada, eve) = (app.user("ada"), app.user("eve"));
    create(&ada, 10);
    let of_eve = create(&eve, 10);
    let cursor = ada
        .list("?limit=2")
        .header("x-next-cursor")
        .unwrap()
        .to_owned();
    let page = eve.list(&format!("?cursor={cursor}")).ok();
    assert_eq!(
        page,
        json!(of_eve),
        "it is a place, and hers are all after it"
    );
}
