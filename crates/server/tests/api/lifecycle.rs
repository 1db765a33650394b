//! How a server ends: told to, it finishes what is under way and ends well.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::json;

use crate::harness::{App, Case, Docket, PASSWORD, Server, TestSignal, cases, eventually};

pub(crate) const CASES: &[Case] = cases!(Engine:
    sigterm_ends_the_server_well,
    sigint_ends_the_server_well,
    a_request_under_way_is_finished,
    readiness_is_withdrawn_as_soon_as_shutdown_begins,
    told_to_stop_it_goes_on_for_as_long_as_proxies_need_to_notice,
    an_idle_connection_does_not_hold_shutdown_up,
    a_request_that_never_ends_is_given_up_at_the_time_limit,
    what_was_answered_is_there_after_a_restart,
    what_was_answered_is_there_after_a_kill,
);

/// A server and the database that it is on, which outlives it.
struct Place {
    docket: Docket,
    _database: TestDatabase,
}

impl Place {
    fn on(engine: TestEngine) -> Self {
        let database = TestDatabase::create(engine);
        Self {
            docket: Docket::on(database.url()),
            _database: database,
        }
    }
}

#[track_caller]
fn assert_ends_well(server: Server) {
    let (code, log) = server.ends();
    assert_eq!(code, Some(0), "{log}");
}

fn ends_well_by(engine: TestEngine, signal: TestSignal) {
    let place = Place::on(engine);
    let server = place.docket.start();
    server.client().new_user("ada").new_task("a");
    server.signal(signal);
    assert_ends_well(server);
}

fn sigterm_ends_the_server_well(engine: TestEngine) {
    ends_well_by(engine, TestSignal::Terminate);
}

fn sigint_ends_the_server_well(engine: TestEngine) {
    ends_well_by(engine, TestSignal::Interrupt);
}

fn a_request_under_way_is_finished(engine: TestEngine) {
    let place = Place::on(engine);
    let server = place.docket.start();
    let token = format!(
        "Authorization: Bearer {}",
        server.client().new_user("ada").token()
    );
    let body = json!({"title": "finished all the same"}).to_string();
    let length = format!("Content-Length: {}", body.len());
    let mut wire = server.wire();
    wire.send_head(&[
        "POST /tasks",
        &token,
        "Content-Type: application/json",
        &length,
    ]);
    wire.send(&body[..10]);

    server.signal(TestSignal::Terminate);
    let probe = server.address();
    eventually("no more connections are taken", || {
        TcpStream::connect(probe).is_err().then_some(())
    });
    wire.send(&body[10..]);
    assert_eq!(wire.answer().created()["title"], "finished all the same");
    assert_ends_well(server);

    let server = place.docket.start();
    let list = server.client().logged_in("ada", PASSWORD).list("").ok();
    assert_eq!(list[0]["title"], "finished all the same");
}

fn readiness_is_withdrawn_as_soon_as_shutdown_begins(engine: TestEngine) {
    let place = Place::on(engine);
    let server = place.docket.start();
    // Once shutdown has begun, an answer is the last on its connection.
    let ready = || {
        let mut wire = server.wire();
        wire.send_head(&["GET /health/ready"]);
        wire.answer()
    };
    ready().ok();
    server.signal(TestSignal::Terminate);
    let answer = eventually("readiness is withdrawn", || {
        let answer = ready();
        (answer.status != 200).then_some(answer)
    });
    answer.problem(503, "unavailable");
    assert_eq!(answer.header("connection"), Some("close"));
    assert_ends_well(server);
}

fn told_to_stop_it_goes_on_for_as_long_as_proxies_need_to_notice(engine: TestEngine) {
    let app = App::with(engine, &[("SHUTDOWN_DELAY_SECONDS", "2")]);
    let server = app.docket().start();
    let ask = |head: &str| {
        let mut wire = server.wire();
        wire.send_head(&[head]);
        wire.answer()
    };
    let told = Instant::now();
    server.signal(TestSignal::Terminate);
    eventually("readiness is withdrawn", || {
        (ask("GET /health/ready").status == 503).then_some(())
    });
    ask("GET /health/live").ok();
    assert_ends_well(server);
    assert!(told.elapsed() >= Duration::from_secs(2));
}

fn an_idle_connection_does_not_hold_shutdown_up(engine: TestEngine) {
    let place = Place::on(engine);
    let server = place.docket.start();
    let mut used = server.wire();
    used.send_head(&["GET /health/live"]);
    used.answer().ok();
    let mut unused = server.wire();
    server.signal(TestSignal::Terminate);
    // Well before the limits of the shutdown and of the connections, which are 30 seconds and more.
    assert!(used.is_closed() && unused.is_closed());
    assert_ends_well(server);
}

fn a_request_that_never_ends_is_given_up_at_the_time_limit(engine: TestEngine) {
    let app = App::with(engine, &[("SHUTDOWN_TIMEOUT_SECONDS", "1")]);
    let server = app.docket().start();
    let mut wire = server.wire();
    wire.send_head(&[
        "POST /auth/login",
        "Content-Type: application/json",
        "Content-Length: 100",
    ]);
    server.signal(TestSignal::Terminate);
    assert_ends_well(server);
    assert!(wire.is_closed());
}

fn what_was_answered_is_there_after_a_restart(engine: TestEngine) {
    let place = Place::on(engine);
    let server = place.docket.start();
    let ada = server.client().new_user("ada");
    let task = ada.new_task("stays");
    let token = ada.token().to_owned();
    server.stop();

    let server = place.docket.start();
    let ada = server.client().with_token(&token);
    assert_eq!(ada.list("").ok(), json!([task]));
    let second = ada.new_task("after the restart");
    assert!(second["id"].as_i64() > task["id"].as_i64());
}

fn what_was_answered_is_there_after_a_kill(engine: TestEngine) {
    let place = Place::on(engine);
    let server = place.docket.start();
    let ada = server.client().new_user("ada");
    let tasks: Vec<_> = (0..10)
        .map(|number| ada.new_task(&format!("task {number}")))
        .collect();
    let token = ada.token().to_owned();
    server.kill();

    let server = place.docket.start();
    assert_eq!(
        server.client().with_token(&token).list("").ok(),
        json!(tasks)
    );
}
