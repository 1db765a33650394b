//! Traces: what a collector gets of a request, and that nobody waits for it.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use docket_testkit::database::TestEngine;
use opentelemetry_proto::tonic::trace::v1::Span;
use serde_json::json;

use crate::harness::{App, Case, Collector, PASSWORD, attribute, cases, closed_port};

pub(crate) const CASES: &[Case] = cases!(Engine:
    a_request_is_traced_with_all_that_is_done_for_it,
    the_trace_of_a_client_goes_on,
    a_client_who_keeps_no_trace_is_not_traced,
    the_log_tells_the_trace_of_each_request,
    nothing_of_what_a_client_says_is_in_a_trace,
    what_was_not_sent_is_sent_at_the_end,
    nothing_is_sent_unless_a_collector_is_named,
    a_collector_that_is_away_keeps_nobody_waiting,
    a_collector_that_does_not_answer_keeps_nobody_waiting,
);

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

/// A server that sends its traces there, soon after they end.
fn traced(engine: TestEngine, endpoint: &str) -> App {
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
        (
            "OTEL_EXPORTER_OTLP_HEADERS",
            "x-of-the-collector=a%20secret",
        ),
        ("OTEL_SERVICE_NAME", "docket-under-test"),
        ("OTEL_BSP_SCHEDULE_DELAY", "20"),
    ];
    App::with(engine, &variables)
}

/// The names of all spans that have come.
fn names(collector: &Collector) -> Vec<String> {
    let spans = collector.spans().into_iter();
    spans.map(|span| span.name).collect()
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
    digits.collect()
}

/// The names of the spans right below another one.
fn below(spans: &[Span], parent: &Span) -> Vec<String> {
    let is_below =
        |span: &&Span| span.trace_id == parent.trace_id && span.parent_span_id == parent.span_id;
    let mut names: Vec<String> = spans
        .iter()
        .filter(is_below)
        .map(|span| span.name.clone())
        .collect();
    names.sort_unstable();
    names
}

fn a_request_is_traced_with_all_that_is_done_for_it(engine: TestEngine) {
    let collector = Collector::start();
    let app = traced(engine, &collector.endpoint());
    let client = app.client();
    client
        .register(&json!({"username": "ada", "password": PASSWORD}))
        .created();

    let request = collector.span("POST /auth/register");
    assert!(request.parent_span_id.is_empty());
    // A server's, as the protocol numbers kinds.
    assert_eq!(request.kind, 2);
    for (name, value) in [
        ("http.request.method", "POST"),
        ("http.route", "/auth/register"),
        ("http.response.status_code", "201"),
    ] {
        assert_eq!(attribute(&request.attributes, name).as_deref(), Some(value));
    }
    // Parts end before the whole, so they have come as well.
    let spans = collector.spans();
    assert_eq!(below(&spans, &request), ["database write", "hash password"]);
    let unit = collector.span("database write");
    assert_eq!(below(&spans, &unit), ["run", "wait"]);
    for span in &spans {
        assert!(
            span.end_time_unix_nano >= span.start_time_unix_nano,
            "{span:?}"
        );
    }

    client
        .log_in(&json!({"username": "ada", "password": PASSWORD}))
        .ok();
    let login = collector.span("POST /auth/login");
    let parts = below(&collector.spans(), &login);
    assert_eq!(
        parts,
        ["database read", "database write", "verify password"]
    );

    let services = collector.services();
    let name = attribute(&services, "service.name");
    assert_eq!(name.as_deref(), Some("docket-under-test"));
    for head in collector.heads() {
        assert!(head.starts_with("post /v1/traces http/1.1\r\n"), "{head}");
        assert!(
            head.contains("\r\nx-of-the-collector: a secret\r\n"),
            "{head}"
        );
        assert!(
            head.contains("\r\ncontent-type: application/x-protobuf\r\n"),
            "{head}"
        );
    }
}

fn the_trace_of_a_client_goes_on(engine: TestEngine) {
    let collector = Collector::start();
    let app = traced(engine, &collector.endpoint());
    let client = app.client();
    let send = |path: &str, parent: &str| {
        client
            .request("GET", path)
            .header("traceparent", parent)
            .send();
    };
    send("/version", &format!("00-{TRACE}-{PARENT}-01"));
    let span = collector.span("GET /version");
    assert_eq!(hex(&span.trace_id), TRACE);
    assert_eq!(hex(&span.parent_span_id), PARENT);
    // What is none is as if it was not there.
    send("/health/live", &format!("00-{TRACE}-0000000000000000-01"));
    let span = collector.span("GET /health/live");
    assert!(span.parent_span_id.is_empty());
    assert_ne!(hex(&span.trace_id), TRACE);
    // What is served nowhere has no route to be named after.
    send("/canary-in-path", &format!("00-{TRACE}-{PARENT}-01"));
    let span = collector.span("GET");
    assert_eq!(attribute(&span.attributes, "http.route"), None);
    assert_eq!(
        attribute(&span.attributes, "http.response.status_code").as_deref(),
        Some("404")
    );
}

fn a_client_who_keeps_no_trace_is_not_traced(engine: TestEngine) {
    let collector = Collector::start();
    let app = traced(engine, &collector.endpoint());
    let client = app.client();
    let request = client.request("GET", "/health/ready");
    let parent = format!("00-{TRACE}-{PARENT}-00");
    request.header("traceparent", &parent).send().ok();
    client.version().ok();
    collector.span("GET /version");
    assert_eq!(names(&collector), ["GET /version"]);
}

fn the_log_tells_the_trace_of_each_request(engine: TestEngine) {
    let collector = Collector::start();
    let app = traced(engine, &collector.endpoint());
    let parent = format!("00-{TRACE}-{PARENT}-01");
    let client = app.client();
    let request = client.request("GET", "/version");
    request.header("traceparent", &parent).send().ok();
    app.server().log_line(&["\"answered\"", "/version", TRACE]);
}

fn nothing_of_what_a_client_says_is_in_a_trace(engine: TestEngine) {
    let collector = Collector::start();
    let app = traced(engine, &collector.endpoint());
    let ada = app.user("canary-name");
    let title = json!({"title": "canary-title", "tags": ["canary-tag"]});
    let id = ada.create(&title).created()["id"].clone();
    ada.remove_tag(&id, "canary-tag").ok();
    ada.list("?search=canary-search").ok();
    ada.log_in(&json!({"username": "canary-user", "password": "canary-password"}))
        .problem(401, "invalid_credentials");
    ada.request("GET", "/canary-path")
        .header("user-agent", "canary-agent")
        .header("x-request-id", "canary-id")
        .header("baggage", "canary=baggage")
        .send()
        .problem(404, "route_not_found");
    let mut wire = app.server().wire();
    wire.send("BREW /tasks HTTP/1.1\r\nHost: x\r\n\r\n");
    wire.answer().problem(405, "method_not_allowed");
    collector.span("HTTP /tasks");
    let text = collector.text();
    for word in ["canary", PASSWORD, "BREW", "127.0.0.1", ada.token()] {
        assert!(!text.contains(word), "{word}");
    }
}

fn what_was_not_sent_is_sent_at_the_end(engine: TestEngine) {
    let collector = Collector::start();
    let endpoint = collector.endpoint();
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("OTEL_BSP_SCHEDULE_DELAY", "600000"),
    ];
    let app = App::with(engine, &variables);
    app.client().version().ok();
    assert!(collector.spans().is_empty());
    drop(app);
    assert_eq!(names(&collector), ["GET /version"]);
}

fn nothing_is_sent_unless_a_collector_is_named(engine: TestEngine) {
    let collector = Collector::start();
    let endpoint = collector.endpoint();
    for switch in [
        ("OTEL_SDK_DISABLED", "true"),
        ("OTEL_TRACES_EXPORTER", "none"),
        ("OTEL_TRACES_SAMPLER", "always_off"),
    ] {
        let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str());
        let app = App::with(engine, &[endpoint, switch]);
        app.client().ready().ok();
        drop(app);
    }
    assert!(collector.heads().is_empty());
}

/// Requests are answered as ever, and the server ends in time. `why` is what the log says.
fn keeps_nobody_waiting(engine: TestEngine, endpoint: &str, why: &str) {
    const REQUESTS: usize = 3000;
    let app = traced(engine, endpoint);
    let client = app.client();
    let begun = Instant::now();
    // More than there is room for.
    for _ in 0..REQUESTS {
        client.version().ok();
    }
    assert!(
        begun.elapsed() < Duration::from_secs(30),
        "{:?}",
        begun.elapsed()
    );
    app.server().log_line(&["WARN", why]);
    let ended = Instant::now();
    drop(app);
    assert!(
        ended.elapsed() < Duration::from_secs(9),
        "{:?}",
        ended.elapsed()
    );
}

fn a_collector_that_is_away_keeps_nobody_waiting(engine: TestEngine) {
    let endpoint = format!("http://127.0.0.1:{}", closed_port());
    keeps_nobody_waiting(engine, &endpoint, "traces cannot be sent to the collector");
}

fn a_collector_that_does_not_answer_keeps_nobody_waiting(engine: TestEngine) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "60000"),
        ("OTEL_BSP_SCHEDULE_DELAY", "20"),
    ];
    let app = App::with(engine, &variables);
    for _ in 0..100 {
        app.client().version().ok();
    }
    // The connection waits to be accepted, for ever.
    let ended = Instant::now();
    drop(app);
    assert!(
        ended.elapsed() < Duration::from_secs(9),
        "{:?}",
        ended.elapsed()
    );
}
