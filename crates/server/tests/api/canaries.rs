//! Secrets that are told wherever something can go wrong, and must not be found again: not in the
//! log at any level, not in its file, not in the body of an error, not in what a command says.

use std::fs;

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::{Value, json};
use url::Url;

use crate::harness::{Answer, Case, Client, Docket, SECRET_KEY, Server, cases, closed_port};

pub(crate) const CASES: &[Case] = cases!(
    Engine:
        no_secret_is_told_while_all_is_well,
        no_secret_is_told_without_a_database,
        no_secret_is_told_by_what_fails_to_start;
);

const PREVIOUS_KEY: &str = "canary-previous-9f4d2b7c61e8035a97b2c4d6e8f01a3b";
const DATABASE_PASSWORD: &str = "canary-of-the-database";
const OLD: &str = "canary-password-old";
const NEW: &str = "canary-password-new";

/// What is typed where it does not belong, and whatever else nobody else should see.
const TYPED: [&str; 26] = [
    "canary-wrong-password",
    "canary-wrong-by-form",
    "canary-as-user-name",
    "canary-as-email",
    "canary-in-a-name-with blanks",
    "canary-unknown-member",
    "canary-no-json",
    "canary-no-type",
    "canary-other-type",
    "canary-not-utf8",
    "canary-a-number-was-asked",
    "canary-too-short-beside",
    "canary-in-query",
    "canary-in-search",
    "canary-in-path",
    "canary-in-known-path",
    "canary-as-id",
    "canary-basic",
    "canary-bearer",
    "canary-cookie",
    "canary-idempotency-key",
    "canary-if-match",
    "canary-refresh",
    "canary-title",
    "canary-tag",
    "canary-user-agent",
];

/// What was said where, and what must not be in it.
struct Ledger {
    secrets: Vec<String>,
    said: Vec<(String, String)>,
}

impl Ledger {
    fn new() -> Self {
        let known = [SECRET_KEY, PREVIOUS_KEY, DATABASE_PASSWORD, OLD, NEW];
        // Hashes begin like these.
        let hashes = ["$2b$", "$argon2"];
        let all = known.into_iter().chain(hashes).chain(TYPED);
        Self {
            secrets: all.map(str::to_owned).collect(),
            said: Vec::new(),
        }
    }

    /// Two tokens are secrets from now on, and so are their parts.
    fn keep(&mut self, client: &Client) {
        let signature = client.token().rsplit('.').next().unwrap();
        let refresh = client.refresh_token();
        let half = &refresh[refresh.len() / 2..];
        for secret in [client.token(), signature, refresh, half] {
            self.secrets.push(secret.to_owned());
        }
    }

    fn say(&mut self, place: &str, text: String) {
        self.said.push((place.to_owned(), text));
    }

    /// Notes the body of an error. Its path and its tag are the sender's own words, and told to
    /// nobody else.
    #[track_caller]
    fn fails(&mut self, answer: &Answer) {
        assert!(answer.status >= 400, "{answer}");
        let mut problem: Value = serde_json::from_slice(&answer.body).unwrap();
        problem.as_object_mut().unwrap().remove("instance");
        if problem["code"] == "tag_not_found" {
            problem = json!({});
        }
        self.say(&answer.request, problem.to_string());
    }

    /// Notes the log of a server, and its file.
    fn log(&mut self, server: Server, docket: &Docket) {
        let log = server.stop();
        assert!(log.lines().count() > 5, "{log}");
        self.say("the log", log);
        self.file(docket);
    }

    fn file(&mut self, docket: &Docket) {
        let file = fs::read_to_string(docket.directory().join("docket.log"));
        self.say("the file of the log", file.unwrap_or_default());
    }

    #[track_caller]
    fn holds_no_secret(&self) {
        for (place, text) in &self.said {
            for secret in &self.secrets {
                let line = text.lines().find(|line| line.contains(secret.as_str()));
                assert!(line.is_none(), "{secret} is in {place}: {line:?}");
            }
        }
    }
}

/// The URL of a database with a password in it, where that does no harm.
fn with_password(engine: TestEngine, url: &str) -> String {
    match Url::parse(url) {
        // A server that asks for none takes any.
        Ok(mut parsed) if engine == TestEngine::Postgres && parsed.password().is_none() => {
            parsed.set_password(Some(DATABASE_PASSWORD)).unwrap();
            parsed.into()
        }
        _ => url.to_owned(),
    }
}

fn docket(url: &str) -> Docket {
    Docket::on(url)
        .with("SECRET_KEY_PREVIOUS", PREVIOUS_KEY)
        .with("LOG_LEVEL", "trace")
        .with("LOG_FILE", "docket.log")
        .with("MAX_BODY_BYTES", "20000")
}

/// Types secrets where they do not belong, and where they do. It is refused, whoever does it.
fn type_them(client: &Client, ledger: &mut Ledger) {
    let post = |path: &str, media_type: &str, body: &[u8]| {
        client.request("POST", path).body(media_type, body).send()
    };
    let as_json = "application/json";
    for path in ["/auth/login", "/auth/register", "/auth/refresh", "/token"] {
        for body in [
            r#"{"password": "canary-no-json", oops"#,
            r#"{"password": canary-no-json}"#,
            r#"{"username": "ada", "password": ["canary-a-number-was-asked"]}"#,
            r#"{"username": {"canary-unknown-member": 1}, "password": 1}"#,
            r#"{"username": "a", "password": "canary-too-short-beside", "email": "canary-as-email"}"#,
            r#"{"username": "canary-in-a-name-with blanks", "password": "x"}"#,
            r#"{"username": 1, "email": "canary-as-email", "x": "canary-unknown-member"}"#,
            r#"{"refresh_token": 7, "token": "canary-unknown-member"}"#,
        ] {
            ledger.fails(&post(path, as_json, body.as_bytes()));
        }
        ledger.fails(&post(path, "text/plain", b"canary-other-type"));
        ledger.fails(&post(
            path,
            as_json,
            b"{\"password\": \"canary-not-utf8 \xff\"}",
        ));
        ledger.fails(&post(
            path,
            as_json,
            "canary-no-json ".repeat(5000).as_bytes(),
        ));
        let untyped = client.request("POST", path).untyped("canary-no-type");
        ledger.fails(&untyped.send());
        let compressed = client
            .request("POST", path)
            .header("Content-Encoding", "gzip");
        ledger.fails(&compressed.body(as_json, "canary-other-type").send());
    }
    let form = "application/x-www-form-urlencoded";
    for body in [
        "password=canary-wrong-by-form",
        "username=ada&password=canary-wrong-by-form&password=canary-wrong-by-form",
        "username=%ff&password=canary-wrong-by-form%ff",
    ] {
        ledger.fails(&post("/auth/login", form, body.as_bytes()));
    }
    for (method, target) in [
        ("GET", "/users/me?access_token=canary-in-query"),
        ("GET", "/tasks?token=canary-in-query"),
        ("GET", "/tasks?cursor=canary-in-query"),
        ("GET", "/nowhere?password=canary-in-query"),
        ("POST", "/auth/login?password=canary-in-query"),
        ("GET", "/auth/login/canary-in-path"),
        ("GET", "/canary-in-path"),
        ("POST", "/canary-in-path/auth/login"),
        ("GET", "/users/me/canary-in-path"),
        ("GET", "/users/me;canary-in-path"),
        ("GET", "/tasks/canary-as-id"),
        ("DELETE", "/users/me/sessions/canary-as-id"),
        ("GET", "/users/canary-as-id"),
        ("DELETE", "/tasks/1/tags/canary-in-known-path"),
        ("GET", "/problems/canary-in-known-path"),
        ("GET", "/docs/canary-in-known-path"),
    ] {
        ledger.fails(&client.request(method, target).send());
    }
    for (header, value) in [
        ("Authorization", "Basic canary-basic"),
        ("Authorization", "canary-basic"),
        ("Authorization", "Bearer canary-bearer"),
        (
            "Authorization",
            "Bearer canary-bearer.canary-bearer.canary-bearer",
        ),
        ("Cookie", "session=canary-cookie"),
        ("User-Agent", "canary-user-agent"),
    ] {
        let anonymous = client.anonymous();
        let request = anonymous.request("GET", "/tasks").header(header, value);
        ledger.fails(&request.send());
    }
    ledger.fails(&client.refresh("canary-refresh"));
}

/// What is not refused for its looks: these need the database.
fn try_to_get_in(client: &Client, ledger: &mut Ledger) {
    for body in [
        json!({"username": "ada", "password": "canary-wrong-password"}),
        json!({"username": "canary-as-user-name", "password": OLD}),
        json!({"email": "canary-as-email@example.org", "password": OLD}),
    ] {
        ledger.fails(&client.log_in(&body));
    }
    ledger.fails(&client.log_in_by_form("username=ada&password=canary-wrong-by-form"));
}

fn no_secret_is_told_while_all_is_well(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = docket(&with_password(engine, database.url()));
    let server = docket.start();
    let client = server.client();
    let mut ledger = Ledger::new();

    let account = json!({"username": "ada", "email": "ada@example.org", "password": OLD});
    client.register(&account).created();
    ledger.fails(&client.register(&account));
    let ada = client.logged_in("ada", OLD);
    ledger.keep(&ada);
    let next = ada.refreshed();
    ledger.keep(&next);
    let thief = client.logged_in("ada", OLD);
    ledger.keep(&thief);
    ledger.keep(&thief.refreshed());
    ledger.fails(&client.refresh(thief.refresh_token()));
    ledger.fails(&thief.me());

    let task = json!({"title": "canary-title", "tags": ["canary-tag"]});
    let request = next.request("POST", "/tasks");
    let request = request.header("Idempotency-Key", "canary-idempotency-key");
    let id = request.json(&task).send().created()["id"].clone();
    let request = next.request("POST", "/tasks");
    let request = request.header("Idempotency-Key", "canary-idempotency-key");
    ledger.fails(&request.json(&json!({"title": "another"})).send());
    let request = next.request("DELETE", &format!("/tasks/{id}"));
    ledger.fails(&request.header("If-Match", "canary-if-match").send());
    next.list("?search=canary-in-search").ok();
    next.remove_tag(&id, "canary-tag").ok();
    next.rename_tag("canary-tag", "canary-tag");
    type_them(&next, &mut ledger);
    type_them(&client, &mut ledger);
    try_to_get_in(&client, &mut ledger);

    let change = json!({"current_password": OLD, "new_password": NEW});
    next.change_password(&change).no_content();
    ledger.fails(&next.change_password(&change));
    ledger.fails(&next.delete_me(&json!({"password": OLD})));
    ledger.fails(&next.edit_me(&json!({"username": "x", "password": NEW})));
    for arguments in [
        &["user", "create", "bob"][..],
        &["user", "create", "bob"],
        &["user", "reset-password", "bob"],
        &["user", "reset-password", "nobody"],
        &["user", "promote", "bob"],
        &["user", "list"],
        &["user", "delete", "bob", "--yes"],
        &["migrate", "status"],
        &["healthcheck"],
    ] {
        let ended = docket.run_with_input(arguments, &format!("{NEW}\n"));
        ledger.say(&format!("{arguments:?}"), ended.stdout + &ended.stderr);
    }
    next.delete_me(&json!({"password": NEW})).no_content();
    ledger.log(server, &docket);
    ledger.holds_no_secret();
}

fn no_secret_is_told_without_a_database(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let url = match engine {
        TestEngine::Sqlite => database.url().to_owned(),
        _ => format!(
            "{}://docket:{DATABASE_PASSWORD}@127.0.0.1:{}/docket",
            engine.name(),
            closed_port()
        ),
    };
    // On SQLite the schema is missing, elsewhere the server.
    let docket = docket(&url).with("DATABASE_AUTO_MIGRATE", "false");
    let server = docket.start();
    let client = server.client();
    let mut ledger = Ledger::new();
    try_to_get_in(&client, &mut ledger);
    ledger.fails(&client.register(&json!({"username": "ada", "password": OLD})));
    ledger.fails(&client.ready());
    for arguments in [
        &["user", "create", "ada"][..],
        &["user", "list"],
        &["user", "reset-password", "ada"],
        &["migrate", "status"],
        &["healthcheck"],
    ] {
        let ended = docket.run_with_input(arguments, &format!("{NEW}\n"));
        ledger.say(&format!("{arguments:?}"), ended.stdout + &ended.stderr);
    }
    ledger.log(server, &docket);
    ledger.holds_no_secret();
}

fn no_secret_is_told_by_what_fails_to_start(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let url = with_password(engine, database.url());
    let mut ledger = Ledger::new();
    let wrong_key = "canary-bearer";
    for (variable, value) in [
        ("PORT", "canary-in-path"),
        ("HOST", "canary-in-path.invalid"),
        (
            "DATABASE_URL",
            "oracle://ada:canary-of-the-database@127.0.0.1/docket",
        ),
        (
            "DATABASE_URL",
            "postgres://ada:canary-of-the-database@127.0.0.1:x/docket",
        ),
        ("DATABASE_URL", "postgres://ada:canary-of-the-database@/"),
        (
            "DATABASE_URL",
            "mysql://ada:canary-of-the-database@127.0.0.1/",
        ),
        ("DATABASE_URL", "ada:canary-of-the-database@127.0.0.1"),
        ("SECRET_KEY_PREVIOUS", SECRET_KEY),
        ("RATE_LIMIT_LOGIN", "canary-wrong-password"),
        ("TRUSTED_PROXIES", "canary-cookie"),
        ("CORS_ORIGINS", "https://ada:canary-basic@example.org"),
        ("ALGORITHM", "canary-basic"),
        ("PASSWORD_HASHER", "canary-wrong-password"),
        ("LOG_FILE", "/no/such/directory/docket.log"),
    ] {
        let docket = docket(&url).with(variable, value);
        let ended = docket.run(&["serve"]);
        assert_eq!(ended.code, Some(1), "{variable}: {ended:?}");
        ledger.say(variable, ended.stdout + &ended.stderr);
        ledger.file(&docket);
    }
    for (variable, value) in [
        ("SECRET_KEY", wrong_key),
        ("SECRET_KEY_PREVIOUS", wrong_key),
    ] {
        let docket = docket(&url).with("HOST", "0.0.0.0").with(variable, value);
        let ended = docket.run(&["serve"]);
        assert_eq!(ended.code, Some(1), "{variable}: {ended:?}");
        ledger.say(variable, ended.stdout + &ended.stderr);
        ledger.file(&docket);
    }
    for arguments in [&["canary-as-user-name"][..], &["user", "create", "?"]] {
        let ended = docket(&url).run_with_input(arguments, &format!("{OLD}\n"));
        assert_ne!(ended.code, Some(0), "{ended:?}");
        let said = ended.stdout + &ended.stderr;
        // What is no command is told as it was typed.
        ledger.say("the command line", said.replace(arguments[0], ""));
    }
    ledger.holds_no_secret();
}
