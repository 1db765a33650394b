//! What a request must not exceed: the size of its body, and the time that it takes.

use std::time::{Duration, Instant};

use docket_testkit::database::TestEngine;
use serde_json::json;

use crate::harness::{Answer, App, Case, cases};

pub(crate) const CASES: &[Case] = cases!(
    App:
        a_body_of_one_mebibyte_is_taken,
        an_announced_body_beyond_the_limit_is_refused_before_it_is_sent,
        a_body_in_chunks_is_refused_once_it_is_beyond_the_limit,
        headers_without_end_are_refused,
        what_is_not_http_harms_nobody;
    Engine:
        the_limit_of_bodies_is_a_setting,
        a_body_that_stalls_is_given_up,
);

const MEBIBYTE: usize = 1024 * 1024;

/// A body that creates a task, blown up to this length by blanks.
fn padded(length: usize) -> String {
    let mut body = json!({"title": "a"}).to_string();
    body.push_str(&" ".repeat(length - body.len()));
    body
}

fn a_body_of_one_mebibyte_is_taken(app: &App) {
    let ada = app.user("ada");
    let create = |body: String| {
        ada.request("POST", "/tasks")
            .body("application/json", body)
            .send()
    };
    create(padded(MEBIBYTE)).created();
}

fn an_announced_body_beyond_the_limit_is_refused_before_it_is_sent(app: &App) {
    let ada = app.user("ada");
    let token = format!("Authorization: Bearer {}", ada.token());
    for length in [MEBIBYTE + 1, 1 << 40] {
        let mut wire = app.server().wire();
        let length = format!("Content-Length: {length}");
        wire.send_head(&[
            "POST /tasks",
            &token,
            "Content-Type: application/json",
            &length,
        ]);
        wire.answer().problem(413, "body_too_large");
    }
    assert_eq!(ada.list("").ok(), json!([]));
}

fn a_body_in_chunks_is_refused_once_it_is_beyond_the_limit(app: &App) {
    let ada = app.user("ada");
    let token = format!("Authorization: Bearer {}", ada.token());
    let head = [
        "POST /tasks",
        &token,
        "Content-Type: application/json",
        "Transfer-Encoding: chunked",
    ];
    let body = padded(MEBIBYTE);

    let mut wire = app.server().wire();
    wire.send_head(&head);
    for part in body.as_bytes().chunks(100_000) {
        wire.send_chunk(part);
    }
    wire.send_chunk(b"");
    wire.answer().created();

    let mut wire = app.server().wire();
    wire.send_head(&head);
    for part in body.as_bytes().chunks(100_000) {
        wire.send_chunk(part);
    }
    wire.send_chunk(b" ");
    wire.answer().problem(413, "body_too_large");
}

fn headers_without_end_are_refused(app: &App) {
    let mut wire = app.server().wire();
    let long = format!("X-Long: {}", "x".repeat(100_000));
    wire.send_head(&["GET /tasks", &long, &long, &long]);
    let answer = wire.answer();
    assert!((400..500).contains(&answer.status), "{answer}");
    app.client().live().ok();
}

/// What is no HTTP, or none that this service speaks.
const NONSENSE: [&str; 8] = [
    "GET /health/live\r\n\r\n",
    "GET /é HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /health/live HTTP/1.1\r\nno colon here\r\n\r\n",
    "GET /health/live HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    "GET /health/live HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "GET /health/live HTTP/9.9\r\nHost: a\r\n\r\n",
    "G\0T / HTTP/1.1\r\nHost: a\r\n\r\n",
    "\x16\x03\x01\x02\0\x01\0\x01\r\n\r\n",
];

/// What is answered to bytes as they are.
#[track_caller]
fn answer_to(app: &App, bytes: &str) -> Answer {
    let mut wire = app.server().wire();
    wire.send(bytes);
    wire.answer()
}

fn what_is_not_http_harms_nobody(app: &App) {
    for nonsense in NONSENSE {
        let answer = answer_to(app, nonsense);
        assert_eq!(answer.status, 400, "{nonsense:?}: {answer}");
    }
    app.client().live().ok();
}

fn the_limit_of_bodies_is_a_setting(engine: TestEngine) {
    let app = App::with(engine, &[("MAX_BODY_BYTES", "1000")]);
    let ada = app.user("ada");
    let create = |body: String| {
        ada.request("POST", "/tasks")
            .body("application/json", body)
            .send()
    };
    create(padded(1000)).created();
    let problem = create(padded(1001)).problem(413, "body_too_large");
    assert!(
        problem["detail"].as_str().unwrap().contains("1000"),
        "{problem}"
    );
    create("x".repeat(5000)).problem(413, "body_too_large");
    let login = format!("username=ada&password={}", "x".repeat(1000));
    app.client()
        .log_in_by_form(&login)
        .problem(413, "body_too_large");
    assert_eq!(ada.list("").ok().as_array().unwrap().len(), 1);
}

fn a_body_that_stalls_is_given_up(engine: TestEngine) {
    let app = App::with(engine, &[("REQUEST_TIMEOUT_SECONDS", "1")]);
    let ada = app.user("ada");
    let token = format!("Authorization: Bearer {}", ada.token());
    let started = Instant::now();
    let mut wire = app.server().wire();
    wire.send_head(&[
        "POST /tasks",
        &token,
        "Content-Type: application/json",
        "Content-Length: 100",
    ]);
    wire.send("{\"title\":");
    wire.answer().problem(408, "request_timeout");
    let waited = started.elapsed();
    assert!(
        (Duration::from_millis(900)..Duration::from_secs(8)).contains(&waited),
        "it was given up after {waited:?}"
    );
    assert_eq!(ada.list("").ok(), json!([]));
}
