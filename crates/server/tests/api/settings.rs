//! Settings: what is refused, and where they come from.

use std::fs;

use docket_testkit::database::TestEngine;
use serde_json::json;

use crate::harness::{App, Case, Docket, PASSWORD, cases};

pub(crate) const CASES: &[Case] = cases!(
    Engine:
        argon2id_hashes_passwords_too;
    Sqlite:
        a_value_that_does_not_parse_stops_the_start,
        a_refusal_does_not_repeat_a_secret,
        words_are_read_whatever_their_case,
        an_empty_value_is_an_absent_one,
        the_dot_env_file_is_read_and_the_environment_wins,
        a_broken_dot_env_file_stops_the_start,
        an_address_in_use_stops_the_start,
        every_log_level_is_one,
        the_log_for_people_is_no_json,
);

/// A variable and a value that it must not have.
const BAD: [(&str, &str); 41] = [
    ("DATABASE_URL", "oracle://localhost/docket"),
    ("DATABASE_URL", "docket.db"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "sqlite::memory:"),
    ("DATABASE_URL", "postgres://localhost"),
    ("DATABASE_URL", "postgres://localhost:port/docket"),
    ("DATABASE_URL", "sqlite://docket.db?mode=ro"),
    ("DATABASE_POOL_SIZE", "0"),
    ("DATABASE_POOL_SIZE", "-1"),
    ("DATABASE_POOL_SIZE", "many"),
    ("DATABASE_AUTO_MIGRATE", "maybe"),
    ("HOST", "not a host"),
    ("HOST", "256.0.0.1"),
    ("PORT", "http"),
    ("PORT", "65536"),
    ("PORT", "-1"),
    ("PORT", "80.5"),
    ("WORKERS", "0"),
    ("WORKERS", "two"),
    ("ALGORITHM", "none"),
    ("ALGORITHM", "RS256"),
    ("ACCESS_TOKEN_EXPIRE_MINUTES", "0"),
    ("ACCESS_TOKEN_EXPIRE_MINUTES", "-5"),
    ("ACCESS_TOKEN_EXPIRE_MINUTES", "0.5"),
    ("ACCESS_TOKEN_EXPIRE_MINUTES", "99999999999999999999"),
    ("PASSWORD_HASHER", "md5"),
    ("BCRYPT_COST", "3"),
    ("BCRYPT_COST", "32"),
    ("BCRYPT_COST", "high"),
    ("FOREIGN_TASKS", "visible"),
    ("FOREIGN_TASKS", "404"),
    ("MAX_BODY_BYTES", "0"),
    ("MAX_BODY_BYTES", "1MiB"),
    ("MAX_BODY_BYTES", "-1"),
    ("REQUEST_TIMEOUT_SECONDS", "0"),
    ("REQUEST_TIMEOUT_SECONDS", "30s"),
    ("SHUTDOWN_TIMEOUT_SECONDS", "soon"),
    ("SHUTDOWN_TIMEOUT_SECONDS", "-1"),
    ("LOG_FORMAT", "xml"),
    ("LOG_LEVEL", "loud"),
    ("LOG_LEVEL", "docket=trace"),
];

fn sqlite() -> Docket {
    Docket::on("sqlite://docket.db")
}

/// Makes sure that the server does not start, and says why in one line that names the variable.
#[track_caller]
fn refusal(docket: &Docket, variable: &str) -> String {
    let ended = docket.run(&[]);
    assert_eq!(ended.code, Some(1), "{variable}: {ended:?}");
    assert_eq!(ended.stderr.lines().count(), 1, "{variable}: {ended:?}");
    assert!(ended.stderr.contains(variable), "{variable}: {ended:?}");
    assert_eq!(ended.stdout, "", "{variable}: {ended:?}");
    ended.stderr
}

fn a_value_that_does_not_parse_stops_the_start() {
    for (variable, value) in BAD {
        let docket = sqlite().with(variable, value);
        refusal(&docket, variable);
        let left: Vec<_> = fs::read_dir(docket.directory()).unwrap().collect();
        assert!(left.is_empty(), "{variable}={value} left {left:?}");
    }
    for port in ["postgres", "0", "65536"] {
        let docket = Docket::bare()
            .with("DB_NAME", "docket")
            .with("DB_PORT", port);
        refusal(&docket, "DB_PORT");
    }
}

fn a_refusal_does_not_repeat_a_secret() {
    const SECRET: &str = "hunter2hunter2";
    for url in [
        format!("oracle://docket:{SECRET}@localhost/docket"),
        format!("postgres://docket:{SECRET}@localhost:x/docket"),
        format!("postgres://docket:{SECRET}@localhost/docket?nonsense={SECRET}"),
        format!("mysql://docket:{SECRET}@localhost/"),
        format!("postgres:/docket:{SECRET}@localhost/docket"),
        format!("postgres://docket:{SECRET}%ff@localhost/docket"),
        SECRET.to_owned(),
    ] {
        let line = refusal(&sqlite().with("DATABASE_URL", &url), "DATABASE_URL");
        assert!(!line.contains(SECRET), "{line}");
    }
    let docket = sqlite().with("SECRET_KEY", SECRET).with("HOST", "0.0.0.0");
    let line = refusal(&docket, "SECRET_KEY");
    assert!(!line.contains(SECRET), "{line}");
}

fn words_are_read_whatever_their_case() {
    let docket = sqlite()
        .with("ALGORITHM", "hs384")
        .with("FOREIGN_TASKS", "Hidden")
        .with("LOG_FORMAT", "JSON")
        .with("LOG_LEVEL", "INFO")
        .with("DATABASE_AUTO_MIGRATE", "TRUE")
        .with("PASSWORD_HASHER", "Bcrypt");
    docket.start().becomes_ready();
}

fn an_empty_value_is_an_absent_one() {
    let docket = BAD
        .iter()
        .filter(|(variable, _)| !["PORT", "LOG_FORMAT", "DATABASE_URL"].contains(variable))
        .fold(sqlite(), |docket, (variable, _)| docket.with(variable, ""));
    let server = docket.start();
    let ada = server.client().new_user("ada");
    let pair = ada
        .log_in(&json!({"username": "ada", "password": PASSWORD}))
        .ok();
    assert_eq!(pair["expires_in"], 1800);
}

/// For how long tokens are good of a server with these settings.
#[track_caller]
fn token_lifetime(docket: &Docket) -> i64 {
    let server = docket.start();
    let login = json!({"username": "ada", "password": PASSWORD});
    let client = server.client();
    // At the second time she is there already.
    client.register(&login);
    client.log_in(&login).ok()["expires_in"].as_i64().unwrap()
}

fn the_dot_env_file_is_read_and_the_environment_wins() {
    let docket = sqlite().without("SECRET_KEY");
    let file = "# A comment\n\nACCESS_TOKEN_EXPIRE_MINUTES=5\nexport FOREIGN_TASKS='hidden'\n\
                SECRET_KEY=\"from-the-file-0123456789-abcdefghijk\" # with a comment\nPORT=1\n";
    fs::write(docket.directory().join(".env"), file).unwrap();
    assert_eq!(token_lifetime(&docket), 5 * 60);
    let mut files: Vec<_> = fs::read_dir(docket.directory())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("docket.db-"))
        .collect();
    files.sort();
    assert_eq!(
        files,
        [".env", "docket.db"],
        "the key of the file is used, and no other is made"
    );

    let docket = docket.with("ACCESS_TOKEN_EXPIRE_MINUTES", "7");
    assert_eq!(token_lifetime(&docket), 7 * 60);
}

fn a_broken_dot_env_file_stops_the_start() {
    let docket = sqlite();
    fs::write(
        docket.directory().join(".env"),
        "LOG_LEVEL=info\nSECRET_KEY hunter2hunter2\n",
    )
    .unwrap();
    let line = refusal(&docket, ".env");
    assert!(!line.contains("hunter2"), "{line}");

    fs::write(docket.directory().join(".env"), "WORKERS=none\n").unwrap();
    refusal(&docket.without("WORKERS"), "WORKERS");
}

fn an_address_in_use_stops_the_start() {
    let docket = sqlite();
    let server = docket.start();
    let port = server.address().port().to_string();
    let second = sqlite().with("PORT", &port).without("LOG_FORMAT");
    let ended = second.run(&["serve"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let last = ended.stderr.lines().last().unwrap();
    assert!(last.contains("PORT") && last.contains(&port), "{ended:?}");
}

fn every_log_level_is_one() {
    for level in ["info", "debug", "trace"] {
        let docket = sqlite().with("LOG_LEVEL", level);
        let server = docket.start();
        server
            .client()
            .request("GET", "/version")
            .header("X-Request-Id", "the-one")
            .send()
            .is(200);
        server.log_line(&["the-one", "/version"]);
    }
    // Nobody is told where these listen, so a port has to be found for them first.
    for (level, needle) in [("off", None), ("error", None), ("warn", Some("SECRET_KEY"))] {
        let mut docket = sqlite()
            .with("LOG_LEVEL", level)
            .with("SECRET_KEY", "short");
        let log = docket.start_unheard().stop();
        match needle {
            None => assert_eq!(log, "", "{level}"),
            Some(needle) => assert!(log.contains(needle) && !log.contains("INFO"), "{log}"),
        }
    }
}

fn the_log_for_people_is_no_json() {
    let mut docket = sqlite().with("LOG_FORMAT", "text");
    let server = docket.start_unheard();
    server
        .client()
        .request("GET", "/version")
        .header("X-Request-Id", "the-one")
        .send()
        .is(200);
    let line = server.log_line(&["the-one", "/version"]);
    assert!(!line.starts_with('{') && line.contains("INFO"), "{line}");
    assert!(
        !line.contains('\u{1b}'),
        "no colours where nobody looks: {line:?}"
    );
}

fn argon2id_hashes_passwords_too(engine: TestEngine) {
    let app = App::with(engine, &[("PASSWORD_HASHER", "argon2id")]);
    let client = app.client();
    let long = "x".repeat(128);
    client
        .register(&json!({"username": "ada", "password": long}))
        .created();
    client.logged_in("ada", &long);
    for wrong in [&long[..127], &long[..72], "wrong password"] {
        let body = json!({"username": "ada", "password": wrong});
        client.log_in(&body).problem(401, "invalid_credentials");
    }
    let too_long = json!({"username": "bob", "password": "x".repeat(129)});
    client
        .register(&too_long)
        .refuses_by("password", "too_long");

    // Hashes of either kind are verified, whatever new ones are made with.
    let docket = Docket::on(app.database_url()).with("PASSWORD_HASHER", "bcrypt");
    let beside = docket.start();
    beside.client().logged_in("ada", &long);
    beside.client().new_user("bob");
    client.logged_in("bob", PASSWORD);
}
