//! The audit trail: one event for each act that matters for security, with who and from where.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::{Value, json};

use crate::harness::{Answer, App, Case, Client, Docket, PASSWORD, Server, cases};

pub(crate) const CASES: &[Case] = cases!(
    Engine:
        each_act_is_told_once_with_all_that_is_known,
        hidden_tasks_are_told_as_well,
        operators_are_told_in_the_file_of_the_log;
    Sqlite:
        acts_are_told_at_the_level_of_errors_too,
        who_tries_too_often_is_told,
        the_address_is_the_one_that_a_trusted_proxy_tells,
        the_file_of_the_log_is_private_and_added_to,
        a_file_that_cannot_be_opened_stops_the_start,
);

const WRONG: &str = "a password that is wrong";
const NEW: &str = "a password that is new";

/// The events of the trail in a log.
fn trail(log: &str) -> Vec<Value> {
    let events = log.lines().map(|line| {
        serde_json::from_str::<Value>(line).unwrap_or_else(|why| panic!("no JSON ({why}): {line}"))
    });
    events
        .filter(|event| event["target"] == "docket::audit")
        .collect()
}

/// What an event says beside what all events say.
#[track_caller]
fn essence(mut event: Value) -> Value {
    let members = event.as_object_mut().unwrap();
    assert_eq!(members.remove("level"), Some(json!("INFO")));
    assert_eq!(members.remove("target"), Some(json!("docket::audit")));
    for member in ["timestamp", "message"] {
        let text = members.remove(member);
        assert!(text.is_some_and(|text| text.is_string()), "no {member}");
    }
    members.remove("span");
    event
}

/// Makes sure that the trail tells of the request with this answer, and what.
#[track_caller]
fn tells(server: &Server, answer: &Answer, expected: &Value) {
    let id = answer.header("x-request-id").unwrap();
    let line = server.log_line(&["\"docket::audit\"", id]);
    let event: Value = serde_json::from_str(&line).unwrap();
    let span = &event["span"];
    assert_eq!(
        (&span["request_id"], &span["client"]),
        (&json!(id), &json!("127.0.0.1")),
        "{line}"
    );
    assert_eq!(essence(event), *expected, "{answer}");
}

/// The session that a client is in.
#[track_caller]
fn session(client: &Client) -> Value {
    let sessions = client.sessions().ok();
    let mut sessions = sessions.as_array().unwrap().iter();
    let current = sessions.find(|session| session["current"] == true);
    current.unwrap()["id"].clone()
}

fn by_user(act: &str, user: &Value, session: &Value) -> Value {
    json!({"act": act, "actor": "user", "actor_id": user, "user_id": user, "session_id": session})
}

fn by_admin(act: &str, admin: &(Value, Value), user: &Value) -> Value {
    json!({
        "act": act, "actor": "user", "actor_id": admin.0, "user_id": user, "session_id": admin.1,
    })
}

fn refused(reason: &str, user: &Value) -> Value {
    json!({"act": "login_failed", "reason": reason, "actor": "stranger", "user_id": user})
}

/// Does all that the trail is to tell of, and makes sure that it does.
fn play(server: &Server, docket: &Docket) {
    let client = server.client();
    accounts(server, &client);
    let admin = client.new_user("admin");
    let promoted = docket.run(&["user", "promote", "admin"]);
    promoted.success();
    administration(server, &admin.logged_in("admin", PASSWORD));
}

fn accounts(server: &Server, client: &Client) {
    let names = json!({"username": "ada", "password": PASSWORD});
    let made = client.register(&names);
    let ada = made.clone().created()["id"].clone();
    let registered = json!({"act": "registered", "actor": "user", "actor_id": ada, "user_id": ada});
    tells(server, &made, &registered);
    let begun = client.log_in(&names);
    let one = client.with_tokens(&begun.clone().ok());
    tells(server, &begun, &by_user("logged_in", &ada, &session(&one)));

    let nobody = client.log_in(&json!({"username": "nobody", "password": PASSWORD}));
    let unknown = json!({"act": "login_failed", "reason": "unknown_user", "actor": "stranger"});
    tells(server, &nobody, &unknown);
    let wrong = client.log_in(&json!({"username": "ADA", "password": WRONG}));
    tells(server, &wrong, &refused("wrong_password", &ada));

    let stolen = client.logged_in("ada", PASSWORD);
    let its = session(&stolen);
    stolen.refreshed();
    let reused = client.refresh(stolen.refresh_token());
    reused.problem(401, "refresh_token_reused");
    let theft = json!({
        "act": "refresh_reused", "actor": "stranger", "user_id": ada, "session_id": its,
    });
    tells(server, &reused, &theft);
    let other = session(&client.logged_in("ada", PASSWORD));
    let ended = one.end_session(&other);
    tells(server, &ended, &by_user("session_ended", &ada, &other));
    let third = client.logged_in("ada", PASSWORD);
    let its = session(&third);
    tells(server, &third.log_out(), &by_user("logged_out", &ada, &its));

    let its = session(&one);
    let change = json!({"current_password": WRONG, "new_password": NEW});
    let wrong = one.change_password(&change);
    tells(server, &wrong, &by_user("password_wrong", &ada, &its));
    let change = json!({"current_password": PASSWORD, "new_password": NEW});
    let changed = one.change_password(&change);
    tells(server, &changed, &by_user("password_changed", &ada, &its));
    let renamed = one.edit_me(&json!({"email": "ada@example.org"}));
    tells(server, &renamed, &by_user("names_changed", &ada, &its));

    let foreign = client.new_user("bob").new_task("bob's")["id"].clone();
    let denied = by_user("access_denied", &ada, &its);
    for answer in [
        one.task(&foreign),
        one.edit(&foreign, &json!({})),
        one.delete(&foreign),
        one.add_tags(&foreign, &json!(["a"])),
        one.users(""),
        one.edit_user(&ada, &json!({"role": "admin"})),
    ] {
        assert_eq!(answer.status, 403, "{answer}");
        tells(server, &answer, &denied);
    }
    for answer in [
        one.edit_all(&json!([foreign]), &json!({"title": "a"})),
        one.delete_all(&json!([foreign])),
    ] {
        answer.problem(404, "tasks_not_found");
        tells(server, &answer, &denied);
    }

    let wrong = one.delete_me(&json!({"password": PASSWORD}));
    tells(server, &wrong, &by_user("password_wrong", &ada, &its));
    let deleted = one.delete_me(&json!({"password": NEW}));
    tells(server, &deleted, &by_user("deleted", &ada, &its));
}

fn administration(server: &Server, root: &Client) {
    let admin = (root.me().ok()["id"].clone(), session(root));
    let eve = root.new_user("eve");
    let id = eve.me().ok()["id"].clone();
    for (change, act) in [
        (json!({"role": "admin"}), "promoted"),
        (json!({"role": "user"}), "demoted"),
        (json!({"is_active": false}), "disabled"),
    ] {
        let answer = root.edit_user(&id, &change).is(200);
        tells(server, &answer, &by_admin(act, &admin, &id));
    }
    let kept_out = root.log_in(&json!({"username": "eve", "password": PASSWORD}));
    kept_out.problem(403, "account_disabled");
    tells(server, &kept_out, &refused("disabled", &id));
    let answer = root.edit_user(&id, &json!({"is_active": true})).is(200);
    tells(server, &answer, &by_admin("enabled", &admin, &id));
    let answer = root.delete_user(&id).is(204);
    tells(server, &answer, &by_admin("deleted", &admin, &id));
}

/// Makes sure that each request has one event at most, and that nothing secret is in any.
#[track_caller]
fn is_told_once(log: &str) {
    let mut requests = BTreeMap::new();
    for event in trail(log) {
        let id = event["span"]["request_id"].as_str().unwrap().to_owned();
        *requests.entry(id).or_insert(0) += 1;
        let text = event.to_string();
        for secret in [PASSWORD, WRONG, NEW, "nobody", "example", "eyJ", "$2b$"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
    assert!(requests.len() > 25, "{requests:?}");
    assert!(requests.values().all(|count| *count == 1), "{requests:?}");
}

fn each_act_is_told_once_with_all_that_is_known(engine: TestEngine) {
    let app = App::with(engine, &[("LOG_FILE", "docket.log")]);
    play(app.server(), app.docket());
    let in_file = app.docket().directory().join("docket.log");
    let in_file = trail(&fs::read_to_string(in_file).unwrap());
    let told = trail(&app.server().log());
    is_told_once(&app.server().log());
    // The file has them too, and what the operator did beside.
    let without_time = |mut event: Value| {
        event.as_object_mut().unwrap().remove("timestamp");
        event
    };
    let (of_requests, of_operator): (Vec<Value>, Vec<Value>) = in_file
        .into_iter()
        .map(without_time)
        .partition(|event| event["span"].is_object());
    let told: Vec<Value> = told.into_iter().map(without_time).collect();
    assert_eq!(of_requests, told);
    assert_eq!(of_operator.len(), 1, "{of_operator:?}");
}

fn acts_are_told_at_the_level_of_errors_too() {
    for level in ["error", "warn", "trace"] {
        let database = TestDatabase::create(TestEngine::Sqlite);
        let mut docket = Docket::on(database.url()).with("LOG_LEVEL", level);
        let server = docket.start_unheard();
        play(&server, &docket);
        let log = server.stop();
        is_told_once(&log);
        let others = log.lines().count() - trail(&log).len();
        assert!(level == "trace" || others == 0, "{level}: {log}");
    }
}

fn hidden_tasks_are_told_as_well(engine: TestEngine) {
    let app = App::with(engine, &[("FOREIGN_TASKS", "hidden")]);
    let (ada, bob) = (app.user("ada"), app.user("bob"));
    let foreign = ada.new_task("ada's")["id"].clone();
    let denied = by_user("access_denied", &bob.me().ok()["id"], &session(&bob));
    for answer in [
        bob.task(&foreign),
        bob.replace(&foreign, &json!({"title": "a"})),
    ] {
        answer.problem(404, "task_not_found");
        tells(app.server(), &answer, &denied);
    }
    let missing = json!([foreign, 999]);
    let answer = bob.delete_all(&missing);
    let problem = answer.problem(404, "tasks_not_found");
    assert_eq!(problem["missing_ids"], missing);
    tells(app.server(), &answer, &denied);
    // What is not there is nobody's.
    let before = trail(&app.server().log()).len();
    bob.task(&json!(999)).problem(404, "task_not_found");
    bob.delete_all(&json!([999]))
        .problem(404, "tasks_not_found");
    app.server().log_line(&["/tasks/bulk/delete", "404"]);
    assert_eq!(trail(&app.server().log()).len(), before);
}

fn operators_are_told_in_the_file_of_the_log(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url()).with("LOG_FILE", "docket.log");
    let run = |arguments: &[&str]| {
        let arguments = [&["user"], arguments].concat();
        let ended = docket.run_with_input(&arguments, "a good password\n");
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert_eq!(ended.stderr.matches("docket::audit").count(), 0);
    };
    run(&["create", "ada", "--admin"]);
    run(&["create", "bob"]);
    for word in ["promote", "demote", "disable", "enable", "reset-password"] {
        run(&[word, "bob"]);
    }
    // What changes nothing is no act.
    run(&["enable", "bob"]);
    run(&["list"]);
    run(&["delete", "bob", "--yes"]);
    let log = fs::read_to_string(docket.directory().join("docket.log")).unwrap();
    let told: Vec<Value> = trail(&log).into_iter().map(essence).collect();
    let by_operator =
        |act: &str, user: u32| json!({"act": act, "actor": "operator", "user_id": user});
    let ids: Vec<u64> = told
        .iter()
        .map(|e| e["user_id"].as_u64().unwrap())
        .collect();
    let bob = u32::try_from(*ids.last().unwrap()).unwrap();
    let acts = [
        "registered",
        "promoted",
        "demoted",
        "disabled",
        "enabled",
        "password_reset",
        "deleted",
    ];
    let of_bob: Vec<&Value> = told.iter().filter(|e| e["user_id"] == bob).collect();
    assert_eq!(of_bob.len(), acts.len(), "{told:?}");
    for (event, act) in of_bob.iter().zip(acts) {
        assert_eq!(**event, by_operator(act, bob));
    }
    assert_eq!(told[0]["act"], "registered", "{told:?}");
    assert!(!log.contains("a good password"), "{log}");
}

fn who_tries_too_often_is_told() {
    let limits = [("RATE_LIMIT", "on"), ("RATE_LIMIT_LOGIN", "3/hour")];
    let proxies = [("TRUSTED_PROXIES", "127.0.0.1")];
    let app = App::with(TestEngine::Sqlite, &[&limits[..], &proxies].concat());
    let ada = app.user("ada");
    let id = ada.me().ok()["id"].clone();
    let log_in = |address: &str, name: &str| {
        let request = app.client();
        let request = request.request("POST", "/auth/login");
        let body = json!({"username": name, "password": WRONG});
        request
            .header("X-Forwarded-For", address)
            .json(&body)
            .send()
    };
    for number in 1..3 {
        log_in(&format!("192.0.2.{number}"), "ada").problem(401, "invalid_credentials");
    }
    let throttled = log_in("192.0.2.9", "ada");
    throttled.problem(429, "rate_limited");
    let request = throttled.header("x-request-id").unwrap();
    let line = app.server().log_line(&["\"docket::audit\"", request]);
    let event: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(event["span"]["client"], "192.0.2.9");
    assert_eq!(essence(event), refused("throttled", &id));
}

fn the_address_is_the_one_that_a_trusted_proxy_tells() {
    for (proxies, expected) in [("127.0.0.1", "192.0.2.7"), ("10.0.0.1", "127.0.0.1")] {
        let app = App::with(TestEngine::Sqlite, &[("TRUSTED_PROXIES", proxies)]);
        let client = app.client();
        let request = client
            .request("POST", "/auth/register")
            .header("X-Forwarded-For", "6.6.6.6, 192.0.2.7")
            .header("X-Request-Id", "from-a-proxy");
        let ada = json!({"username": "ada", "password": PASSWORD});
        request.json(&ada).send().created();
        for words in [
            ["\"docket::audit\"", "from-a-proxy"],
            ["\"answered\"", "from-a-proxy"],
        ] {
            let line = app.server().log_line(&words);
            let event: Value = serde_json::from_str(&line).unwrap();
            assert_eq!(event["span"]["client"], expected, "{line}");
        }
    }
}

fn the_file_of_the_log_is_private_and_added_to() {
    let database = TestDatabase::create(TestEngine::Sqlite);
    // Standard error is for people here; the file is for programs all the same.
    let mut docket = Docket::on(database.url())
        .with("LOG_FILE", "docket.log")
        .with("LOG_FORMAT", "text");
    let path = docket.directory().join("docket.log");
    for (run, name) in ["ada", "bob"].into_iter().enumerate() {
        let server = docket.start_unheard();
        server.client().new_user(name);
        server.stop();
        let log = fs::read_to_string(&path).unwrap();
        assert_eq!(trail(&log).len(), 2 * (run + 1), "{log}");
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

fn a_file_that_cannot_be_opened_stops_the_start() {
    let database = TestDatabase::create(TestEngine::Sqlite);
    for path in ["no/such/directory/docket.log", ".", "/proc/docket.log"] {
        let docket = Docket::on(database.url()).with("LOG_FILE", path);
        for arguments in [&["serve"][..], &["user", "list"]] {
            let ended = docket.run(arguments);
            assert_eq!(ended.code, Some(1), "{path}: {ended:?}");
            assert!(
                ended.stderr.starts_with("error: LOG_FILE: ") && ended.stderr.lines().count() == 1,
                "{path}: {ended:?}"
            );
        }
    }
}
