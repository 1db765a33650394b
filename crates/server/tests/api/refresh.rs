//! Refresh tokens: each is good once, and a second use ends the session.

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::{Value, json};

use crate::harness::{Answer, App, Case, Client, Docket, PASSWORD, at_once, cases};

pub(crate) const CASES: &[Case] = cases!(
    App:
        a_refresh_token_gets_the_next_pair,
        a_session_is_renewed_again_and_again,
        a_refresh_token_needs_no_access_token,
        a_refresh_token_that_is_used_again_ends_its_session,
        any_token_used_before_ends_the_session_however_long_ago,
        what_is_no_refresh_token_is_invalid,
        a_refresh_token_that_was_tampered_with_is_no_good,
        tokens_of_two_sessions_cannot_be_mixed,
        missing_and_mistyped_tokens_are_told,
        whoever_logs_out_while_refreshing_is_logged_out,
        whoever_changes_the_password_while_others_refresh_is_alone;
    Engine:
        of_200_refreshes_at_once_one_succeeds_and_the_session_is_over,
);

/// How long a refresh token is: `dkr_` and 64 bytes in base64.
const LENGTH: usize = 90;

/// Where the part of a refresh token begins that is its own.
const OWN: usize = 48;

/// Makes sure that neither of the client's tokens is good.
#[track_caller]
fn is_out(client: &Client) {
    client.me().problem(401, "token_invalid");
    let answer = client.refresh(client.refresh_token());
    answer.problem(401, "refresh_token_invalid");
}

fn a_refresh_token_gets_the_next_pair(app: &App) {
    let ada = app.user("ada");
    let answer = ada.refresh(ada.refresh_token()).is(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let pair = answer.json();
    let names: Vec<&String> = pair.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "access_token",
            "expires_in",
            "refresh_expires_in",
            "refresh_token",
            "token_type"
        ]
    );
    assert_eq!(pair["token_type"], "bearer");
    assert_eq!(pair["expires_in"], 1800);
    assert_eq!(pair["refresh_expires_in"], 30 * 24 * 3600);

    let next = ada.with_tokens(&pair);
    assert_ne!(next.token(), ada.token());
    assert_ne!(next.refresh_token(), ada.refresh_token());
    assert_eq!(next.me().ok(), ada.me().ok());
}

fn a_session_is_renewed_again_and_again(app: &App) {
    let mut ada = app.user("ada");
    let id = ada.sessions().ok()[0]["id"].clone();
    let mut earlier = Vec::new();
    for _ in 0..10 {
        let next = ada.refreshed();
        earlier.push(std::mem::replace(&mut ada, next));
    }
    let sessions = ada.sessions().ok();
    assert_eq!(sessions.as_array().unwrap().len(), 1);
    assert_eq!(sessions[0]["id"], id, "it is the same session");
    // Access tokens are good until they expire, or the session ends.
    for ada in &earlier {
        ada.me().ok();
    }
    ada.log_out().no_content();
    for ada in &earlier {
        ada.me().problem(401, "token_invalid");
    }
}

fn a_refresh_token_needs_no_access_token(app: &App) {
    let ada = app.user("ada");
    let pair = app.client().refresh(ada.refresh_token()).ok();
    let next = ada.with_tokens(&pair);
    // Whatever is sent along is not looked at: it may well have expired.
    for token in ["x", "", "a.b.c"] {
        let next = next.with_token(token);
        next.with_tokens(&pair).me().ok();
    }
    next.with_token("a.b.c").refresh(next.refresh_token()).ok();
}

fn a_refresh_token_that_is_used_again_ends_its_session(app: &App) {
    let ada = app.user("ada");
    let elsewhere = ada.logged_in("ada", PASSWORD);
    let next = ada.refreshed();
    let reused = ada.refresh(ada.refresh_token());
    reused.problem(401, "refresh_token_reused");
    is_out(&next);
    is_out(&ada);
    // Other sessions go on.
    let sessions = elsewhere.refreshed().sessions().ok();
    assert_eq!(sessions.as_array().unwrap().len(), 1, "{sessions}");
}

fn any_token_used_before_ends_the_session_however_long_ago(app: &App) {
    let first = app.user("ada");
    let mut last = first.clone();
    for _ in 0..5 {
        last = last.refreshed();
    }
    let reused = first.refresh(first.refresh_token());
    reused.problem(401, "refresh_token_reused");
    is_out(&last);
}

fn what_is_no_refresh_token_is_invalid(app: &App) {
    let ada = app.user("ada");
    let token = ada.refresh_token();
    assert_eq!(token.len(), LENGTH, "a token is as long as documented");
    let zeros = format!("dkr_{}", "A".repeat(LENGTH - 4));
    let huge = "dkr_".repeat(10_000);
    let mut wrong: Vec<String> = [
        "",
        " ",
        "x",
        "dkr_",
        "null",
        "a.b.c",
        "' OR 1=1 --",
        "\0",
        "é",
        "🔑",
        &zeros,
        &huge,
        ada.token(),
        &token.to_uppercase(),
        &token.to_lowercase(),
        &format!("{token}="),
        &format!("{token}=="),
        &format!("{token}A"),
        &format!("{token}\n"),
        &format!(" {token}"),
        &format!("{token} "),
        &format!("{token}{token}"),
        &format!("Bearer {token}"),
        &token.replace("dkr_", "DKR_"),
        &token.replace("dkr_", ""),
    ]
    .map(str::to_owned)
    .into();
    wrong.extend((0..LENGTH).map(|length| token[..length].to_owned()));
    wrong.extend((1..LENGTH).map(|start| token[start..].to_owned()));
    for wrong in wrong {
        refuses(&ada.refresh(&wrong), &wrong);
    }
    // None of them did the session any harm.
    ada.refreshed().me().ok();
}

/// Makes sure that a refresh token is invalid, and not answered.
#[track_caller]
fn refuses(answer: &Answer, token: &str) {
    answer.problem(401, "refresh_token_invalid");
    assert!(
        token.len() < 10 || !answer.text().contains(token),
        "{answer}"
    );
}

fn a_refresh_token_that_was_tampered_with_is_no_good(app: &App) {
    let ada = app.user("ada");
    let changed = |token: &str, at: usize| {
        let mut changed = token.as_bytes().to_vec();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        String::from_utf8(changed).unwrap()
    };
    // A part that belongs to no session says nothing about any.
    for at in 0..OWN - 2 {
        let wrong = changed(ada.refresh_token(), at);
        refuses(&ada.refresh(&wrong), &wrong);
    }
    let mut ada = ada.refreshed();
    // Whoever knows the part that the session's tokens share has seen one of them.
    for at in [OWN, OWN + 20, LENGTH - 2] {
        let wrong = changed(ada.refresh_token(), at);
        ada.refresh(&wrong).problem(401, "refresh_token_reused");
        is_out(&ada);
        ada = ada.logged_in("ada", PASSWORD);
    }
    // The last letter stands for two bits: one in sixteen ways to write them is good.
    let (rest, last) = ada.refresh_token().split_at(LENGTH - 1);
    let others = "BCDEFGHIJKLMNOP".chars().filter(|_| last == "A");
    for other in others {
        let wrong = format!("{rest}{other}");
        refuses(&ada.refresh(&wrong), &wrong);
    }
    ada.refreshed();
}

fn tokens_of_two_sessions_cannot_be_mixed(app: &App) {
    let (ada, eve) = (app.user("ada"), app.user("eve"));
    let own = eve.logged_in("eve", PASSWORD);
    // The third of 64 bytes that lies across both parts is left out: it would be no base64.
    let mixed = format!(
        "{}{}",
        &eve.refresh_token()[..OWN],
        &ada.refresh_token()[OWN..]
    );
    let answer = eve.refresh(&mixed);
    assert_eq!(answer.status, 401, "{answer}");
    // That can have cost the session only from which the first part is.
    ada.refreshed().me().ok();
    own.refreshed().me().ok();
}

fn missing_and_mistyped_tokens_are_told(app: &App) {
    let client = app.client();
    let send = |body: &Value| client.request("POST", "/auth/refresh").json(body).send();
    send(&json!({})).refuses_by("refresh_token", "required");
    for wrong in [Value::Null, json!(1), json!(true), json!(["x"]), json!({})] {
        send(&json!({"refresh_token": wrong})).refuses("refresh_token");
    }
    let unknown = send(&json!({"refresh_token": "x", "scope": "all"}));
    assert_eq!(unknown.problem(422, "unknown_field")["field"], "scope");
    let form = client
        .request("POST", "/auth/refresh")
        .body("application/x-www-form-urlencoded", "refresh_token=x");
    form.send().problem(415, "unsupported_media_type");
    client
        .request("GET", "/auth/refresh")
        .send()
        .problem(405, "method_not_allowed");
}

fn whoever_logs_out_while_refreshing_is_logged_out(app: &App) {
    let mut ada = app.user("ada");
    for _ in 0..10 {
        let answers = at_once(2, |number| match number {
            0 => ada.log_out(),
            _ => ada.refresh(ada.refresh_token()),
        });
        answers[0].clone().no_content();
        if answers[1].status == 200 {
            is_out(&ada.with_tokens(&answers[1].json()));
        } else {
            answers[1].problem(401, "refresh_token_invalid");
        }
        ada.me().problem(401, "token_invalid");
        ada = ada.logged_in("ada", PASSWORD);
        assert_eq!(ada.sessions().ok().as_array().unwrap().len(), 1);
    }
}

fn whoever_changes_the_password_while_others_refresh_is_alone(app: &App) {
    let (mut present, mut next) = (PASSWORD, "another horse battery");
    let ada = app.user("ada");
    for _ in 0..10 {
        let thief = ada.logged_in("ada", present);
        let body = json!({"current_password": present, "new_password": next});
        let answers = at_once(4, |number| match number {
            0 => ada.change_password(&body),
            1 => thief.refresh(thief.refresh_token()),
            _ => ada.log_in(&json!({"username": "ada", "password": present})),
        });
        answers[0].clone().no_content();
        for answer in &answers[1..] {
            // Whatever was granted before the change, and during it, has ended with it.
            if answer.status == 200 {
                is_out(&ada.with_tokens(&answer.json()));
            } else {
                assert_eq!(answer.status, 401, "{answer}");
            }
        }
        let sessions = ada.sessions().ok();
        assert_eq!(sessions.as_array().unwrap().len(), 1, "{sessions}");
        std::mem::swap(&mut present, &mut next);
    }
}

fn of_200_refreshes_at_once_one_succeeds_and_the_session_is_over(engine: TestEngine) {
    const AT_ONCE: usize = 200;
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url());
    let servers = [docket.start(), docket.start()];
    let watching = servers[0].client().new_user("ada");
    // At one instance, and at two.
    for instances in [1, 2, 2] {
        let ada = watching.logged_in("ada", PASSWORD);
        let clients = [servers[0].client(), servers[1].client()];
        let answers = at_once(AT_ONCE, |number| {
            let token = ada.refresh_token();
            clients[number % instances].refresh(token)
        });
        let (mut granted, mut reused) = (Vec::new(), 0);
        for answer in &answers {
            match answer.status {
                200 => granted.push(ada.with_tokens(&answer.json())),
                _ if answer.text().contains("refresh_token_reused") => {
                    answer.problem(401, "refresh_token_reused");
                    reused += 1;
                }
                _ => drop(answer.problem(401, "refresh_token_invalid")),
            }
        }
        assert_eq!((granted.len(), reused), (1, 1));
        is_out(&granted[0]);
        is_out(&granted[0].at(&clients[1]));
        is_out(&ada);
        let sessions = watching.sessions().ok();
        assert_eq!(sessions.as_array().unwrap().len(), 1, "{sessions}");
    }
}
