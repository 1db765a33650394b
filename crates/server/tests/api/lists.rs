//! Lists of one's own tasks.

use serde_json::{Value, json};

use crate::harness::{App, Case, Client, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    no_tasks_are_an_empty_list,
    tasks_come_by_ascending_id,
    a_list_has_ones_own_tasks_alone,
    skip_and_limit_cut_a_page_out,
    a_list_has_100_tasks_unless_said_otherwise,
    a_skip_beyond_the_end_is_an_empty_list,
    bad_pages_are_refused_and_never_clamped,
    unknown_parameters_are_named,
);

fn ids(list: &Value) -> Vec<i64> {
    let tasks = list.as_array().expect("a list is an array");
    tasks
        .iter()
        .map(|task| task["id"].as_i64().expect("a task has an id"))
        .collect()
}

/// The ids of so many new tasks.
#[track_caller]
fn create(client: &Client, count: usize) -> Vec<i64> {
    let create = |number| {
        client.new_task(&format!("task {number}"))["id"]
            .as_i64()
            .unwrap()
    };
    (0..count).map(create).collect()
}

fn no_tasks_are_an_empty_list(app: &App) {
    let answer = app.user("ada").list("").is(200);
    assert_eq!(answer.text(), "[]");
    assert_eq!(answer.header("content-type"), Some("application/json"));
}

fn tasks_come_by_ascending_id(app: &App) {
    let ada = app.user("ada");
    let created = create(&ada, 5);
    ada.edit(&json!(created[1]), &json!({"title": "changed last"}))
        .ok();
    let list = ada.list("").ok();
    assert_eq!(ids(&list), created);
    for task in list.as_array().unwrap() {
        assert_eq!(&ada.task(&task["id"]).ok(), task, "a list has whole tasks");
    }
}

fn a_list_has_ones_own_tasks_alone(app: &App) {
    let (ada, bob) = (app.user("ada"), app.user("bob"));
    let (mut of_ada, mut of_bob) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        of_ada.extend(create(&ada, 2));
        of_bob.extend(create(&bob, 1));
    }
    assert_eq!(ids(&ada.list("").ok()), of_ada);
    assert_eq!(ids(&bob.list("").ok()), of_bob);
    assert_eq!(ids(&ada.list("?skip=2&limit=3").ok()), of_ada[2..5]);
    assert_eq!(app.user("eve").list("").ok(), json!([]));
}

fn skip_and_limit_cut_a_page_out(app: &App) {
    let ada = app.user("ada");
    let all = create(&ada, 7);
    for (query, expected) in [
        ("?limit=3", &all[..3]),
        ("?skip=3&limit=3", &all[3..6]),
        ("?limit=3&skip=6", &all[6..]),
        ("?skip=2", &all[2..]),
        ("?skip=0&limit=1000", &all[..]),
        ("?limit=1", &all[..1]),
        ("?", &all[..]),
    ] {
        assert_eq!(ids(&ada.list(query).ok()), expected, "{query}");
    }
}

fn a_list_has_100_tasks_unless_said_otherwise(app: &App) {
    let ada = app.user("ada");
    let all = create(&ada, 103);
    assert_eq!(ids(&ada.list("").ok()), all[..100]);
    assert_eq!(ids(&ada.list("?skip=1").ok()), all[1..101]);
    assert_eq!(ids(&ada.list("?limit=1000").ok()), all);
}

fn a_skip_beyond_the_end_is_an_empty_list(app: &App) {
    let ada = app.user("ada");
    create(&ada, 2);
    for skip in ["2", "3", "1000000", "2147483647"] {
        assert_eq!(ada.list(&format!("?skip={skip}")).ok(), json!([]), "{skip}");
    }
}

fn bad_pages_are_refused_and_never_clamped(app: &App) {
    let ada = app.user("ada");
    for limit in [
        "0",
        "-1",
        "1001",
        "5000",
        "99999999999999999999",
        "abc",
        "1.5",
        "",
        "%20",
        "1e2",
        "0x10",
    ] {
        ada.list(&format!("?limit={limit}")).refuses("limit");
    }
    for skip in [
        "-1",
        "abc",
        "1.5",
        "",
        "99999999999999999999",
        "null",
        "1%00",
    ] {
        ada.list(&format!("?skip={skip}")).refuses("skip");
    }
    for twice in ["?limit=1&limit=2", "?limit=1&limit=1"] {
        ada.list(twice).refuses("limit");
    }
    ada.list("?skip=1&skip=2").refuses("skip");
    assert_eq!(ada.list("?skip=-1&limit=0").faults(), ["limit", "skip"]);

    let answer = ada.list("?limit=5000");
    let problem = answer.problem(422, "validation_failed");
    assert!(
        problem["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("1000"),
        "{answer}"
    );
}

fn unknown_parameters_are_named(app: &App) {
    let ada = app.user("ada");
    for (query, name) in [
        ("?page=2", "page"),
        ("?limit=5&offset=2", "offset"),
        ("?Limit=5", "Limit"),
        ("?x", "x"),
        ("?=1", ""),
        ("?a%26b=1", "a&b"),
        ("?limit%5B%5D=1", "limit[]"),
    ] {
        assert_eq!(
            ada.list(query).problem(422, "unknown_field")["field"],
            name,
            "{query}"
        );
    }
}
