//! Requests that may be sent again: `Idempotency-Key`.

use serde_json::{Value, json};

use crate::harness::{Answer, App, Case, Client, at_once, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    two_hundred_requests_with_one_key_make_one_task,
    many_bulk_requests_with_one_key_make_their_tasks_once,
    a_request_that_comes_again_is_answered_as_at_first,
    many_tasks_are_created_once_too,
    the_answer_stays_whatever_becomes_of_the_task,
    another_body_under_the_same_key_is_refused,
    the_same_key_on_the_other_route_is_refused,
    keys_are_each_users_own,
    different_keys_are_different_requests,
    without_a_key_the_same_request_is_another_one,
    a_key_may_stand_between_quotes,
    what_is_no_key_is_refused,
    a_refused_request_does_not_use_its_key,
    other_routes_pass_over_keys,
    keys_go_with_their_account,
);

/// The two routes.
const ROUTES: [&str; 2] = ["/tasks", "/tasks/bulk"];

/// Sends a body under a key.
#[track_caller]
fn send(client: &Client, route: &str, key: &str, body: &Value) -> Answer {
    client
        .request("POST", route)
        .header("Idempotency-Key", key)
        .json(body)
        .send()
}

/// A good body for a route.
fn body(route: &str, title: &str) -> Value {
    let task = json!({"title": title, "tags": ["b", "a"], "due_date": "2000-01-01"});
    if route == "/tasks" {
        task
    } else {
        json!({"tasks": [task, {"title": format!("another {title}")}]})
    }
}

#[track_caller]
fn count(client: &Client) -> usize {
    client.list("?limit=1000").ok().as_array().unwrap().len()
}

/// Makes sure that `again` is `first`, sent again.
#[track_caller]
fn assert_replayed(first: &Answer, again: &Answer) {
    assert_eq!(first.header("idempotent-replayed"), None, "{first}");
    assert_eq!(again.header("idempotent-replayed"), Some("true"), "{again}");
    assert_eq!(again.status, 201, "{again}");
    again.bears_common_headers();
    assert_eq!(again.body, first.body);
    for name in ["location", "etag", "content-type"] {
        assert_eq!(again.header(name), first.header(name), "{name}");
    }
    assert_ne!(again.header("x-request-id"), first.header("x-request-id"));
}

/// Sends a body so often at once, and makes sure that it was done once.
#[track_caller]
fn assert_done_once(app: &App, ada: &Client, route: &str, times: usize) {
    let body = body(route, "once");
    let answers = at_once(times, |_| {
        let ada = app.client().with_token(ada.token());
        send(&ada, route, "one-key", &body)
    });
    let mut first = None;
    let mut replayed = Vec::new();
    for answer in &answers {
        match (answer.status, answer.header("idempotent-replayed")) {
            (201, None) => assert!(first.replace(answer).is_none(), "twice: {answer}"),
            (201, Some(_)) => replayed.push(answer),
            (409, _) => drop(answer.problem(409, "idempotency_key_in_use")),
            _ => drop(answer.problem(503, "unavailable")),
        }
    }
    let first = first.expect("one of them has done it");
    for again in &replayed {
        assert_replayed(first, again);
    }
    assert_replayed(first, &send(ada, route, "one-key", &body));
}

fn two_hundred_requests_with_one_key_make_one_task(app: &App) {
    let ada = app.user("ada");
    assert_done_once(app, &ada, "/tasks", 200);
    assert_eq!(count(&ada), 1);
}

fn many_bulk_requests_with_one_key_make_their_tasks_once(app: &App) {
    let ada = app.user("ada");
    assert_done_once(app, &ada, "/tasks/bulk", 50);
    assert_eq!(count(&ada), 2);
}

fn a_request_that_comes_again_is_answered_as_at_first(app: &App) {
    let ada = app.user("ada");
    let first = send(&ada, "/tasks", "key-1", &body("/tasks", "a")).is(201);
    let task = first.json();
    assert_eq!(
        first.header("location"),
        Some(format!("/tasks/{}", task["id"]).as_str())
    );
    assert_eq!(first.header("etag"), Some("\"1o\""));
    assert_eq!(ada.task(&task["id"]).ok(), task);
    for _ in 0..3 {
        assert_replayed(&first, &send(&ada, "/tasks", "key-1", &body("/tasks", "a")));
    }
    // It is the same resource.
    let with_slash = send(&ada, "/tasks/", "key-1", &body("/tasks", "a"));
    assert_replayed(&first, &with_slash);
    assert_eq!(count(&ada), 1);
}

fn many_tasks_are_created_once_too(app: &App) {
    let ada = app.user("ada");
    let body = body("/tasks/bulk", "a");
    let first = send(&ada, "/tasks/bulk", "key-1", &body).is(201);
    assert_eq!(first.json(), ada.list("").ok());
    for _ in 0..3 {
        assert_replayed(&first, &send(&ada, "/tasks/bulk", "key-1", &body));
    }
    assert_eq!(count(&ada), 2);
    // An answer that takes some room.
    let text = "\u{1f600}".repeat(200);
    let many: Vec<Value> = (0..1000).map(|_| json!({"title": text})).collect();
    let many = json!({"tasks": many});
    let first = send(&ada, "/tasks/bulk", "key-2", &many).is(201);
    assert_replayed(&first, &send(&ada, "/tasks/bulk", "key-2", &many));
    assert_eq!(ada.statistics().ok()["total"], 1002);
}

fn the_answer_stays_whatever_becomes_of_the_task(app: &App) {
    let ada = app.user("ada");
    for route in ROUTES {
        let body = body(route, "a");
        let first = send(&ada, route, route, &body).is(201);
        let answered = first.json();
        let id = if answered.is_array() {
            &answered[0]["id"]
        } else {
            &answered["id"]
        };
        ada.edit(
            id,
            &json!({"title": "changed", "tags": [], "due_date": null}),
        )
        .ok();
        assert_replayed(&first, &send(&ada, route, route, &body));
        ada.delete(id).no_content();
        assert_replayed(&first, &send(&ada, route, route, &body));
        ada.task(id).problem(404, "task_not_found");
    }
}

fn another_body_under_the_same_key_is_refused(app: &App) {
    let ada = app.user("ada");
    for route in ROUTES {
        let first = send(&ada, route, route, &body(route, "a")).is(201);
        for _ in 0..2 {
            send(&ada, route, route, &body(route, "b")).problem(422, "idempotency_key_reused");
        }
        assert_replayed(&first, &send(&ada, route, route, &body(route, "a")));
    }
    assert_eq!(count(&ada), 3);
}

fn the_same_key_on_the_other_route_is_refused(app: &App) {
    let ada = app.user("ada");
    for [route, other] in [ROUTES, ["/tasks/bulk", "/tasks"]] {
        let key = format!("key-of-{route}");
        send(&ada, route, &key, &body(route, "a")).is(201);
        send(&ada, other, &key, &body(other, "a")).problem(422, "idempotency_key_reused");
    }
    assert_eq!(count(&ada), 3);
}

fn keys_are_each_users_own(app: &App) {
    let (ada, eve) = (app.user("ada"), app.user("eve"));
    let first = send(&ada, "/tasks", "key", &body("/tasks", "a")).is(201);
    let of_eve = send(&eve, "/tasks", "key", &body("/tasks", "b")).is(201);
    assert_eq!(of_eve.header("idempotent-replayed"), None);
    assert_ne!(of_eve.json()["user_id"], first.json()["user_id"]);
    assert_replayed(&first, &send(&ada, "/tasks", "key", &body("/tasks", "a")));
    assert_eq!((count(&ada), count(&eve)), (1, 1));
    // Whoever asks needs a token, and it is theirs.
    let anybody = app.client();
    send(&anybody, "/tasks", "key", &body("/tasks", "a")).problem(401, "not_authenticated");
}

fn different_keys_are_different_requests(app: &App) {
    let ada = app.user("ada");
    let long = "k".repeat(254);
    let (one, two) = (format!("{long}1"), format!("{long}2"));
    for key in [
        "key",
        "KEY",
        "key.",
        "!",
        "~",
        "a,b",
        "caf%C3%A9",
        &one,
        &two,
    ] {
        let answer = send(&ada, "/tasks", key, &json!({"title": "a"})).is(201);
        assert_eq!(answer.header("idempotent-replayed"), None, "{key}");
    }
    assert_eq!(count(&ada), 9);
}

fn without_a_key_the_same_request_is_another_one(app: &App) {
    let ada = app.user("ada");
    for _ in 0..2 {
        let answer = ada.create(&json!({"title": "a"})).is(201);
        assert_eq!(answer.header("idempotent-replayed"), None);
    }
    assert_eq!(count(&ada), 2);
}

fn a_key_may_stand_between_quotes(app: &App) {
    let ada = app.user("ada");
    let first = send(&ada, "/tasks", "\"key\"", &body("/tasks", "a")).is(201);
    assert_replayed(&first, &send(&ada, "/tasks", "key", &body("/tasks", "a")));
    assert_replayed(
        &first,
        &send(&ada, "/tasks", "\"key\"", &body("/tasks", "a")),
    );
    let longest = format!("\"{}\"", "k".repeat(255));
    send(&ada, "/tasks", &longest, &body("/tasks", "a")).is(201);
    assert_eq!(count(&ada), 2);
}

fn what_is_no_key_is_refused(app: &App) {
    let ada = app.user("ada");
    let long = "k".repeat(256);
    for route in ROUTES {
        let body = body(route, "a");
        for bad in ["", "\"\"", "a b", "a\tb", &long, &format!("\"{long}\"")] {
            send(&ada, route, bad, &body).refuses("Idempotency-Key");
        }
        let request = ada.request("POST", route).header("Idempotency-Key", "a");
        let twice = request.header("Idempotency-Key", "b").json(&body).send();
        twice.refuses("Idempotency-Key");
    }
    // No client library sends what is not ASCII.
    let mut wire = app.server().wire();
    wire.send_head(&[
        "POST /tasks",
        &format!("Authorization: Bearer {}", ada.token()),
        "Idempotency-Key: clé",
        "Content-Type: application/json",
        "Content-Length: 13",
    ]);
    wire.send("{\"title\":\"a\"}");
    wire.answer().refuses("Idempotency-Key");
    assert_eq!(count(&ada), 0);
}

fn a_refused_request_does_not_use_its_key(app: &App) {
    let ada = app.user("ada");
    for (route, bad) in [
        ("/tasks", json!({"title": ""})),
        ("/tasks", json!({"title": "a", "unknown": 1})),
        ("/tasks/bulk", json!({"tasks": []})),
        (
            "/tasks/bulk",
            json!({"tasks": [{"title": "a"}, {"title": ""}]}),
        ),
    ] {
        let key = format!("key-{bad}").replace(' ', "");
        for _ in 0..2 {
            assert_eq!(send(&ada, route, &key, &bad).status, 422);
        }
        let answer = send(&ada, route, &key, &body(route, "good")).is(201);
        assert_eq!(answer.header("idempotent-replayed"), None);
    }
    let broken = ada.request("POST", "/tasks").header("Idempotency-Key", "k");
    broken
        .body("application/json", "{")
        .send()
        .problem(422, "invalid_json");
    send(&ada, "/tasks", "k", &body("/tasks", "good")).is(201);
    assert_eq!(count(&ada), 7);
}

fn other_routes_pass_over_keys(app: &App) {
    let ada = app.user("ada");
    let id = ada.new_task("a")["id"].clone();
    for title in ["b", "c"] {
        let request = ada.request("PATCH", &format!("/tasks/{id}"));
        let request = request.header("Idempotency-Key", "key");
        let answer = request.json(&json!({"title": title})).send();
        assert_eq!(answer.header("idempotent-replayed"), None);
        assert_eq!(answer.ok()["title"], title);
    }
}

fn keys_go_with_their_account(app: &App) {
    let ada = app.user("ada");
    send(&ada, "/tasks", "key", &body("/tasks", "a")).is(201);
    ada.delete_me(&json!({"password": crate::harness::PASSWORD}))
        .no_content();
    let anew = app.user("ada");
    let answer = send(&anew, "/tasks", "key", &body("/tasks", "b")).is(201);
    assert_eq!(answer.header("idempotent-replayed"), None);
    assert_eq!(count(&anew), 1);
}
