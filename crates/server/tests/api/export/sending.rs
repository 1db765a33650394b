//! How the files are sent: while they are read, as fast as they are taken, and visibly broken off if
//! they cannot be sent to their end.

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::{Value, json};
use url::Url;

use crate::harness::{
    App, Case, Client, Docket, Proxy, TestSignal, Wire, cases, eventually, workspace_file,
};

pub(crate) const CASES: &[Case] = cases!(
    App:
        head_has_the_headers_alone,
        a_client_of_http_1_0_gets_the_file_until_the_connection_ends;
    Engine:
        a_file_whose_database_fails_meanwhile_is_broken_off,
        a_file_is_broken_off_when_its_session_ends,
        an_export_is_finished_before_the_server_ends;
    Sqlite:
        a_client_that_takes_nothing_is_given_up;
    Postgres:
        a_file_is_broken_off_when_postgres_goes_away;
    Mysql:
        a_file_is_broken_off_when_mysql_goes_away,
);

/// So many tasks of 16 KB each are three parts of an export, 4 MB the first two: as much as the
/// system holds of what was sent and not taken. So the server cannot have read the third while the
/// client has taken hardly anything.
const TASKS: usize = 600;

/// Creates tasks that do not fit into the buffers on the way.
#[track_caller]
fn create_large(client: &Client) {
    const AT_ONCE: usize = 50;
    let description = "🦀".repeat(4000);
    let large = json!({"title": "large", "description": description});
    for _ in 0..TASKS / AT_ONCE {
        client.create_all(&json!(vec![&large; AT_ONCE])).is(201);
    }
}

/// Asks for an export on a connection of its own, and reads the head of the answer.
#[track_caller]
fn begin(mut wire: Wire, client: &Client, format: &str) -> Wire {
    wire.send_head(&[
        &format!("GET /tasks/export?format={format}"),
        &format!("Authorization: Bearer {}", client.token()),
        "X-Request-Id: the-export",
        "Connection: close",
    ]);
    let head = wire.head();
    assert_eq!(head.status, 200, "{head}");
    assert_eq!(head.header("transfer-encoding"), Some("chunked"), "{head}");
    wire
}

/// Whether a body in chunks was sent to its end.
fn is_whole(chunked: &[u8]) -> bool {
    chunked.ends_with(b"\r\n0\r\n\r\n")
}

/// The lines of a log about the export, parsed.
fn lines_of_export(log: &str) -> Vec<Value> {
    let lines = log.lines().filter(|line| line.contains("the-export"));
    lines
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect()
}

fn head_has_the_headers_alone(app: &App) {
    let ada = app.user("ada");
    ada.new_task("a");
    for format in ["json", "csv", "ics"] {
        let target = format!("/tasks/export?format={format}");
        let (get, head) = (
            ada.request("GET", &target).send().is(200),
            ada.request("HEAD", &target).send().is(200),
        );
        assert!(head.body.is_empty() && !get.body.is_empty(), "{head}");
        for name in ["content-type", "content-disposition", "transfer-encoding"] {
            assert_eq!(head.header(name), get.header(name), "{head}");
        }
    }
    let target = "/tasks/export?format=x";
    ada.request("HEAD", target).send().is(422);
}

fn a_client_of_http_1_0_gets_the_file_until_the_connection_ends(app: &App) {
    let ada = app.user("ada");
    let task = ada.new_task("a");
    for keep_alive in ["", "Connection: keep-alive\r\n"] {
        let mut wire = app.server().wire();
        wire.send(format!(
            "GET /tasks/export HTTP/1.0\r\nHost: a\r\n{keep_alive}Authorization: Bearer {}\r\n\r\n",
            ada.token()
        ));
        let head = wire.head();
        assert_eq!(head.header("transfer-encoding"), None, "{head}");
        assert_eq!(head.header("content-length"), None, "{head}");
        let body: Value = serde_json::from_slice(&wire.rest().0).unwrap();
        assert_eq!(body, json!([task]));
    }
}

fn a_file_whose_database_fails_meanwhile_is_broken_off(engine: TestEngine) {
    for format in ["json", "csv", "ics"] {
        let app = App::start(engine);
        let ada = app.user("ada");
        create_large(&ada);
        let mut wire = begin(app.server().narrow_wire(), &ada, format);
        let migrations = std::fs::read_dir(workspace_file("migrations/sqlite")).unwrap();
        for _ in migrations {
            app.docket().run(&["migrate", "revert"]).success();
        }
        let (body, was_reset) = wire.rest();
        assert!(!is_whole(&body), "{} bytes are all", body.len());
        // So that even one who waits for the end of the connection alone sees that this is none.
        assert!(was_reset);
        assert!(!body.is_empty());
        app.server().log_line(&["the-export", "answered"]);
        is_told_once(&app.server().log());
    }
}

fn a_file_is_broken_off_when_its_session_ends(engine: TestEngine) {
    let app = App::start(engine);
    let ada = app.user("ada");
    create_large(&ada);
    let mut wire = begin(app.server().narrow_wire(), &ada, "csv");
    ada.log_out().no_content();
    let (body, was_reset) = wire.rest();
    assert!(!is_whole(&body), "{} bytes are all", body.len());
    assert!(was_reset);
}

/// Why an export was broken off is told once, and its own line says that it was.
#[track_caller]
fn is_told_once(log: &str) {
    let lines = lines_of_export(log);
    let [cause, answered] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    assert!(["ERROR", "WARN"].contains(&cause["level"].as_str().unwrap()));
    assert_eq!(cause["path"], "/tasks/export", "{cause}");
    assert!(cause["cause"].is_string(), "{cause}");
    assert_eq!(answered["message"], "answered");
    assert_eq!(
        (&answered["status"], &answered["whole"]),
        (&json!(200), &json!(false))
    );
}

fn a_client_that_takes_nothing_is_given_up() {
    let app = App::with(TestEngine::Sqlite, &[("KEEP_ALIVE_SECONDS", "1")]);
    let ada = app.user("ada");
    create_large(&ada);
    let mut wire = begin(app.server().narrow_wire(), &ada, "json");
    let line = app.server().log_line(&["the-export", "answered"]);
    assert!(line.contains("\"whole\":false"), "{line}");
    assert!(!is_whole(&wire.rest().0));
    assert_eq!(lines_of_export(&app.server().log()).len(), 1);
}

fn is_broken_off_when_it_goes_away(engine: TestEngine, default_port: u16) {
    let database = TestDatabase::create(engine);
    let mut url = Url::parse(database.url()).expect("a test database has a good URL");
    let target = url.socket_addrs(|| Some(default_port)).unwrap()[0];
    let proxy = Proxy::to(target);
    proxy.open();
    url.set_host(Some("127.0.0.1")).unwrap();
    url.set_port(Some(proxy.address().port())).unwrap();
    let server = Docket::on(url.as_str()).start();
    let ada = server.client().new_user("ada");
    create_large(&ada);

    let mut wire = begin(server.narrow_wire(), &ada, "csv");
    proxy.close();
    assert!(!is_whole(&wire.rest().0));
    server.log_line(&["the-export", "answered"]);
    is_told_once(&server.log());

    // What cannot be begun is an ordinary refusal.
    ada.export("").problem(503, "unavailable");
    proxy.open();
    server.becomes_ready();
    let mut wire = begin(server.narrow_wire(), &ada, "csv");
    let (body, was_reset) = wire.rest();
    assert!(is_whole(&body) && !was_reset);
    let line = server.log_line(&["the-export", "\"whole\":true"]);
    assert!(line.contains("\"status\":200"), "{line}");
}

fn a_file_is_broken_off_when_postgres_goes_away() {
    is_broken_off_when_it_goes_away(TestEngine::Postgres, 5432);
}

fn a_file_is_broken_off_when_mysql_goes_away() {
    is_broken_off_when_it_goes_away(TestEngine::Mysql, 3306);
}

fn an_export_is_finished_before_the_server_ends(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let server = Docket::on(database.url()).start();
    let ada = server.client().new_user("ada");
    create_large(&ada);
    let mut wire = begin(server.narrow_wire(), &ada, "json");
    server.signal(TestSignal::Terminate);
    let client = server.client();
    eventually("readiness is withdrawn", || {
        (client.ready().status == 503).then_some(())
    });
    let (body, was_reset) = wire.rest();
    assert!(is_whole(&body) && !was_reset, "{} bytes came", body.len());
    let (code, log) = server.ends();
    assert_eq!(code, Some(0));
    let lines = lines_of_export(&log);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0]["whole"], true);
}
