//! Tasks of others: refused, or hidden by setting; untouched in any case.

use std::collections::BTreeSet;

use docket_testkit::database::TestEngine;
use serde_json::{Value, json};

use crate::harness::{Answer, App, Case, Client, cases};

pub(crate) const CASES: &[Case] = cases!(
    App:
        a_task_of_someone_else_is_forbidden_and_stays_as_it_is,
        a_refusal_tells_nothing_about_the_task,
        a_missing_task_is_not_found_whoever_asks;
    Engine:
        hidden_tasks_look_exactly_like_missing_ones,
        ones_own_tasks_are_never_hidden,
);

/// The answers to everything that can be done to a task.
#[track_caller]
fn attempts(client: &Client, id: &Value) -> Vec<Answer> {
    let path = format!("/tasks/{id}");
    let body = json!({"title": "mine now"});
    vec![
        client.task(id),
        client.request("HEAD", &path).send(),
        client.replace(id, &body),
        client.edit(id, &body),
        client.edit(id, &json!({})),
        client.delete(id),
        client.request("GET", &format!("{path}/")).send(),
    ]
}

fn a_task_of_someone_else_is_forbidden_and_stays_as_it_is(app: &App) {
    let (ada, eve) = (app.user("ada"), app.user("eve"));
    let task = ada.new_task("of ada");
    let id = &task["id"];
    for answer in attempts(&eve, id) {
        if answer.request.starts_with("HEAD") {
            assert_eq!((answer.status, answer.body.len()), (403, 0), "{answer}");
        } else {
            assert_eq!(&answer.problem(403, "task_forbidden")["task_id"], id);
        }
    }
    assert_eq!(ada.task(id).ok(), task);
    assert_eq!(eve.list("").ok(), json!([]));
}

fn a_refusal_tells_nothing_about_the_task(app: &App) {
    let (owner, eve) = (app.user("yvonne"), app.user("eve"));
    let body = json!({"title": "zebra", "description": "yellow", "status": "done"});
    let id = owner.create(&body).created()["id"].clone();
    for answer in attempts(&eve, &id) {
        for word in ["zebra", "yellow", "completed", "user_id", "yvonne"] {
            assert!(!answer.text().contains(word), "{word} in {answer}");
        }
        assert_eq!(answer.header("etag"), None, "{answer}");
    }
}

fn a_missing_task_is_not_found_whoever_asks(app: &App) {
    let eve = app.user("eve");
    let id = json!(4_711);
    for answer in attempts(&eve, &id) {
        if answer.request.starts_with("HEAD") {
            assert_eq!((answer.status, answer.body.len()), (404, 0), "{answer}");
        } else {
            assert_eq!(answer.problem(404, "task_not_found")["task_id"], id);
        }
    }
}

fn hidden_tasks_look_exactly_like_missing_ones(engine: TestEngine) {
    let app = App::with(engine, &[("FOREIGN_TASKS", "hidden")]);
    let (ada, eve) = (app.user("ada"), app.user("eve"));
    let missing = json!(9_999);
    let task = ada.new_task("of ada");
    let id = &task["id"];
    for (hidden, missing) in attempts(&eve, id).iter().zip(attempts(&eve, &missing)) {
        assert_eq!(hidden.status, 404, "{hidden}");
        assert_eq!(
            all_but_ids(hidden, id),
            all_but_ids(&missing, &json!(9_999))
        );
    }
    assert_eq!(ada.task(id).ok(), task);
}

/// The status, the headers and the body, with the ids of the task and the request replaced, and
/// without the date. The length goes with the number of digits of the ids.
fn all_but_ids(answer: &Answer, id: &Value) -> (u16, BTreeSet<String>, String) {
    let request_id = answer.header("x-request-id").unwrap();
    let body = answer.text().replace(request_id, "the request");
    let mentions = body.matches(&id.to_string()).count();
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "date" && *name != "x-request-id")
        .map(|(name, value)| match value.to_str().unwrap() {
            length if *name == "content-length" && !body.is_empty() => {
                let ids = mentions * id.to_string().len();
                format!(
                    "{name}: {} and the ids",
                    length.parse::<usize>().unwrap() - ids
                )
            }
            // The answer to HEAD has no body in which to count.
            _ if *name == "content-length" => format!("{name}: some"),
            value => format!("{name}: {value}"),
        });
    (
        answer.status,
        headers.collect(),
        body.replace(&id.to_string(), "the task"),
    )
}

fn ones_own_tasks_are_never_hidden(engine: TestEngine) {
    let app = App::with(engine, &[("FOREIGN_TASKS", "hidden")]);
    let ada = app.user("ada");
    let id = ada.new_task("of ada")["id"].clone();
    assert_eq!(
        ada.edit(&id, &json!({"title": "still of ada"})).ok()["version"],
        2
    );
    ada.delete(&id).no_content();
}
