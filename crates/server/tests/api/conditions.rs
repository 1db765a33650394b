//! Conditional requests: entity tags, what is known already, and what must still be so.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{Answer, App, Case, Client, at_once, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    of_many_writers_one_wins_for_each_version,
    of_two_writers_with_one_tag_one_wins_whatever_they_do,
    a_deletion_holds_for_one_version_alone,
    every_answer_with_a_task_bears_its_tag,
    an_overdue_task_has_another_tag,
    what_is_known_is_not_sent_again,
    what_has_changed_is_sent,
    a_write_is_done_if_the_tag_matches,
    a_write_is_refused_if_no_tag_matches,
    a_star_matches_every_task_that_is_there,
    a_condition_holds_for_writes_that_change_nothing,
    conditions_of_missing_tasks_are_not_looked_at,
    bad_bodies_are_refused_whatever_the_condition,
);

/// So many writers at once.
const WRITERS: usize = 16;

/// Every write to a task: a method, the end of the path, and a body.
fn writes() -> [(&'static str, &'static str, Option<Value>); 5] {
    [
        ("PATCH", "", Some(json!({"title": "patched"}))),
        ("PUT", "", Some(json!({"title": "put", "tags": ["old"]}))),
        ("POST", "/tags", Some(json!(["new"]))),
        ("DELETE", "/tags/old", None),
        ("DELETE", "", None),
    ]
}

/// A write with this `If-Match`.
#[track_caller]
fn write(client: &Client, id: &Value, write: &(&str, &str, Option<Value>), tag: &str) -> Answer {
    let (method, end, body) = write;
    let request = client
        .request(method, &format!("/tasks/{id}{end}"))
        .header("If-Match", tag);
    match body {
        Some(body) => request.json(body),
        None => request,
    }
    .send()
}

/// A task with the tag that writes take away.
#[track_caller]
fn task(client: &Client) -> Value {
    client
        .create(&json!({"title": "at first", "tags": ["old"]}))
        .created()
}

#[track_caller]
fn etag(answer: &Answer) -> String {
    answer.header("etag").expect("there is an ETag").to_owned()
}

fn of_many_writers_one_wins_for_each_version(app: &App) {
    const WINS: usize = 3;
    let ada = app.user("ada");
    let id = task(&ada)["id"].clone();
    // Each reads, and writes on what it has read, until it has won so often.
    let won = at_once(WRITERS, |number| {
        let ada = app.client().with_token(ada.token());
        let mut won = Vec::new();
        while won.len() < WINS {
            let read = ada.task(&id).is(200);
            let title = format!("{number} {}", won.len());
            let patch = ("PATCH", "", Some(json!({"title": title})));
            let answer = write(&ada, &id, &patch, &etag(&read));
            let seen = read.json()["version"].as_u64().unwrap();
            if answer.status == 200 {
                let after = answer.json();
                assert_eq!(after["version"], seen + 1, "it went on from what was read");
                assert_eq!(after["title"], title);
                won.push((seen, title));
            } else if answer.status == 503 {
                answer.problem(503, "unavailable");
            } else {
                let current = &answer.problem(412, "version_conflict")["current_version"];
                assert!(current.as_u64().unwrap() > seen, "{answer}");
            }
        }
        won
    });
    let winners: BTreeMap<u64, String> = won.into_iter().flatten().collect();
    let wins = WRITERS * WINS;
    let versions: Vec<u64> = winners.keys().copied().collect();
    assert_eq!(versions, (1..=wins as u64).collect::<Vec<_>>());
    let last = ada.task(&id).ok();
    assert_eq!(last["version"], wins + 1);
    assert_eq!(
        last["title"].as_str(),
        winners.values().next_back().map(String::as_str)
    );
}

fn of_two_writers_with_one_tag_one_wins_whatever_they_do(app: &App) {
    let ada = app.user("ada");
    for kind in writes() {
        let id = task(&ada)["id"].clone();
        let answers = at_once(WRITERS, |number| {
            let ada = app.client().with_token(ada.token());
            let mut kind = kind.clone();
            // No two of them write the same, so that each write is a change.
            match &mut kind.2 {
                Some(Value::Array(tags)) => tags.push(json!(number.to_string())),
                Some(body) => body["title"] = json!(number.to_string()),
                None => {}
            }
            write(&ada, &id, &kind, "\"1\"")
        });
        let won = answers.iter().filter(|answer| answer.status < 300).count();
        assert_eq!(won, 1, "{kind:?}");
        for answer in answers.iter().filter(|answer| answer.status >= 300) {
            match answer.status {
                404 if kind.0 == "DELETE" && kind.1.is_empty() => {
                    answer.problem(404, "task_not_found");
                }
                503 => {
                    answer.problem(503, "unavailable");
                }
                _ => {
                    let problem = answer.problem(412, "version_conflict");
                    assert_eq!(problem["current_version"], 2, "{answer}");
                }
            }
        }
        if !(kind.0 == "DELETE" && kind.1.is_empty()) {
            assert_eq!(ada.task(&id).ok()["version"], 2, "{kind:?}");
        }
    }
}

fn a_deletion_holds_for_one_version_alone(app: &App) {
    let ada = app.user("ada");
    let id = task(&ada)["id"].clone();
    let delete = ("DELETE", "", None);
    ada.edit(&id, &json!({"title": "b"})).ok();
    write(&ada, &id, &delete, "\"1\"").problem(412, "version_conflict");
    ada.task(&id).ok();
    write(&ada, &id, &delete, "\"2\"").no_content();
    ada.task(&id).problem(404, "task_not_found");
}

fn every_answer_with_a_task_bears_its_tag(app: &App) {
    let ada = app.user("ada");
    let created = ada.create(&json!({"title": "a", "tags": ["old"]})).is(201);
    assert_eq!(etag(&created), "\"1\"");
    let id = created.json()["id"].clone();
    assert_eq!(etag(&ada.task(&id).is(200)), "\"1\"");
    let head = ada.request("HEAD", &format!("/tasks/{id}")).send();
    assert_eq!(etag(&head), "\"1\"");
    for (version, (method, end, body)) in (2..).zip(&writes()[..4]) {
        let request = ada.request(method, &format!("/tasks/{id}{end}"));
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = request.send().is(200);
        assert_eq!(answer.json()["version"], version, "{answer}");
        assert_eq!(etag(&answer), format!("\"{version}\""), "{answer}");
        assert_eq!(etag(&ada.task(&id)), etag(&answer));
    }
    assert_eq!(ada.task(&json!(9_999)).header("etag"), None);
    assert_eq!(ada.delete(&id).is(204).header("etag"), None);
}

fn an_overdue_task_has_another_tag(app: &App) {
    let ada = app.user("ada");
    let body = json!({"title": "a", "due_date": "2000-01-01"});
    let created = ada.create(&body).is(201);
    let id = created.json()["id"].clone();
    assert_eq!(etag(&created), "\"1o\"");
    assert_eq!(etag(&ada.task(&id)), "\"1o\"");
    // It matters for what is known, and not for what is to be changed.
    let known = |tag: &str| {
        let request = ada.request("GET", &format!("/tasks/{id}"));
        request.header("If-None-Match", tag).send().status
    };
    assert_eq!((known("\"1o\""), known("\"1\"")), (304, 200));
    let patch = |title: &str| ("PATCH", "", Some(json!({"title": title})));
    assert_eq!(
        etag(&write(&ada, &id, &patch("b"), "\"1\"").is(200)),
        "\"2o\""
    );
    assert_eq!(
        etag(&write(&ada, &id, &patch("c"), "\"2o\"").is(200)),
        "\"3o\""
    );
    write(&ada, &id, &patch("d"), "\"3oo\"").problem(412, "version_conflict");
    assert_eq!(etag(&ada.edit(&id, &json!({"status": "done"}))), "\"4\"");
    // The letter of a task that no longer is overdue does no harm either.
    write(&ada, &id, &patch("e"), "\"4o\"").ok();
}

fn what_is_known_is_not_sent_again(app: &App) {
    let ada = app.user("ada");
    let id = task(&ada)["id"].clone();
    let path = format!("/tasks/{id}");
    for known in [
        "\"1\"",
        "W/\"1\"",
        "*",
        "\"7\", \"1\"",
        "\"abc\",W/\"1\" , \"x\"",
    ] {
        for method in ["GET", "HEAD"] {
            let request = ada.request(method, &path);
            let answer = request.header("If-None-Match", known).send().is(304);
            assert!(answer.body.is_empty(), "{answer}");
            assert_eq!(etag(&answer), "\"1\"", "{known}");
            assert_eq!(answer.header("content-type"), None, "{answer}");
        }
    }
    let twice = ada.request("GET", &path);
    let twice = twice.header("If-None-Match", "\"7\"");
    twice.header("If-None-Match", "\"1\"").send().is(304);
}

fn what_has_changed_is_sent(app: &App) {
    let ada = app.user("ada");
    let id = task(&ada)["id"].clone();
    let get = |tag: &str| {
        let request = ada.request("GET", &format!("/tasks/{id}"));
        request.header("If-None-Match", tag).send()
    };
    let task = ada.task(&id).ok();
    for unknown in [
        "\"2\"",
        "1",
        "\"01\"",
        "\"1o\"",
        "\"\"",
        "\"11\", \"x\"",
        "w/\"1\"",
    ] {
        assert_eq!(get(unknown).ok(), task, "{unknown}");
    }
    get("\"1\"").is(304);
    let edited = ada.edit(&id, &json!({"title": "b"})).ok();
    assert_eq!(get("\"1\"").ok(), edited);
    get("\"2\"").is(304);
    // A task that is not there has no tag that could match.
    let missing = ada.request("GET", "/tasks/9999");
    let missing = missing.header("If-None-Match", "*").send();
    missing.problem(404, "task_not_found");
}

fn a_write_is_done_if_the_tag_matches(app: &App) {
    let ada = app.user("ada");
    for kind in writes() {
        for tag in [
            "\"1\"",
            "\"9\", \"1\"",
            "W/\"1\", \"1\"",
            "\"1o\"",
            "\"abc\" ,\"1\"",
        ] {
            let id = task(&ada)["id"].clone();
            let answer = write(&ada, &id, &kind, tag);
            if answer.status == 204 {
                ada.task(&id).problem(404, "task_not_found");
            } else {
                assert_eq!(answer.ok()["version"], 2, "{kind:?} {tag}");
            }
        }
    }
}

fn a_write_is_refused_if_no_tag_matches(app: &App) {
    let ada = app.user("ada");
    let before = ada.edit(&task(&ada)["id"], &json!({"title": "b"})).ok();
    let id = &before["id"];
    for kind in writes() {
        for tag in [
            "\"1\"",
            "\"3\"",
            "\"1\", \"3\"",
            "W/\"2\"",
            "2",
            "\"abc\"",
            "\"\"",
            "\"+2\"",
            "\"2 \"",
            "\"99999999999999999999\"",
            "\"2oo\"",
            "abc",
            "",
        ] {
            let answer = write(&ada, id, &kind, tag);
            let problem = answer.problem(412, "version_conflict");
            assert_eq!(problem["current_version"], 2, "{kind:?} {tag}");
        }
    }
    assert_eq!(ada.task(id).ok(), before);
}

fn a_star_matches_every_task_that_is_there(app: &App) {
    let ada = app.user("ada");
    for kind in writes() {
        let id = task(&ada)["id"].clone();
        ada.edit(&id, &json!({"title": "b"})).ok();
        let status = write(&ada, &id, &kind, "*").status;
        assert_eq!(status / 100, 2, "{kind:?}");
    }
}

fn a_condition_holds_for_writes_that_change_nothing(app: &App) {
    let ada = app.user("ada");
    let before = task(&ada);
    let id = &before["id"];
    for kind in [
        ("PATCH", "", Some(json!({}))),
        ("PATCH", "", Some(json!({"title": "at first"}))),
        ("PUT", "", Some(before.clone())),
        ("POST", "/tags", Some(json!(["old"]))),
    ] {
        let refused = write(&ada, id, &kind, "\"2\"");
        assert_eq!(
            refused.problem(412, "version_conflict")["current_version"],
            1
        );
        let done = write(&ada, id, &kind, "\"1\"").is(200);
        assert_eq!(
            (done.json(), etag(&done).as_str()),
            (before.clone(), "\"1\"")
        );
    }
    let absent = ("DELETE", "/tags/absent", None);
    write(&ada, id, &absent, "\"2\"").problem(412, "version_conflict");
    write(&ada, id, &absent, "\"1\"").problem(404, "tag_not_found");
}

fn conditions_of_missing_tasks_are_not_looked_at(app: &App) {
    let ada = app.user("ada");
    for kind in writes() {
        for tag in ["*", "\"1\"", "W/\"1\""] {
            let answer = write(&ada, &json!(9_999), &kind, tag);
            answer.problem(404, "task_not_found");
        }
    }
}

fn bad_bodies_are_refused_whatever_the_condition(app: &App) {
    let ada = app.user("ada");
    let before = task(&ada);
    for tag in ["\"1\"", "\"2\"", "*"] {
        for (method, end, body) in [
            ("PATCH", "", json!({"title": ""})),
            ("PUT", "", json!({})),
            ("POST", "/tags", json!([""])),
        ] {
            let answer = write(&ada, &before["id"], &(method, end, Some(body)), tag);
            answer.problem(422, "validation_failed");
        }
    }
    assert_eq!(ada.task(&before["id"]).ok(), before);
}
