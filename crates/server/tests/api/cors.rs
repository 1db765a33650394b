//! Which other sites' scripts may read answers.

use docket_testkit::database::TestEngine;
use serde_json::json;
use ureq::http::HeaderName;

use crate::harness::{Answer, App, Case, Client, Docket, PASSWORD, cases};

pub(crate) const CASES: &[Case] = cases!(Sqlite:
    without_the_setting_other_sites_get_nothing,
    only_the_very_origins_that_are_set_are_allowed,
    an_allowed_site_is_told_what_it_may_send,
    what_a_site_may_not_send_is_a_problem,
    an_allowed_site_may_read_the_headers_of_answers,
    errors_can_be_read_as_well,
    without_an_origin_nothing_is_different,
    origins_that_no_browser_sends_stop_the_start,
);

const APP: &str = "https://app.example.org";
const LOCAL: &str = "http://localhost:5173";

/// A server that two sites may ask.
fn open() -> App {
    let origins = format!("{APP}, {LOCAL}");
    App::with(TestEngine::Sqlite, &[("CORS_ORIGINS", &origins)])
}

/// The names of the headers of an answer that are about other sites.
fn allowances(answer: &Answer) -> Vec<&str> {
    let names = answer.headers.keys().map(HeaderName::as_str);
    let mut names: Vec<&str> = names
        .filter(|name| name.starts_with("access-control-"))
        .collect();
    names.sort_unstable();
    names
}

/// Whether no site is let read an answer. Which headers it could read then may be named.
fn grants_nothing(answer: &Answer) -> bool {
    allowances(answer)
        .iter()
        .all(|name| *name == "access-control-expose-headers")
}

/// What a browser asks before it sends a request.
#[track_caller]
fn preflight(client: &Client, origin: &str, method: &str, headers: &str) -> Answer {
    let request = client.request("OPTIONS", "/tasks");
    let request = request
        .header("Origin", origin)
        .header("Access-Control-Request-Method", method);
    let request = match headers {
        "" => request,
        headers => request.header("Access-Control-Request-Headers", headers),
    };
    request.send()
}

/// What a script of a site asks for.
#[track_caller]
fn get(client: &Client, origin: &str, path: &str) -> Answer {
    client.request("GET", path).header("Origin", origin).send()
}

/// The words of a list, in order.
fn words(answer: &Answer, header: &str) -> Vec<String> {
    let list = answer.header(header).unwrap_or_default();
    let mut words: Vec<String> = list.split(',').map(|w| w.trim().to_lowercase()).collect();
    words.sort();
    words
}

fn without_the_setting_other_sites_get_nothing() {
    let app = App::start(TestEngine::Sqlite);
    let ada = app.user("ada");
    for client in [&app.client(), &ada] {
        let asked = preflight(client, APP, "POST", "authorization,content-type");
        asked.problem(405, "method_not_allowed");
        assert!(allowances(&asked).is_empty(), "{asked}");
    }
    for path in ["/tasks", "/health/live", "/nowhere"] {
        let answer = get(&ada, APP, path);
        assert!(allowances(&answer).is_empty(), "{answer}");
    }
}

/// What looks like one of the origins, and is none of them.
const STRANGERS: [&str; 42] = [
    "null",
    "NULL",
    "*",
    "https://*",
    "https://*.example.org",
    "https://example.org",
    "https://evil.example",
    "https://app.example.org.evil.example",
    "https://app.example.orgevil.example",
    "https://evilapp.example.org",
    "https://evil.app.example.org",
    "https://evil.example/app.example.org",
    "https://evil.example?https://app.example.org",
    "https://evil.example#https://app.example.org",
    "https://app.example.org@evil.example",
    "https://evil.example@app.example.org",
    "https://app.example.org:443",
    "https://app.example.org:8443",
    "https://app.example.org:80",
    "https://app.example.org:",
    "https://app.example.org/",
    "https://app.example.org/index.html",
    "https://app.example.org?",
    "https://app.example.org#",
    "https://app.example.org.",
    "https://.app.example.org",
    "https://app.example.or",
    "https://app.example.orgg",
    "https://app_example.org",
    "https://appXexample.org",
    "http://app.example.org",
    "wss://app.example.org",
    "file://app.example.org",
    "//app.example.org",
    "app.example.org",
    "http://localhost",
    "http://localhost:5174",
    "http://localhost:51730",
    "https://localhost:5173",
    "http://127.0.0.1:5173",
    "https://app.example.org http://localhost:5173",
    "https://app.example.org, http://localhost:5173",
];

fn only_the_very_origins_that_are_set_are_allowed() {
    let app = open();
    let ada = app.user("ada");
    // Browsers never write capitals; whoever does is no browser.
    let capitals = ["https://APP.example.org", "HTTPS://app.example.org"];
    for stranger in STRANGERS.into_iter().chain(capitals) {
        // The request itself is served: whoever sends it has the token. Its answer cannot be read.
        for path in ["/tasks", "/nowhere"] {
            let answer = get(&ada, stranger, path);
            assert!(grants_nothing(&answer), "{stranger}: {answer}");
        }
        let asked = preflight(&ada, stranger, "GET", "authorization");
        asked.problem(400, "bad_request");
        assert_eq!(
            asked.header("access-control-allow-origin"),
            None,
            "{stranger}: {asked}"
        );
    }
    // Two headers are no origin either.
    let request = ada.request("GET", "/tasks").header("Origin", "null");
    let answer = request.header("Origin", APP).send();
    assert_ne!(
        answer.header("access-control-allow-origin"),
        Some(APP),
        "{answer}"
    );
    for origin in [APP, LOCAL] {
        let answer = get(&ada, origin, "/tasks").is(200);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some(origin),
            "{answer}"
        );
    }
}

fn an_allowed_site_is_told_what_it_may_send() {
    let app = open();
    let client = app.client();
    for origin in [APP, LOCAL] {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] {
            let asked = preflight(&client, origin, method, "Authorization,Content-Type").is(200);
            assert!(asked.body.is_empty(), "{asked}");
            assert_eq!(
                asked.header("access-control-allow-origin"),
                Some(origin),
                "{asked}"
            );
            assert_eq!(asked.header("access-control-max-age"), Some("600"));
            assert_eq!(
                asked.header("access-control-allow-credentials"),
                None,
                "{asked}"
            );
            assert_eq!(
                words(&asked, "access-control-allow-methods"),
                ["delete", "get", "head", "patch", "post", "put"]
            );
            assert_eq!(
                words(&asked, "access-control-allow-headers"),
                [
                    "authorization",
                    "content-type",
                    "idempotency-key",
                    "if-match",
                    "if-none-match",
                    "x-request-id"
                ]
            );
            assert!(
                words(&asked, "vary").contains(&"origin".to_owned()),
                "{asked}"
            );
            assert!(!asked.text().contains('*'), "{asked}");
        }
    }
    // No token is needed, and a request id is kept, as everywhere.
    let request = client.request("OPTIONS", "/tasks/1").header("Origin", APP);
    let request = request.header("Access-Control-Request-Method", "PATCH");
    let asked = request.header("X-Request-Id", "preflight-1").send().is(200);
    assert_eq!(asked.header("x-request-id"), Some("preflight-1"), "{asked}");
}

fn what_a_site_may_not_send_is_a_problem() {
    let app = open();
    let client = app.client();
    for (method, headers) in [
        ("TRACE", "authorization"),
        ("CONNECT", ""),
        ("OPTIONS", ""),
        ("get", ""),
        ("GET", "cookie"),
        ("GET", "authorization,x-forwarded-for"),
        ("GET", "*"),
        ("GET", "no such header"),
    ] {
        let asked = preflight(&client, APP, method, headers);
        asked.problem(400, "bad_request");
    }
    // Without a method it is no such question.
    preflight(&client, APP, "no method", "").problem(405, "method_not_allowed");
    let request = client.request("OPTIONS", "/tasks").header("Origin", APP);
    request.send().problem(405, "method_not_allowed");
}

fn an_allowed_site_may_read_the_headers_of_answers() {
    let app = open();
    let ada = app.user("ada");
    let request = ada.request("POST", "/tasks").header("Origin", APP);
    let made = request.json(&json!({"title": "a"})).send().is(201);
    let listed = get(&ada, APP, "/tasks?count=true").is(200);
    for answer in [&made, &listed] {
        assert_eq!(
            allowances(answer),
            [
                "access-control-allow-origin",
                "access-control-expose-headers"
            ],
            "{answer}"
        );
        assert_eq!(
            words(answer, "access-control-expose-headers"),
            [
                "content-disposition",
                "etag",
                "idempotent-replayed",
                "link",
                "location",
                "ratelimit",
                "ratelimit-policy",
                "retry-after",
                "x-next-cursor",
                "x-request-id",
                "x-total-count"
            ]
        );
        assert!(
            words(answer, "vary").contains(&"origin".to_owned()),
            "{answer}"
        );
    }
    for header in ["etag", "location"] {
        assert!(made.header(header).is_some(), "no {header}: {made}");
    }
}

fn errors_can_be_read_as_well() {
    let origins = [
        ("CORS_ORIGINS", APP),
        ("RATE_LIMIT", "on"),
        ("RATE_LIMIT_LOGIN", "2/hour"),
        ("MAX_BODY_BYTES", "1000"),
    ];
    let app = App::with(TestEngine::Sqlite, &origins);
    let ada = app.user("ada");
    let send = |method: &str, path: &str, body: &str| {
        let request = ada.request(method, path).header("Origin", APP);
        request.body("application/json", body).send()
    };
    let login = json!({"username": "ada", "password": PASSWORD}).to_string();
    send("POST", "/auth/login", &login).ok();
    for (answer, status) in [
        (get(&app.client(), APP, "/tasks"), 401),
        (get(&app.client(), APP, "/users"), 401),
        (get(&ada, APP, "/users"), 403),
        (get(&ada, APP, "/tasks/99"), 404),
        (get(&ada, APP, "/nowhere"), 404),
        (send("PUT", "/tasks", "{}"), 405),
        (send("POST", "/tasks", &" ".repeat(2000)), 413),
        (send("POST", "/tasks", "{"), 422),
        (send("POST", "/auth/login", &login), 429),
        (get(&ada, APP, "/tasks/%ff"), 400),
    ] {
        assert!(
            answer.status == status || status == 400,
            "{status}: {answer}"
        );
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some(APP),
            "{answer}"
        );
        assert!(
            words(&answer, "access-control-expose-headers").contains(&"retry-after".to_owned()),
            "{answer}"
        );
        answer.bears_common_headers();
    }
    let request = ada.request("POST", "/tasks").header("Origin", APP);
    let answer = request.body("text/plain", "x").send().is(415);
    assert_eq!(answer.header("access-control-allow-origin"), Some(APP));
}

fn without_an_origin_nothing_is_different() {
    let app = open();
    let ada = app.user("ada");
    let answer = ada.list("").is(200);
    assert!(grants_nothing(&answer), "{answer}");
    let asked = ada.request("OPTIONS", "/tasks").send();
    asked.problem(405, "method_not_allowed");
}

fn origins_that_no_browser_sends_stop_the_start() {
    let app = App::start(TestEngine::Sqlite);
    for origins in ["*", "null", "app.example.org", "https://app.example.org/"] {
        let docket = Docket::on(app.database_url()).with("CORS_ORIGINS", origins);
        let ended = docket.run(&["serve"]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(
            ended.stderr.starts_with("error: CORS_ORIGINS") && ended.stderr.lines().count() == 1,
            "{ended:?}"
        );
    }
}
