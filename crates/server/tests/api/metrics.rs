//! What is counted, as Prometheus reads it: each series moves when what it counts happens.

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::json;

use crate::harness::{
    App, Case, Client, Docket, Exposition, TestSignal, at_once, cases, closed_port, eventually,
};

pub(crate) const CASES: &[Case] = cases!(
    App:
        metrics_are_text_for_prometheus_and_not_to_be_stored,
        a_request_is_counted_by_the_pattern_of_its_route,
        what_a_client_makes_up_is_counted_as_one_route,
        a_request_under_way_is_counted_as_such,
        units_of_work_are_timed_by_what_they_do,
        connections_and_queues_are_told_of_the_engine_that_there_is,
        logins_are_counted_by_their_outcome,
        passwords_that_are_hashed_are_timed,
        the_build_and_the_process_are_told,
        nothing_in_them_is_about_a_person;
    Engine:
        requests_beyond_a_limit_are_counted_by_limit,
        a_database_that_is_away_is_counted_as_such,
        metrics_are_told_while_the_database_is_away;
    Sqlite:
        passwords_that_find_the_queue_full_are_counted,
        metrics_that_are_off_are_not_served;
);

#[track_caller]
fn scrape(client: &Client) -> Exposition {
    Exposition::parse(client.metrics().is(200).text())
}

/// By how much the sum of some series grows while something is done.
#[track_caller]
fn growth(client: &Client, name: &str, labels: &[(&str, &str)], event: impl FnOnce()) -> f64 {
    let before = scrape(client).sum(name, labels);
    event();
    scrape(client).sum(name, labels) - before
}

#[track_caller]
fn grows_by(
    count: u32,
    client: &Client,
    name: &str,
    labels: &[(&str, &str)],
    event: impl FnOnce(),
) {
    let grown = growth(client, name, labels, event);
    let is_right = (grown - f64::from(count)).abs() < 0.5;
    assert!(is_right, "{name}{labels:?} grew by {grown}, not by {count}");
}

#[track_caller]
fn grows(client: &Client, name: &str, labels: &[(&str, &str)], event: impl FnOnce()) {
    let grown = growth(client, name, labels, event);
    assert!(grown > 0.0, "{name}{labels:?} grew by {grown}");
}

const REQUESTS: &str = "docket_http_requests_total";
const DURATIONS: &str = "docket_http_request_duration_seconds_count";
const UNITS: &str = "docket_database_unit_duration_seconds_count";

fn metrics_are_text_for_prometheus_and_not_to_be_stored(app: &App) {
    let client = app.client();
    let answer = client.metrics();
    answer.bears_common_headers();
    let media_type = answer.header("content-type");
    assert_eq!(media_type, Some("text/plain; version=0.0.4; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let head = client.request("HEAD", "/metrics").send().is(200);
    assert_eq!(head.header("content-type"), media_type);
    assert!(head.text().is_empty());
    let found = scrape(&client);
    for (name, kind) in &found.types {
        assert!(
            name.starts_with("docket_") || name.starts_with("process_"),
            "{name}"
        );
        assert_eq!(
            name.ends_with("_total"),
            kind == "counter",
            "{name} is a {kind}"
        );
    }
}

fn a_request_is_counted_by_the_pattern_of_its_route(app: &App) {
    let ada = app.user("ada");
    let id = ada.new_task("one")["id"].clone();
    let label = |method, status| {
        [
            ("route", "/tasks/{id}"),
            ("method", method),
            ("status", status),
        ]
    };
    grows_by(2, &ada, REQUESTS, &label("GET", "200"), || {
        ada.task(&id).ok();
        ada.task(&id).ok();
    });
    grows_by(1, &ada, REQUESTS, &label("GET", "404"), || {
        ada.task(&json!(999_999)).problem(404, "task_not_found");
    });
    grows_by(1, &ada, REQUESTS, &label("HEAD", "200"), || {
        ada.request("HEAD", &format!("/tasks/{id}")).send().is(200);
    });
    grows_by(1, &ada, REQUESTS, &label("PUT", "422"), || {
        ada.replace(&id, &json!({}))
            .problem(422, "validation_failed");
    });
    grows_by(1, &ada, DURATIONS, &label("DELETE", "")[..2], || {
        ada.delete(&id).no_content();
    });
    let slash = [("route", "/tasks"), ("method", "GET"), ("status", "200")];
    grows_by(1, &ada, REQUESTS, &slash, || {
        ada.request("GET", "/tasks/").send().ok();
    });
}

fn what_a_client_makes_up_is_counted_as_one_route(app: &App) {
    let client = app.client();
    let unknown = [("route", "unknown"), ("status", "404")];
    grows_by(3, &client, REQUESTS, &unknown, || {
        for path in ["/nowhere", "/tasks/1/2/3", "/wp-login.php"] {
            client
                .request("GET", path)
                .send()
                .problem(404, "route_not_found");
        }
    });
    let other = [("route", "/tasks"), ("method", "other"), ("status", "405")];
    grows_by(1, &client, REQUESTS, &other, || {
        let mut wire = app.server().wire();
        wire.send("BREW /tasks HTTP/1.1\r\nHost: x\r\n\r\n");
        wire.answer().problem(405, "method_not_allowed");
    });
    let found = scrape(&client);
    let told = found.samples.iter().any(|(_, labels, _)| {
        labels
            .values()
            .any(|value| value.contains("nowhere") || value.contains("BREW"))
    });
    assert!(!told);
}

fn a_request_under_way_is_counted_as_such(app: &App) {
    let client = app.client();
    let in_flight = || scrape(&client).sum("docket_http_requests_in_flight", &[]);
    // The one that asks is under way itself.
    assert!(in_flight() >= 1.0);
    let mut wire = app.server().wire();
    wire.send("POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n");
    wire.send("Content-Length: 2\r\n\r\n{");
    eventually("the half request is counted", || {
        (in_flight() >= 2.0).then_some(())
    });
    wire.send("}");
    wire.answer().is(422);
    eventually("it is no more", || (in_flight() < 2.0).then_some(()));
}

fn units_of_work_are_timed_by_what_they_do(app: &App) {
    let ada = app.user("ada");
    grows(&ada, UNITS, &[("access", "write")], || {
        drop(ada.new_task("one"));
    });
    grows(&ada, UNITS, &[("access", "read")], || {
        drop(ada.list("").ok());
    });
    let sum = "docket_database_unit_duration_seconds_sum";
    grows(&ada, sum, &[("access", "read")], || drop(ada.list("").ok()));
}

fn connections_and_queues_are_told_of_the_engine_that_there_is(app: &App) {
    let client = app.client();
    client.ready().ok();
    let found = scrape(&client);
    let is_sqlite = app.database_url().starts_with("sqlite");
    let pools: &[&str] = if is_sqlite {
        &["read", "write"]
    } else {
        &["all"]
    };
    for pool in pools {
        let pool = [("pool", *pool)];
        let connections = found.sum("docket_database_connections", &pool);
        assert!((1.0..=16.0).contains(&connections), "{connections}");
        assert!(found.has("docket_database_queue_length", &pool));
        assert!(found.sum("docket_database_queue_capacity", &pool) >= 1024.0);
    }
    let all = found
        .samples
        .iter()
        .filter(|(name, ..)| name == "docket_database_queue_length");
    assert_eq!(all.count(), pools.len());
}

fn logins_are_counted_by_their_outcome(app: &App) {
    let client = app.client();
    let ada = app.user("ada");
    let failed = "docket_logins_failed_total";
    let wrong = json!({"username": "ada", "password": "not her password"});
    grows_by(1, &client, failed, &[("reason", "wrong_password")], || {
        client.log_in(&wrong).problem(401, "invalid_credentials");
    });
    let nobody = json!({"username": "nobody", "password": "not a password"});
    grows_by(1, &client, failed, &[("reason", "unknown_user")], || {
        client.log_in(&nobody).problem(401, "invalid_credentials");
    });
    grows_by(1, &client, "docket_logins_succeeded_total", &[], || {
        client.logged_in("ada", crate::harness::PASSWORD);
    });
    grows_by(
        1,
        &client,
        "docket_refresh_tokens_reused_total",
        &[],
        || {
            ada.refreshed();
            client
                .refresh(ada.refresh_token())
                .problem(401, "refresh_token_reused");
        },
    );
}

fn passwords_that_are_hashed_are_timed(app: &App) {
    let client = app.client();
    let hashed = "docket_password_hashing_duration_seconds_count";
    let ada = json!({"username": "ada", "password": crate::harness::PASSWORD});
    grows_by(1, &client, hashed, &[("operation", "hash")], || {
        client.register(&ada).created();
    });
    grows_by(1, &client, hashed, &[("operation", "verify")], || {
        client.log_in(&ada).ok();
    });
}

fn the_build_and_the_process_are_told(app: &App) {
    let client = app.client();
    let found = scrape(&client);
    let version = client.version().ok();
    let build = ["version", "commit"].map(|label| (label, version[label].as_str().unwrap()));
    assert!(found.has("docket_build_info", &build));
    for name in [
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_start_time_seconds",
    ] {
        assert!(found.sum(name, &[]) > 0.0, "{name}");
    }
    assert!(found.has("process_cpu_seconds_total", &[]));
}

fn nothing_in_them_is_about_a_person(app: &App) {
    let ada = app.user("canary-name");
    let id = ada.new_task("canary-title")["id"].clone();
    ada.add_tags(&id, &json!(["canary-tag"])).ok();
    ada.remove_tag(&id, "canary-tag").ok();
    ada.list("?search=canary-title").ok();
    let text = ada.metrics().text().to_owned();
    for word in ["canary", "127.0.0.1"] {
        assert!(!text.contains(word), "{word}");
    }
}

fn requests_beyond_a_limit_are_counted_by_limit(engine: TestEngine) {
    let limits = [
        ("RATE_LIMIT", "on"),
        ("RATE_LIMIT_LOGIN", "2/hour"),
        ("RATE_LIMIT_REGISTER", "1/hour"),
        ("RATE_LIMIT_API", "1/hour"),
    ];
    let app = App::with(engine, &limits);
    let client = app.client();
    let limited = "docket_rate_limited_requests_total";
    let ada = app.user("ada");
    let eve = json!({"username": "eve", "password": crate::harness::PASSWORD});
    grows_by(
        1,
        &client,
        limited,
        &[("limit", "register-address")],
        || {
            client.register(&eve).problem(429, "rate_limited");
        },
    );
    ada.me().ok();
    grows_by(1, &client, limited, &[("limit", "api-user")], || {
        ada.me().problem(429, "rate_limited");
    });
    client.log_in(&eve).problem(401, "invalid_credentials");
    grows_by(1, &client, limited, &[("limit", "login-address")], || {
        client.log_in(&eve).problem(429, "rate_limited");
    });
    assert!(scrape(&client).has(limited, &[("limit", "login-account")]));
}

/// A URL of a database that is not there; of SQLite, one without a schema.
fn away(engine: TestEngine, database: &TestDatabase) -> String {
    match engine {
        TestEngine::Sqlite => database.url().to_owned(),
        _ => format!(
            "{}://docket@127.0.0.1:{}/docket",
            engine.name(),
            closed_port()
        ),
    }
}

fn a_database_that_is_away_is_counted_as_such(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(&away(engine, &database)).with("DATABASE_AUTO_MIGRATE", "false");
    let server = docket.start();
    let client = server.client();
    let away = [("reason", "database")];
    grows_by(
        1,
        &client,
        "docket_unavailable_requests_total",
        &away,
        || {
            client.ready().problem(503, "unavailable");
        },
    );
}

fn metrics_are_told_while_the_database_is_away(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(&away(engine, &database)).with("DATABASE_AUTO_MIGRATE", "false");
    let server = docket.start();
    assert!(scrape(&server.client()).has("docket_build_info", &[]));
    server.signal(TestSignal::Terminate);
}

fn passwords_that_find_the_queue_full_are_counted() {
    // At this cost a password takes a quarter of a second or so; each thread has a queue of 16.
    let app = App::with(TestEngine::Sqlite, &[("BCRYPT_COST", "12")]);
    let client = app.client();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let crowd = (threads.saturating_sub(1).max(1)) * 17 + 4;
    let full = growth(
        &client,
        "docket_password_hashing_refused_total",
        &[],
        || {
            let before = scrape(&client);
            assert!(before.sum("docket_password_hashing_queue_capacity", &[]) >= 16.0);
            at_once(crowd, |number| {
                let name = format!("nobody-{number}");
                client.log_in(&json!({"username": name, "password": "some password"}));
            });
        },
    );
    assert!(full >= 1.0, "{full}");
    let refused = scrape(&client).sum(
        "docket_unavailable_requests_total",
        &[("reason", "hashing")],
    );
    assert!((refused - full).abs() < 0.5, "{refused}");
}

fn metrics_that_are_off_are_not_served() {
    let app = App::with(TestEngine::Sqlite, &[("METRICS", "off")]);
    app.client().metrics().problem(404, "route_not_found");
}
