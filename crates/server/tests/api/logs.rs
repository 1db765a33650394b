//! The log: one JSON object a line, a line for each request, and no secret at any level.

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::{Value, json};
use url::Url;

use crate::harness::{Case, Docket, SECRET_KEY, cases};

pub(crate) const CASES: &[Case] = cases!(Engine:
    no_secret_is_in_the_log_at_any_level,
    each_line_is_one_json_object,
    each_request_has_its_line,
);

const PASSWORD: &str = "the-password-of-ada";
const NEW_PASSWORD: &str = "another-password-of-ada";
const WRONG_PASSWORD: &str = "a-password-that-is-wrong";

/// The URL of the database with a password in it, where that does no harm.
fn with_password(engine: TestEngine, url: &str) -> (String, Option<String>) {
    let Ok(mut parsed) = Url::parse(url) else {
        return (url.to_owned(), None);
    };
    if parsed.password().is_none() && engine == TestEngine::Postgres {
        // A server that asks for none takes any.
        parsed
            .set_password(Some("the-password-of-the-database"))
            .expect("it has a host");
    }
    let password = parsed.password().map(str::to_owned);
    if engine == TestEngine::Sqlite {
        (url.to_owned(), None)
    } else {
        (parsed.into(), password)
    }
}

fn no_secret_is_in_the_log_at_any_level(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let (url, database_password) = with_password(engine, database.url());
    let docket = Docket::on(&url).with("LOG_LEVEL", "trace");
    let server = docket.start();
    let client = server.client();

    let ada = json!({"username": "ada", "password": PASSWORD});
    client.register(&ada).created();
    client.register(&ada).problem(409, "duplicate_user");
    client.register(&json!({"username": "x", "password": PASSWORD, "y": 1}));
    client.log_in(&json!({"username": "ada", "password": WRONG_PASSWORD}));
    client.log_in(&json!({"username": PASSWORD, "password": WRONG_PASSWORD}));
    client.log_in_by_form(&format!("username=ada&password={WRONG_PASSWORD}"));
    client
        .log_in_by_form(&format!("username=ada&password={PASSWORD}"))
        .ok();
    let malformed = format!("{{\"password\": \"{PASSWORD}\", oops");
    client
        .request("POST", "/auth/login")
        .body("application/json", malformed)
        .send();
    client
        .request("POST", "/auth/login")
        .body("text/plain", PASSWORD)
        .send();

    let ada = client.logged_in("ada", PASSWORD);
    let token = ada.token().to_owned();
    let title = "a-title-that-is-nobodys-business";
    let id = ada.new_task(title)["id"].clone();
    ada.edit(&id, &json!({"description": title})).ok();
    client
        .with_token(&format!("{token}x"))
        .me()
        .problem(401, "token_invalid");
    client
        .request("GET", "/users/me")
        .header("Authorization", &format!("Basic {token}"))
        .send();
    let change = json!({"current_password": PASSWORD, "new_password": NEW_PASSWORD});
    ada.change_password(&change).no_content();
    ada.change_password(&change)
        .problem(401, "invalid_credentials");
    ada.delete_me(&json!({"password": WRONG_PASSWORD}))
        .problem(401, "invalid_credentials");
    ada.delete_me(&json!({"password": NEW_PASSWORD}))
        .no_content();

    let log = server.stop();
    assert!(log.contains("/users/me/password"), "{log}");
    let signature = token.rsplit('.').next().unwrap();
    let never = [
        PASSWORD,
        NEW_PASSWORD,
        WRONG_PASSWORD,
        signature,
        SECRET_KEY,
        title,
        "$2b$",
        "$argon2",
        "SELECT ",
        "INSERT ",
        "UPDATE ",
        "DELETE FROM",
    ];
    for secret in never.into_iter().chain(database_password.as_deref()) {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} is in the log: {line:?}");
    }
}

fn each_line_is_one_json_object(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url()).with("LOG_LEVEL", "trace");
    let server = docket.start();
    let ada = server.client().new_user("ada");
    ada.new_task("a");
    ada.request("GET", "/a%0Ab%22c").send();
    let log = server.stop();
    for line in log.lines() {
        let event: Value =
            serde_json::from_str(line).unwrap_or_else(|why| panic!("no JSON ({why}): {line}"));
        for member in ["timestamp", "level", "message"] {
            assert!(event[member].is_string(), "no {member}: {line}");
        }
    }
}

fn each_request_has_its_line(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url());
    let server = docket.start();
    let client = server.client();
    // What is of no route may be anything that someone typed, and is not told.
    for (method, path, told, status) in [
        ("GET", "/health/live", "/health/live", 200),
        ("GET", "/tasks", "/tasks", 401),
        ("PUT", "/tasks", "/tasks", 405),
        ("GET", "/tasks/42/nowhere", "/tasks/42/*", 404),
        ("POST", "/auth/login", "/auth/login", 415),
    ] {
        let id = format!("request-{status}");
        let answer = client
            .request(method, path)
            .header("X-Request-Id", &id)
            .send();
        assert_eq!(answer.status, status, "{answer}");
        let line = server.log_line(&[&id]);
        let event: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(
            (&event["method"], &event["path"]),
            (&json!(method), &json!(told)),
            "{line}"
        );
        assert_eq!(event["status"], status, "{line}");
    }
}
