//! Sessions: what is told of them, and for how long they go on.

use std::collections::BTreeSet;

use docket_testkit::database::TestEngine;
use serde_json::{Value, json};

use crate::harness::{App, Case, Client, PASSWORD, cases};

pub(crate) const CASES: &[Case] = cases!(
    App:
        logging_in_begins_a_session_and_answers_a_pair,
        a_session_tells_when_and_from_where,
        sessions_come_the_last_used_first,
        a_session_is_of_the_program_that_used_it_last,
        what_a_program_calls_itself_is_cut_off,
        no_token_and_no_hash_is_ever_answered,
        a_session_can_be_ended_from_another_one,
        ending_the_session_one_is_in_is_logging_out,
        logging_out_twice_is_refused,
        ids_of_sessions_are_positive_integers,
        of_too_many_sessions_the_one_makes_way_that_was_not_used_for_longest;
    Engine:
        lifetimes_are_settings,
);

const DAY: u64 = 24 * 60 * 60;

/// The ids of the client's sessions, in the order of the list.
#[track_caller]
fn ids(client: &Client) -> Vec<Value> {
    let sessions = client.sessions().ok();
    let sessions = sessions.as_array().expect("a list is an array");
    sessions
        .iter()
        .map(|session| session["id"].clone())
        .collect()
}

fn logging_in_begins_a_session_and_answers_a_pair(app: &App) {
    let ada = app.user("ada");
    let body = json!({"username": "ada", "password": PASSWORD});
    for path in ["/auth/login", "/token"] {
        let answer = ada.request("POST", path).json(&body).send().is(200);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let pair = answer.json();
        let names: BTreeSet<&str> = pair
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let expected = BTreeSet::from([
            "access_token",
            "token_type",
            "expires_in",
            "refresh_token",
            "refresh_expires_in",
        ]);
        assert_eq!(names, expected);
        assert_eq!(pair["token_type"], "bearer");
        assert_eq!(pair["expires_in"], 1800);
        assert_eq!(pair["refresh_expires_in"], 30 * DAY);
        let other = ada.with_tokens(&pair);
        assert_ne!(other.current_session(), ada.current_session());
    }
    assert_eq!(ids(&ada).len(), 3);
    // A login that fails begins none.
    ada.log_in(&json!({"username": "ada", "password": "wrong password"}))
        .problem(401, "invalid_credentials");
    assert_eq!(ids(&ada).len(), 3);
}

fn a_session_tells_when_and_from_where(app: &App) {
    let ada = app.user("ada");
    let request = ada.request("POST", "/auth/login");
    let request = request.header("User-Agent", "Tests/1.0 (of the contract)");
    let body = json!({"username": "ada", "password": PASSWORD});
    let ada = ada.with_tokens(&request.json(&body).send().ok());

    let answer = ada.sessions().is(200);
    let session = answer.json()[0].clone();
    let names: Vec<&String> = session.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "created_at",
            "current",
            "expires_at",
            "id",
            "ip",
            "last_used_at",
            "user_agent"
        ]
    );
    assert_eq!(session["current"], true);
    assert_eq!(session["user_agent"], "Tests/1.0 (of the contract)");
    assert_eq!(session["ip"], "127.0.0.1");
    assert!(session["id"].as_i64().is_some_and(|id| id > 0));
    assert_eq!(session["created_at"], session["last_used_at"]);
    let instant = |member: &str| {
        let text = session[member].as_str().unwrap();
        assert_eq!(text.len(), "2026-11-20T08:30:00.000000Z".len(), "{text}");
        text.parse::<jiff::Timestamp>().unwrap()
    };
    let lifetime = instant("expires_at").duration_since(instant("created_at"));
    assert_eq!(lifetime.as_secs().unsigned_abs(), 30 * DAY);
}

fn sessions_come_the_last_used_first(app: &App) {
    let first = app.user("ada");
    let second = first.logged_in("ada", PASSWORD);
    let third = first.logged_in("ada", PASSWORD);
    let [one, two, three] = [&first, &second, &third].map(Client::current_session);
    assert_eq!(ids(&first), [three.clone(), two.clone(), one.clone()]);
    // To use one is to refresh it.
    let first = first.refreshed();
    second.me().ok();
    assert_eq!(ids(&second), [one.clone(), three.clone(), two.clone()]);
    let second = second.refreshed();
    assert_eq!(ids(&first), [two.clone(), one, three]);
    assert_eq!(second.current_session(), two);
}

fn a_session_is_of_the_program_that_used_it_last(app: &App) {
    let ada = app.user("ada");
    let before = ada.sessions().ok()[0].clone();
    let request = ada.request("POST", "/auth/refresh");
    let request = request.header("User-Agent", "another one");
    let body = json!({"refresh_token": ada.refresh_token()});
    let ada = ada.with_tokens(&request.json(&body).send().ok());
    let after = ada.sessions().ok()[0].clone();
    assert_eq!(after["user_agent"], "another one");
    for member in ["id", "created_at", "ip", "current"] {
        assert_eq!(after[member], before[member], "{member}");
    }
    for member in ["last_used_at", "expires_at"] {
        assert!(after[member].as_str() > before[member].as_str(), "{member}");
    }
}

fn what_a_program_calls_itself_is_cut_off(app: &App) {
    let ada = app.user("ada");
    let body = json!({"username": "ada", "password": PASSWORD});
    for (sent, kept) in [
        ("x".repeat(10_000), json!("x".repeat(200))),
        (
            "<script>alert(1)</script>".to_owned(),
            json!("<script>alert(1)</script>"),
        ),
        (
            "'; DROP TABLE sessions; --".to_owned(),
            json!("'; DROP TABLE sessions; --"),
        ),
        (String::new(), Value::Null),
        ("   ".to_owned(), Value::Null),
    ] {
        let request = ada.request("POST", "/auth/login");
        let pair = request.header("User-Agent", &sent).json(&body).send().ok();
        let session = ada.with_tokens(&pair).sessions().ok()[0].clone();
        assert_eq!(session["user_agent"], kept);
    }
}

fn no_token_and_no_hash_is_ever_answered(app: &App) {
    let root = app.admin("root");
    let ada = app.user("ada");
    let next = ada.refreshed();
    let id = next.me().ok()["id"].clone();
    for answer in [
        next.sessions(),
        next.me(),
        next.edit_me(&json!({})),
        root.users(""),
        root.user(&id),
        root.edit_user(&id, &json!({})),
        next.refresh("dkr_x"),
        next.end_session(&json!(4_711)),
        ada.refresh(ada.refresh_token()),
    ] {
        let tokens = [&ada, &next].map(|client| [client.token(), client.refresh_token()]);
        for secret in tokens
            .as_flattened()
            .iter()
            .chain(&["dkr_", "$2b$", "hash", "digest"])
        {
            assert!(!answer.text().contains(secret), "{secret} in {answer}");
        }
    }
    let log = app.server().log();
    for client in [&ada, &next, &root] {
        for secret in [client.token(), client.refresh_token()] {
            assert!(!log.contains(secret), "a token is in the log");
        }
    }
}

fn a_session_can_be_ended_from_another_one(app: &App) {
    let here = app.user("ada");
    let there = here.logged_in("ada", PASSWORD);
    let id = there.current_session();
    here.end_session(&id).no_content();
    there.me().problem(401, "token_invalid");
    here.end_session(&id).problem(404, "session_not_found");
    assert_eq!(ids(&here), [here.current_session()]);
}

fn ending_the_session_one_is_in_is_logging_out(app: &App) {
    let ada = app.user("ada");
    ada.end_session(&ada.current_session()).no_content();
    ada.sessions().problem(401, "token_invalid");
    ada.refresh(ada.refresh_token())
        .problem(401, "refresh_token_invalid");
}

fn logging_out_twice_is_refused(app: &App) {
    let ada = app.user("ada");
    ada.log_out().no_content();
    ada.log_out().problem(401, "token_invalid");
    app.client().log_out().problem(401, "not_authenticated");
    // One can come back, into a session of its own.
    let again = ada.logged_in("ada", PASSWORD);
    assert_eq!(ids(&again).len(), 1);
    ada.me().problem(401, "token_invalid");
}

fn ids_of_sessions_are_positive_integers(app: &App) {
    let ada = app.user("ada");
    for wrong in ["0", "-1", "x", "1.5", "9223372036854775808", "%00"] {
        let path = format!("/users/me/sessions/{wrong}");
        let answer = ada.request("DELETE", &path).send();
        answer.problem(422, "validation_failed");
    }
    let missing = json!(9_223_372_036_854_775_807_i64);
    ada.end_session(&missing).problem(404, "session_not_found");
    ada.me().ok();
}

fn of_too_many_sessions_the_one_makes_way_that_was_not_used_for_longest(app: &App) {
    const AT_MOST: usize = 100;
    let first = app.user("ada");
    let second = first.logged_in("ada", PASSWORD);
    for _ in 2..AT_MOST {
        second.logged_in("ada", PASSWORD);
    }
    assert_eq!(ids(&first).len(), AT_MOST);
    let first = first.refreshed();
    let last = first.logged_in("ada", PASSWORD);
    assert_eq!(ids(&last).len(), AT_MOST);
    second.me().problem(401, "token_invalid");
    second
        .refresh(second.refresh_token())
        .problem(401, "refresh_token_invalid");
    first.refreshed().me().ok();
}

fn lifetimes_are_settings(engine: TestEngine) {
    for (settings, expires, refresh_expires) in [
        // The session is over before the access token would be.
        (
            [
                ("REFRESH_TOKEN_EXPIRE_DAYS", "1"),
                ("SESSION_EXPIRE_DAYS", "180"),
                ("ACCESS_TOKEN_EXPIRE_MINUTES", "10080"),
            ],
            DAY,
            DAY,
        ),
        (
            [
                ("REFRESH_TOKEN_EXPIRE_DAYS", "30"),
                ("SESSION_EXPIRE_DAYS", "7"),
                ("ACCESS_TOKEN_EXPIRE_MINUTES", "5"),
            ],
            300,
            7 * DAY,
        ),
    ] {
        let app = App::with(engine, &settings);
        let ada = app.user("ada");
        let body = json!({"username": "ada", "password": PASSWORD});
        let pair = ada.log_in(&body).ok();
        assert_eq!(pair["expires_in"], expires);
        assert_eq!(pair["refresh_expires_in"], refresh_expires);
        // A session that is renewed never goes on beyond its end: there is a moment less left.
        let next = ada.refresh(pair["refresh_token"].as_str().unwrap()).ok();
        let left = next["refresh_expires_in"].as_u64().unwrap();
        if settings[1].1 == "7" {
            assert!(
                left < refresh_expires && left + 60 > refresh_expires,
                "{left}"
            );
        } else {
            assert_eq!(left, refresh_expires);
        }
    }
}
