//! Requests about whose end a proxy and this service might disagree: refused, and the connection is
//! closed, so that what follows is never taken for a request of its own.

use docket_testkit::database::TestEngine;

use crate::harness::{App, Case, cases, statuses_of};

pub(crate) const CASES: &[Case] = cases!(Sqlite:
    ambiguous_lengths_are_refused_and_nothing_more_is_answered,
    ambiguous_headers_are_refused_and_nothing_more_is_answered,
    broken_chunks_are_refused_and_nothing_more_is_answered,
    a_body_where_none_is_expected_is_no_request,
    lines_may_end_without_a_carriage_return,
);

/// What someone would smuggle.
const SMUGGLED: &str = "GET /version HTTP/1.1\r\nHost: a\r\n\r\n";

/// Makes sure that the one answer is 400.
#[track_caller]
fn is_refused(app: &App, request: &str) {
    let bytes = format!("{request}{SMUGGLED}");
    let statuses = statuses_of(app.server().address(), bytes.as_bytes());
    assert_eq!(statuses, [400], "{request:?}");
}

/// Headers that tell the length of a body in two ways, or in none that is good.
const LENGTHS: [&str; 22] = [
    "Content-Length: 6\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 6",
    "Content-Length: 0\r\nContent-Length: 35",
    "Content-Length: 0\r\nContent-Length: 0",
    "Content-Length: 0, 0",
    "Content-Length: 0, 35",
    "Content-Length: +5",
    "Content-Length: -1",
    "Content-Length: 0x5",
    "Content-Length: 5 5",
    "Content-Length: 99999999999999999999",
    "Content-Length:",
    "Content-Length: five",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding: chunked, chunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    "Transfer-Encoding: \u{b}chunked",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding:\r\n chunked",
];

fn ambiguous_lengths_are_refused_and_nothing_more_is_answered() {
    let app = App::start(TestEngine::Sqlite);
    for lengths in LENGTHS {
        for path in ["/auth/login", "/tasks", "/nowhere"] {
            is_refused(
                &app,
                &format!("POST {path} HTTP/1.1\r\nHost: a\r\n{lengths}\r\n\r\n0\r\n\r\n"),
            );
        }
    }
    // Chunks are of HTTP/1.1.
    is_refused(
        &app,
        "POST /auth/login HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    );
    app.client().live().ok();
}

fn ambiguous_headers_are_refused_and_nothing_more_is_answered() {
    let app = App::start(TestEngine::Sqlite);
    for head in [
        // No host, or two.
        "",
        "Host: a\r\nHost: a\r\n",
        "Host: a\r\nHost: b\r\n",
        // A header that goes on in the next line.
        "Host: a\r\nX-A: b\r\n c\r\n",
        "Host: a\r\nX-A: b\r\n\tc\r\n",
        " Host: a\r\n",
        // Names and values that are none.
        "Host : a\r\n",
        "Host: a\r\n: b\r\n",
        "Host: a\r\nX A: b\r\n",
        "Host: a\r\nX-A\r\n",
        "Host: a\rX-A: b\r\n",
        "Host: a\r\nX-A: \0b\r\n",
        "Host: a\r\nX-\u{e9}: b\r\n",
    ] {
        is_refused(&app, &format!("GET /health/live HTTP/1.1\r\n{head}\r\n"));
    }
    for line in [
        "GET  /health/live HTTP/1.1",
        "GET /health/live  HTTP/1.1",
        "GET /health/live HTTP/1.2",
        "GET /health/live HTTP/2.0",
        "GET /health/live",
        "GET\t/health/live HTTP/1.1",
        "/health/live HTTP/1.1",
    ] {
        is_refused(&app, &format!("{line}\r\nHost: a\r\n\r\n"));
    }
    app.client().live().ok();
}

fn broken_chunks_are_refused_and_nothing_more_is_answered() {
    let app = App::start(TestEngine::Sqlite);
    for chunks in [
        "xyz\r\n\r\n",
        "-1\r\n\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
        "fffffffffffffffff\r\n\r\n",
        "2\n{}\r\n0\r\n\r\n",
        "2;\nxx\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}XX0\r\n\r\n",
        "2\r\n{}\n0\r\n\r\n",
    ] {
        is_refused(
            &app,
            &format!(
                "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
                 Transfer-Encoding: chunked\r\n\r\n{chunks}"
            ),
        );
    }
    app.client().live().ok();
}

fn a_body_where_none_is_expected_is_no_request() {
    let app = App::start(TestEngine::Sqlite);
    let length = SMUGGLED.len();
    for (request, status) in [
        ("GET /health/live", 200),
        ("DELETE /tasks/1", 401),
        ("GET /nowhere", 404),
        ("POST /auth/login", 415),
    ] {
        let request =
            format!("{request} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{SMUGGLED}");
        let next = "GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        let bytes = format!("{request}{next}");
        let statuses = statuses_of(app.server().address(), bytes.as_bytes());
        // It is not read, so it may also be the last request of its connection.
        assert!(
            statuses == [status] || statuses == [status, 404],
            "{request:?}: {statuses:?}"
        );
    }
}

/// The standard lets servers take it for the end of a line (RFC 9112, section 2.2), and the
/// framework does: what counts is that it sees the requests that anybody else who does so sees.
fn lines_may_end_without_a_carriage_return() {
    let app = App::start(TestEngine::Sqlite);
    for head in [
        "GET /health/live HTTP/1.1\nHost: a\n\n",
        "GET /health/live HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n",
    ] {
        let next = "GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        let bytes = format!("{head}{next}");
        let statuses = statuses_of(app.server().address(), bytes.as_bytes());
        assert_eq!(statuses, [200, 404], "{head:?}");
    }
}
