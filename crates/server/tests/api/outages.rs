//! The database is away, not yet there, or comes back.

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::json;
use url::Url;

use crate::harness::{Case, Client, Docket, PASSWORD, Proxy, cases, closed_port, eventually};

pub(crate) const CASES: &[Case] = cases!(
    Engine:
        without_its_schema_a_server_is_not_ready,
        the_log_of_an_outage_has_no_text_of_a_driver;
    Postgres:
        postgres_may_be_away_at_start,
        postgres_may_come_later_and_go_and_come_again;
    Mysql:
        mysql_may_be_away_at_start,
        mysql_may_come_later_and_go_and_come_again,
);

/// A password that must never be seen.
const DATABASE_PASSWORD: &str = "a-secret-of-the-database";

fn without_its_schema_a_server_is_not_ready(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url()).with("DATABASE_AUTO_MIGRATE", "false");
    let server = docket.start();
    let client = server.client();
    client.live().ok();
    client.ready().problem(503, "unavailable");
    client.health().problem(503, "unavailable");

    docket.run(&["migrate", "run"]).success();
    server.becomes_ready();
    client.new_user("ada").new_task("a");

    docket.run(&["migrate", "revert"]).success();
    eventually("it is not ready any more", || {
        (client.ready().status == 503).then_some(())
    });
    client.ready().problem(503, "unavailable");
}

/// Words of the texts that drivers and servers have for what goes wrong here.
const TEXTS_OF_DRIVERS: [&str; 9] = [
    "no such table",
    "does not exist",
    "doesn't exist",
    "relation",
    "connection to server",
    "Connection refused",
    "Can't connect",
    "Lost connection",
    "INSERT",
];

fn the_log_of_an_outage_has_no_text_of_a_driver(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let mut urls = vec![database.url().to_owned()];
    if engine != TestEngine::Sqlite {
        urls.push(format!(
            "{}://docket@127.0.0.1:{}/docket",
            engine.name(),
            closed_port()
        ));
    }
    for url in urls {
        // Either the schema is missing, or the server.
        let docket = Docket::on(&url)
            .with("DATABASE_AUTO_MIGRATE", "false")
            .with("LOG_LEVEL", "trace");
        let server = docket.start();
        let body = json!({"username": "ada", "password": PASSWORD});
        let answer = server.client().register(&body);
        assert!([500, 503].contains(&answer.status), "{answer}");
        server.client().ready().problem(503, "unavailable");
        let log = server.stop();
        for text in TEXTS_OF_DRIVERS {
            let line = log.lines().find(|line| line.contains(text));
            assert!(line.is_none(), "{text:?} is in the log: {line:?}");
        }
    }
}

/// Everything that needs the database is unavailable, and everything else is not.
#[track_caller]
fn assert_unavailable(client: &Client) {
    client.live().ok();
    client.root().ok();
    client.openapi().ok();
    client.ready().problem(503, "unavailable");
    client.health().problem(503, "unavailable");
    let login = json!({"username": "ada", "password": PASSWORD});
    client.log_in(&login).problem(503, "unavailable");
    client.register(&login).problem(503, "unavailable");
    client.me().problem(401, "not_authenticated");
    client.log_in(&json!({})).faults();
}

fn may_be_away_at_start(engine: TestEngine) {
    let scheme = engine.name();
    let port = closed_port();
    let docket = Docket::on(&format!(
        "{scheme}://docket:{DATABASE_PASSWORD}@127.0.0.1:{port}/docket"
    ))
    .with("LOG_LEVEL", "trace");
    let server = docket.start();
    assert_unavailable(&server.client());
    let log = server.stop();
    assert!(!log.contains(DATABASE_PASSWORD), "{log}");
    assert!(log.contains("WARN"), "nobody is told: {log}");
}

fn postgres_may_be_away_at_start() {
    may_be_away_at_start(TestEngine::Postgres);
}

fn mysql_may_be_away_at_start() {
    may_be_away_at_start(TestEngine::Mysql);
}

fn may_come_later_and_go_and_come_again(engine: TestEngine, default_port: u16) {
    let database = TestDatabase::create(engine);
    let mut url = Url::parse(database.url()).expect("a test database has a good URL");
    let target = url
        .socket_addrs(|| Some(default_port))
        .expect("its host can be found")[0];
    let proxy = Proxy::to(target);
    url.set_host(Some("127.0.0.1")).expect("it has a host");
    url.set_port(Some(proxy.address().port()))
        .expect("it has a port");

    let docket = Docket::on(url.as_str());
    let server = docket.start();
    assert_unavailable(&server.client());

    proxy.open();
    server.becomes_ready();
    let ada = server.client().new_user("ada");
    let task = ada.new_task("stays");

    proxy.close();
    assert_unavailable(&server.client());
    ada.list("").problem(503, "unavailable");
    ada.create(&json!({"title": "lost"}))
        .problem(503, "unavailable");

    proxy.open();
    server.becomes_ready();
    eventually("requests are answered again", || {
        (ada.list("").status == 200).then_some(())
    });
    assert_eq!(ada.list("").ok(), json!([task]));
}

fn postgres_may_come_later_and_go_and_come_again() {
    may_come_later_and_go_and_come_again(TestEngine::Postgres, 5432);
}

fn mysql_may_come_later_and_go_and_come_again() {
    may_come_later_and_go_and_come_again(TestEngine::Mysql, 3306);
}
