//! What is sent to bring the service down, or to make browsers do what they should not.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::TcpStream;

use docket_testkit::database::TestEngine;
use serde_json::{Value, json};

use crate::harness::{
    Answer, App, Case, Client, at_once, cases, statuses_of, statuses_until_closed,
};

pub(crate) const CASES: &[Case] = cases!(
    App:
        bodies_that_parsers_choke_on_are_refused;
    Sqlite:
        every_answer_bears_the_headers_for_browsers,
        the_pages_for_people_run_nothing_but_their_own_files,
        compressed_bodies_are_refused_as_they_are,
        a_body_without_end_is_refused_early,
        heads_that_are_too_large_are_refused,
);

const MEBIBYTE: usize = 1024 * 1024;

/// How many KiB more a server may hold for a while: what the allocator keeps of some dozen bodies of
/// a megabyte, and then some. What these cases look for would take a gigabyte.
const SOME_MEMORY: u64 = 64 * 1024;

/// Makes sure that a server holds hardly more than it did.
#[track_caller]
fn holds_hardly_more(app: &App, before: u64) {
    let after = app.server().resident_memory();
    assert!(
        after < before + SOME_MEMORY,
        "it held {before} KiB, and now {after} KiB"
    );
}

fn every_answer_bears_the_headers_for_browsers() {
    let app = App::start(TestEngine::Sqlite);
    let ada = app.user("ada");
    let post = |path: &str, media_type: &str, body: &str| {
        ada.request("POST", path).body(media_type, body).send()
    };
    let mut answers = vec![
        ada.request("OPTIONS", "/tasks").send(),
        ada.request("TRACE", "/tasks").send(),
        ada.request("HEAD", "/tasks").send(),
        ada.request("GET", "/tasks")
            .header("Content-Encoding", "br")
            .send(),
        app.client().me(),
        app.client().with_token("x").me(),
        ada.users(""),
        post("/tasks", "text/plain", "x"),
        post("/tasks", "application/json", "{"),
        post("/tasks", "application/json", &" ".repeat(MEBIBYTE + 1)),
        post("/tasks", "application/json", r#"{"title":"a"}"#),
        post("/auth/login", "application/json", "{}"),
    ];
    for path in [
        "/",
        "/docs",
        "/docs/",
        "/docs/swagger-ui.css",
        "/docs/nothing",
        "/openapi.json",
        "/version",
        "/health",
        "/health/live",
        "/health/ready",
        "/problems/internal",
        "/problems/none",
        "/nowhere",
        "/tasks",
        "/tasks/99",
        "/tasks/x",
        "/tasks?x=1",
        "/tags",
    ] {
        answers.push(ada.request("GET", path).send());
    }
    let statuses: std::collections::BTreeSet<u16> = answers.iter().map(|a| a.status).collect();
    for status in [200, 201, 401, 403, 404, 405, 413, 415, 422] {
        assert!(statuses.contains(&status), "no {status}: {statuses:?}");
    }
    for answer in answers {
        answer.bears_common_headers();
        assert_eq!(answer.header("server"), None, "{answer}");
        assert_eq!(answer.header("x-powered-by"), None, "{answer}");
    }
}

fn the_pages_for_people_run_nothing_but_their_own_files() {
    let app = App::start(TestEngine::Sqlite);
    for file in [
        "/",
        "/index.html",
        "/swagger-ui-bundle.js",
        "/swagger-ui.css",
    ] {
        let page = app.client().docs(file);
        assert_eq!(page.status, 200, "{page}");
        let policy = page.header("content-security-policy").unwrap_or_default();
        let rules: Vec<&str> = policy.split(';').map(str::trim).collect();
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(rules.contains(&rule), "no {rule}: {policy}");
        }
        let scripts = rules.iter().find(|rule| rule.starts_with("script-src"));
        for refused in [
            "unsafe-inline",
            "unsafe-eval",
            "http:",
            "https:",
            "*",
            "data:",
        ] {
            assert!(
                scripts.is_some_and(|rule| !rule.contains(refused)),
                "{refused}: {policy}"
            );
        }
    }
}

/// So many zeros as gzip has them: a head, one block with fixed codes (RFC 1951), and a checksum
/// that is wrong, which whoever inflates it sees last.
fn gzip_of_zeros(length: usize) -> Vec<u8> {
    let mut bits = vec![true, true, false];
    // A zero is the code 00110000.
    bits.extend([false, false, true, true, false, false, false, false]);
    for _ in 0..length / 258 {
        // The 258 bytes that stand one byte before: 11000101, and the distance 00000.
        bits.extend([true, true, false, false, false, true, false, true]);
        bits.extend([false; 5]);
    }
    bits.extend([false; 7]);
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    bytes.extend(bits.chunks(8).map(|byte| {
        let bits = byte.iter().rev();
        bits.fold(0, |value, bit| value * 2 + u8::from(*bit))
    }));
    bytes.extend([0; 4]);
    bytes.extend(u32::try_from(length).unwrap_or(0).to_le_bytes());
    bytes
}

fn compressed_bodies_are_refused_as_they_are() {
    let app = App::start(TestEngine::Sqlite);
    let ada = app.user("ada");
    let bomb = gzip_of_zeros(128 * MEBIBYTE);
    assert!(bomb.len() < MEBIBYTE, "{} bytes", bomb.len());
    ada.live().ok();
    let before = app.server().resident_memory();
    at_once(64, |number| {
        let (path, client) = match number % 3 {
            0 => ("/tasks", ada.clone()),
            1 => ("/auth/login", app.client()),
            _ => ("/auth/register", app.client()),
        };
        let request = client.request("POST", path);
        let request = request.header("Content-Encoding", "gzip");
        let answer = request.body("application/json", bomb.clone()).send();
        answer.problem(415, "unsupported_media_type");
    });
    holds_hardly_more(&app, before);
    for encoding in [
        "deflate",
        "br",
        "zstd",
        "identity",
        "x-gzip",
        "",
        "gzip, gzip",
    ] {
        let request = ada.request("POST", "/tasks");
        let request = request.header("Content-Encoding", encoding);
        let answer = request.json(&json!({"title": "a"})).send();
        answer.problem(415, "unsupported_media_type");
    }
    assert_eq!(ada.list("").ok(), json!([]));
}

fn a_body_without_end_is_refused_early() {
    let app = App::start(TestEngine::Sqlite);
    let before = app.server().resident_memory();
    let mut chunk = format!("{:x}\r\n", 64 * 1024).into_bytes();
    chunk.resize(chunk.len() + 64 * 1024, b'[');
    chunk.extend_from_slice(b"\r\n");
    let mut wire = app.server().wire();
    wire.send_head(&[
        "POST /auth/login",
        "Content-Type: application/json",
        "Transfer-Encoding: chunked",
    ]);
    // A seventeenth chunk is beyond the limit: nobody waits for the end.
    for _ in 0..17 {
        wire.send(&chunk);
    }
    wire.answer().problem(413, "body_too_large");
    // Nobody waits for the rest of it either.
    assert!(wire.is_closed());
    holds_hardly_more(&app, before);
    app.client().live().ok();

    // One that says how long it will be is not even read, and its connection is closed.
    let mut stream = TcpStream::connect(app.server().address()).unwrap();
    let head = "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
                Content-Length: 10000000000\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let statuses = statuses_until_closed(&mut stream);
    assert_eq!(statuses, [413]);
}

/// Sends bytes to a route for which they are no good, and makes sure that they are refused, be it
/// for what they are or for their length.
#[track_caller]
fn refuse(client: &Client, path: &str, body: &str) -> Answer {
    let request = client.request("POST", path);
    let answer = request.body("application/json", body).send();
    let start: String = body.chars().take(40).collect();
    assert!([413, 422].contains(&answer.status), "{start}: {answer}");
    answer.bears_common_headers();
    let text: Value = serde_json::from_slice(&answer.body).unwrap();
    assert!(text["code"].is_string(), "{answer}");
    // Nobody is sent back what they sent.
    assert!(answer.body.len() < 16 * 1024, "{} bytes", answer.body.len());
    answer
}

fn bodies_that_parsers_choke_on_are_refused(app: &App) {
    let ada = app.user("ada");
    let before = app.server().resident_memory();
    let mut members = String::from("{");
    for number in 0..80_000 {
        write!(members, "\"k{number}\":1,").unwrap();
    }
    let many_members = format!("{members}\"title\":\"a\"}}");
    let tags: Vec<String> = (0..80_000).map(|number| format!("\"t{number}\"")).collect();
    let many_tags = tags.join(",");
    let bodies = [
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!(
            "{{\"title\":{}1{}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        ),
        format!("{{\"x\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("{{\"title\":\"{}\"}}", "x".repeat(1_000_000)),
        format!("{{\"{}\":1}}", "x".repeat(1_000_000)),
        format!("{{\"title\":\"{}\"}}", "\\u0041".repeat(150_000)),
        format!("{{\"title\":{}}}", "9".repeat(1_000_000)),
        format!("{{\"title\":1e{}}}", "9".repeat(1_000_000)),
        format!("{{\"title\":\"a\",\"tags\":[{many_tags}]}}"),
        format!("{{\"tasks\":[{}1]}}", "1,".repeat(500_000)),
        format!("{{\"task_ids\":[{}1]}}", "1,".repeat(500_000)),
        format!("[{}1]", "1,".repeat(1_000_000)),
        many_members,
    ];
    for path in [
        "/tasks",
        "/tasks/bulk",
        "/tasks/bulk/delete",
        "/auth/register",
        "/auth/login",
        "/auth/refresh",
    ] {
        for body in &bodies {
            refuse(&ada, path, body);
        }
    }
    let member = "\"title\":\"a\",".repeat(80_000);
    refuse(&ada, "/tasks", &format!("{{{member}\"title\":\"a\"}}"));
    assert_eq!(ada.list("").ok(), json!([]));
    holds_hardly_more(app, before);
}

fn heads_that_are_too_large_are_refused() {
    let app = App::start(TestEngine::Sqlite);
    let before = app.server().resident_memory();
    let many: String = (0..200).fold(String::new(), |mut many, number| {
        write!(many, "X-{number}: 1\r\n").unwrap();
        many
    });
    for (line, headers) in [
        ("GET /health/live", many),
        ("GET /health/live", "X-A: b\r\n".repeat(100_000)),
        (
            "GET /health/live",
            format!("X-A: {}\r\n", "b".repeat(200_000)),
        ),
        (
            "GET /health/live",
            format!("{}: b\r\n", "X".repeat(200_000)),
        ),
        (&*format!("GET /{}", "a".repeat(70_000)), String::new()),
        (&*format!("GET /?{}", "a".repeat(1_000_000)), String::new()),
        (&*"G".repeat(1_000_000), String::new()),
    ] {
        let head = format!("{line} HTTP/1.1\r\nHost: a\r\n{headers}\r\n");
        for statuses in at_once(8, |_| statuses_of(app.server().address(), head.as_bytes())) {
            // An answer may be lost on someone who goes on sending.
            let is_refused = matches!(statuses[..], [] | [400 | 414 | 431]);
            let start: String = head.chars().take(40).collect();
            assert!(is_refused, "{start}: {statuses:?}");
        }
    }
    holds_hardly_more(&app, before);
    app.client().live().ok();
}
