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
        lists_and_numbers_of_others_are_never_mixed_with_ones_own,
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
        client.add_tags(id, &json!(["mine"])),
        client.add_tags(id, &json!({"tags": []})),
        client.remove_tag(id, "private"),
        client.remove_tag(id, "absent"),
        conditional(client, "GET", &path, ("If-None-Match", "*")),
        conditional(client, "GET", &path, ("If-None-Match", "\"1\"")),
        conditional(client, "DELETE", &path, ("If-Match", "\"1\"")),
        conditional(client, "DELETE", &path, ("If-Match", "\"9\"")),
        client.request("GET", &format!("{path}/")).send(),
    ]
}

#[track_caller]
fn conditional(client: &Client, method: &str, path: &str, condition: (&str, &str)) -> Answer {
    let request = client.request(method, path);
    request.header(condition.0, condition.1).send()
}

/// A task with a tag.
#[track_caller]
fn tagged(client: &Client) -> Value {
    let body = json!({"title": "of ada", "tags": ["private"]});
    client.create(&body).created()
}

fn a_task_of_someone_else_is_forbidden_and_stays_as_it_is(app: &App) {
    let (ada, eve) = (app.user("ada"), app.user("eve"));
    let task = tagged(&ada);
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
    let body = json!({
        "title": "zebra", "description": "yellow", "status": "done", "tags": ["ochre"]
    });
    let id = owner.create(&body).created()["id"].clone();
    for answer in attempts(&eve, &id) {
        for word in ["zebra", "yellow", "ochre", "completed", "user_id", "yvonne"] {
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
    let task = tagged(&ada);
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

fn lists_and_numbers_of_others_are_never_mixed_with_ones_own(engine: TestEngine) {
    for setting in ["forbidden", "hidden"] {
        let app = App::with(engine, &[("FOREIGN_TASKS", setting)]);
        let (ada, eve) = (app.user("ada"), app.user("eve"));
        let task = tagged(&ada);
        let (tags, numbers) = (ada.tags().ok(), ada.statistics().ok());
        for query in ["", "?tag=private", "?search=ada", "?count=true&skip=0"] {
            let answer = eve.list(query).is(200);
            assert_eq!(answer.json(), json!([]), "{query}");
            assert!([None, Some("0")].contains(&answer.header("x-total-count")));
        }
        assert_eq!(eve.tags().ok(), json!([]));
        assert_eq!(eve.statistics().ok()["total"], 0);
        // In bulk, what is someone else's is missing, whatever the setting.
        let ids = json!([task["id"]]);
        for answer in [
            eve.edit_all(&ids, &json!({"title": "mine"})),
            eve.delete_all(&ids),
        ] {
            let problem = answer.problem(404, "tasks_not_found");
            assert_eq!(problem["missing_ids"], ids);
        }
        assert_eq!(ada.task(&task["id"]).ok(), task);
        assert_eq!((ada.tags().ok(), ada.statistics().ok()), (tags, numbers));
    }
}
