//! Methods and tokens, along every path of the OpenAPI document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::harness::{App, Case, PASSWORD, cases, operations, path_with_values};

pub(crate) const CASES: &[Case] = cases!(App:
    a_method_that_a_path_lacks_is_refused_with_those_that_it_has,
    what_is_public_is_written_down_here,
    everything_else_needs_a_token,
    unknown_parameters_are_refused_on_every_route,
    an_unknown_method_is_refused_too,
    head_is_get_without_a_body,
    a_slash_at_the_end_makes_no_difference,
);

/// Everything that needs no token. Whoever serves one more has to say so here.
const PUBLIC: [&str; 12] = [
    "GET /",
    "GET /health",
    "GET /health/live",
    "GET /health/ready",
    "GET /problems/{slug}",
    "GET /version",
    "GET /metrics",
    "POST /auth/login",
    "POST /auth/refresh",
    "POST /auth/register",
    "POST /register",
    "POST /token",
];

/// The pages that the document does not list, being for people or the document itself.
const PAGES: [&str; 3] = ["/docs", "/docs/index.html", "/openapi.json"];

/// The methods of each path, HEAD included.
#[track_caller]
fn methods_by_path(app: &App) -> BTreeMap<String, BTreeSet<String>> {
    let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for operation in operations(&app.client().openapi().ok()) {
        let methods = paths.entry(path_with_values(&operation.path)).or_default();
        if operation.method == "GET" {
            methods.insert("HEAD".to_owned());
        }
        methods.insert(operation.method);
    }
    for page in PAGES {
        paths.insert(page.to_owned(), ["GET", "HEAD"].map(str::to_owned).into());
    }
    paths
}

fn a_method_that_a_path_lacks_is_refused_with_those_that_it_has(app: &App) {
    let ada = app.user("ada");
    let anybody = app.client();
    for (path, served) in methods_by_path(app) {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            if served.contains(method) {
                continue;
            }
            for client in [&ada, &anybody] {
                let answer = client.request(method, &path).send();
                answer.problem(405, "method_not_allowed");
                let allowed = answer
                    .header("allow")
                    .unwrap()
                    .split(", ")
                    .map(str::to_owned);
                assert_eq!(allowed.collect::<BTreeSet<_>>(), served, "{answer}");
            }
        }
    }
}

fn what_is_public_is_written_down_here(app: &App) {
    let public: BTreeSet<String> = operations(&app.client().openapi().ok())
        .iter()
        .filter(|operation| operation.is_public())
        .map(crate::harness::Operation::name)
        .collect();
    assert_eq!(public, PUBLIC.map(str::to_owned).into());
}

fn everything_else_needs_a_token(app: &App) {
    let anybody = app.client();
    for operation in operations(&anybody.openapi().ok()) {
        let path = path_with_values(&operation.path);
        let send = |query: &str| {
            let request = anybody.request(&operation.method, &format!("{path}{query}"));
            if operation.method == "GET" {
                request
            } else {
                request.json(&json!({}))
            }
            .send()
        };
        if PUBLIC.contains(&operation.name().as_str()) {
            let answer = send("");
            assert!(![401, 403].contains(&answer.status), "{answer}");
        } else {
            // Before anything else of the request is looked at.
            for query in ["", "?nonsense=1"] {
                send(query).problem(401, "not_authenticated");
            }
        }
    }
    for page in PAGES {
        anybody.request("GET", page).send().is(200);
    }
}

fn unknown_parameters_are_refused_on_every_route(app: &App) {
    let ada = app.user("ada");
    let routes = operations(&ada.openapi().ok())
        .into_iter()
        .map(|operation| (operation.method, path_with_values(&operation.path)))
        .chain(PAGES.map(|page| ("GET".to_owned(), page.to_owned())));
    for (method, path) in routes {
        let request = ada.request(&method, &format!("{path}?nonsense=1"));
        let request = if method == "GET" {
            request
        } else {
            request.json(&json!({}))
        };
        let problem = request.send().problem(422, "unknown_field");
        assert_eq!(problem["field"], "nonsense", "{method} {path}");
    }
    ada.me().ok();
}

fn an_unknown_method_is_refused_too(app: &App) {
    for method in ["BREW", "PROPFIND", "get"] {
        let mut wire = app.server().wire();
        wire.send_head(&[&format!("{method} /tasks")]);
        wire.answer().problem(405, "method_not_allowed");
    }
}

fn head_is_get_without_a_body(app: &App) {
    let ada = app.user("ada");
    let id = ada.new_task("a")["id"].clone();
    for path in [
        "/",
        "/tasks",
        "/tasks?limit=1",
        "/users/me",
        "/health/ready",
        "/version",
        "/openapi.json",
        "/docs",
        "/tasks?limit=1&count=true&sort_by=title",
        "/tasks/stats",
        "/tags",
        "/tasks/99999",
        "/tasks/x",
        "/nowhere",
        &format!("/tasks/{id}"),
    ] {
        let get = ada.request("GET", path).send();
        let head = ada.request("HEAD", path).send();
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty(), "{head}");
        head.bears_common_headers();
        let (mut got, mut headed) = (get.headers.clone(), head.headers.clone());
        for differs in ["date", "x-request-id"] {
            got.remove(differs);
            headed.remove(differs);
        }
        assert_eq!(headed, got, "{path}");
        assert_eq!(
            get.header("content-length"),
            Some(get.body.len().to_string().as_str())
        );
    }
    let refused = app.client().request("HEAD", "/tasks").send();
    assert_eq!((refused.status, refused.body.len()), (401, 0), "{refused}");
}

fn a_slash_at_the_end_makes_no_difference(app: &App) {
    let ada = app.user("ada");
    let task = ada
        .request("POST", "/tasks/")
        .json(&json!({"title": "a"}))
        .send()
        .created();
    let path = format!("/tasks/{}", task["id"]);
    for path in [
        "/tasks",
        "/tasks?limit=5",
        &path,
        "/tasks/stats",
        "/tags",
        "/users/me",
        "/health",
        "/version",
        "/openapi.json",
    ] {
        let (name, query) = path
            .split_once('?')
            .map_or((path, ""), |(name, _)| (name, "?limit=5"));
        let answer = ada.request("GET", &format!("{name}/{query}")).send();
        assert_eq!(answer.ok(), ada.request("GET", path).send().ok(), "{path}");
    }
    let edit = ada
        .request("PATCH", &format!("{path}/"))
        .json(&json!({"title": "b"}));
    assert_eq!(edit.send().ok()["title"], "b");
    let missing = ada.request("GET", "/tasks/99999/").send();
    missing.problem(404, "task_not_found");
    ada.request("DELETE", &format!("{path}/"))
        .send()
        .no_content();
    let login = json!({"username": "ada", "password": PASSWORD});
    ada.request("POST", "/auth/login/").json(&login).send().ok();
}
