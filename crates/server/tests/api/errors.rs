//! What all errors have in common, and the errors that no route of its own has.

use serde_json::json;

use crate::harness::{App, Case, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    nothing_is_served_at_an_unknown_path,
    odd_paths_are_answered_like_all_others,
    an_id_is_a_positive_integer,
    a_good_request_id_is_kept,
    a_bad_request_id_is_replaced,
    each_request_has_an_id_of_its_own,
    the_id_of_a_request_is_in_the_log,
    the_contracts_example_of_an_error_is_what_is_answered,
    errors_are_not_to_be_stored,
);

fn nothing_is_served_at_an_unknown_path(app: &App) {
    let ada = app.user("ada");
    for path in [
        "/nowhere",
        "/task",
        "/tasks/1/nowhere",
        "/auth",
        "/auth/nowhere",
        "/users/1/tasks",
        "/users/me/nowhere",
        "/api/tasks",
        "/favicon.ico",
        "/problems",
        "/problems/no-such-problem",
        "/docs/nowhere.js",
        "/.env",
        "/openapi.yaml",
        "/TASKS",
    ] {
        for client in [&app.client(), &ada] {
            client
                .request("GET", path)
                .send()
                .problem(404, "route_not_found");
        }
    }
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        ada.request(method, "/nowhere")
            .send()
            .problem(404, "route_not_found");
    }
    ada.request("POST", "/nowhere")
        .body("text/plain", "x")
        .send()
        .problem(404, "route_not_found");
}

fn odd_paths_are_answered_like_all_others(app: &App) {
    let token = format!("Authorization: Bearer {}", app.user("ada").token());
    for path in [
        "/%00",
        "/%ff",
        "/tasks/%ff",
        "/tasks/%",
        "/tasks/%zz",
        "/tasks/%00",
        "/tasks/..%2f",
        "/tasks/%2e%2e",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..",
        "//",
        "/tasks/1;x=1",
        "/docs/%ff",
        "/docs/..%2fCargo.toml",
        "/problems/%ff",
    ] {
        let mut wire = app.server().wire();
        wire.send_head(&[&format!("GET {path}"), &token]);
        let answer = wire.answer();
        assert!([200, 400, 404, 422].contains(&answer.status), "{answer}");
        if answer.status == 200 {
            assert_eq!(
                path, "//",
                "only a path of slashes alone is the root: {answer}"
            );
            continue;
        }
        let code = match answer.status {
            400 => "bad_request",
            404 => "route_not_found",
            _ => "validation_failed",
        };
        answer.problem(answer.status, code);
    }
}

fn an_id_is_a_positive_integer(app: &App) {
    let ada = app.user("ada");
    ada.new_task("the one with the id 1");
    let body = json!({"title": "b"});
    for id in [
        "0",
        "-1",
        "abc",
        "1.5",
        "1.0",
        "1e0",
        "0x1",
        "9223372036854775808",
        "%201",
        "1%20",
        "99999999999999999999999999",
        "-9223372036854775808",
        "null",
        "%D9%A1",
        "1%00",
        "1,2",
        "NaN",
        "%2B1",
        "+1",
    ] {
        let path = format!("/tasks/{id}");
        ada.request("GET", &path).send().refuses("id");
        ada.request("DELETE", &path).send().refuses("id");
        ada.request("PUT", &path).json(&body).send().refuses("id");
        ada.request("PATCH", &path).json(&body).send().refuses("id");
        let tags = ada.request("POST", &format!("{path}/tags"));
        tags.json(&json!(["a"])).send().refuses("id");
        let tag = ada.request("DELETE", &format!("{path}/tags/a"));
        tag.send().refuses("id");
    }
    let huge = ada.request("GET", "/tasks/9223372036854775807").send();
    assert_eq!(huge.problem(404, "task_not_found")["task_id"], i64::MAX);
}

fn a_good_request_id_is_kept(app: &App) {
    let client = app.client();
    let longest = "x".repeat(128);
    for id in [
        "a",
        "0192f3c4-aaaa",
        "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
        &longest,
    ] {
        let live = client
            .request("GET", "/health/live")
            .header("X-Request-Id", id)
            .send();
        assert_eq!(live.is(200).header("x-request-id"), Some(id));
        let missing = client
            .request("GET", "/nowhere")
            .header("X-Request-Id", id)
            .send();
        assert_eq!(missing.problem(404, "route_not_found")["request_id"], id);
    }
}

fn a_bad_request_id_is_replaced(app: &App) {
    let too_long = "x".repeat(129);
    for id in ["", " ", "a b", "a\tb", "é", &too_long] {
        let mut wire = app.server().wire();
        wire.send_head(&["GET /nowhere", &format!("X-Request-Id: {id}")]);
        let answer = wire.answer();
        let given = answer.problem(404, "route_not_found")["request_id"].clone();
        assert!(
            given != *id && given.as_str().unwrap().len() > 8,
            "{id:?}: {answer}"
        );
    }
}

fn each_request_has_an_id_of_its_own(app: &App) {
    let client = app.client();
    let ids: std::collections::BTreeSet<String> = (0..20)
        .map(|_| {
            client
                .live()
                .is(200)
                .header("x-request-id")
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(ids.len(), 20);
}

fn the_id_of_a_request_is_in_the_log(app: &App) {
    let client = app.client();
    client
        .request("GET", "/version")
        .header("X-Request-Id", "id-of-a-good-one")
        .send()
        .is(200);
    let line = app.server().log_line(&["id-of-a-good-one"]);
    assert!(line.contains("/version") && line.contains("200"), "{line}");
    let answer = client.me();
    let id = answer.header("x-request-id").unwrap();
    let line = app.server().log_line(&[id]);
    assert!(line.contains("/users/me") && line.contains("401"), "{line}");
}

fn the_contracts_example_of_an_error_is_what_is_answered(app: &App) {
    let ada = app.user("ada");
    let request = ada
        .request("GET", "/tasks/99999")
        .header("X-Request-Id", "0192f");
    let problem = request.send().problem(404, "task_not_found");
    assert_eq!(
        problem,
        json!({
            "type": "/problems/task-not-found", "title": "Task Not Found", "status": 404,
            "detail": "Task with ID 99999 not found", "instance": "/tasks/99999",
            "code": "task_not_found", "request_id": "0192f", "error": "Task Not Found",
            "message": "Task with ID 99999 not found", "task_id": 99999
        })
    );
    let problem = ada
        .create(&json!({"title": "", "priority": "none"}))
        .problem(422, "validation_failed");
    assert_eq!(problem["detail"], "2 fields are invalid");
    assert_eq!(
        problem["errors"],
        json!([
            {
                "field": "title", "pointer": "/title", "code": "too_short",
                "detail": "must have 1 to 200 characters"
            },
            {
                "field": "priority", "pointer": "/priority", "code": "unknown_value",
                "detail": "must be one of low, medium, high, urgent"
            }
        ])
    );
}

fn errors_are_not_to_be_stored(app: &App) {
    let client = app.client();
    for path in ["/nowhere", "/tasks", "/users/me"] {
        let answer = client.request("GET", path).send();
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer}");
    }
}
