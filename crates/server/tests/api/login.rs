//! Logging in.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Answer, App, Case, Client, PASSWORD, cases};

pub(crate) const CASES: &[Case] = cases!(
    App:
        either_name_logs_in_by_form_and_by_json,
        names_are_found_whatever_their_case,
        the_answer_is_a_bearer_token_that_nobody_stores,
        token_is_the_same_as_login,
        other_fields_of_the_oauth2_form_are_ignored,
        forms_are_decoded,
        a_password_is_its_exact_letters,
        a_password_of_71_bytes_logs_in,
        wrong_passwords_and_unknown_users_look_the_same,
        missing_members_are_told,
        bad_members_are_told,
        both_names_at_once_are_refused,
        another_media_type_is_refused,
        each_token_is_another_one;
);

#[track_caller]
fn register(client: &Client) {
    let body = json!({"username": "Ada", "email": "Ada@example.org", "password": PASSWORD});
    client.register(&body).created();
}

fn either_name_logs_in_by_form_and_by_json(app: &App) {
    let client = app.client();
    register(&client);
    for body in [
        json!({"username": "Ada", "password": PASSWORD}),
        json!({"username": "Ada@example.org", "password": PASSWORD}),
        json!({"email": "Ada@example.org", "password": PASSWORD}),
        json!({"email": "Ada", "password": PASSWORD}),
    ] {
        client.log_in(&body).ok();
    }
    for name in ["Ada", "Ada@example.org", "Ada%40example.org"] {
        client
            .log_in_by_form(&format!("username={name}&password=correct+horse+battery"))
            .ok();
    }
}

fn names_are_found_whatever_their_case(app: &App) {
    let client = app.client();
    register(&client);
    for name in ["ada", "ADA", "aDA", "ada@example.org", "ADA@EXAMPLE.ORG"] {
        assert_eq!(
            client.logged_in(name, PASSWORD).me().ok()["username"],
            "Ada"
        );
    }
}

fn the_answer_is_a_bearer_token_that_nobody_stores(app: &App) {
    let client = app.client();
    register(&client);
    let answer = client
        .log_in(&json!({"username": "ada", "password": PASSWORD}))
        .is(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let pair = answer.json();
    assert_eq!(pair["token_type"], "bearer");
    assert_eq!(pair["expires_in"], 1800);
    assert_eq!(pair["access_token"].as_str().unwrap().split('.').count(), 3);
}

fn token_is_the_same_as_login(app: &App) {
    let client = app.client();
    register(&client);
    let form = "grant_type=password&username=ada&password=correct+horse+battery";
    let request = client.request("POST", "/token");
    let pair = request
        .body("application/x-www-form-urlencoded", form)
        .send()
        .ok();
    client
        .with_token(pair["access_token"].as_str().unwrap())
        .me()
        .ok();
    let wrong = json!({"username": "ada", "password": "wrong password"});
    let refused = client.request("POST", "/token").json(&wrong).send();
    refused.problem(401, "invalid_credentials");
}

fn other_fields_of_the_oauth2_form_are_ignored(app: &App) {
    let client = app.client();
    register(&client);
    let form = "grant_type=password&scope=&client_id=swagger&client_secret=&state=x\
                &username=ada&password=correct+horse+battery";
    client.log_in_by_form(form).ok();
}

fn forms_are_decoded(app: &App) {
    let client = app.client();
    let password = "p&q=r+s%20t é";
    client
        .register(&json!({"username": "ada", "password": password}))
        .created();
    client
        .log_in_by_form("password=p%26q%3Dr%2Bs%2520t%20%C3%A9&username=ada")
        .ok();
}

fn a_password_is_its_exact_letters(app: &App) {
    let client = app.client();
    client
        .register(&json!({"username": "ada", "password": " Blanks around "}))
        .created();
    for wrong in [
        "Blanks around",
        " blanks around ",
        " Blanks around",
        " Blanks around  ",
    ] {
        let body = json!({"username": "ada", "password": wrong});
        client.log_in(&body).problem(401, "invalid_credentials");
    }
    client.logged_in("ada", " Blanks around ");
}

fn a_password_of_71_bytes_logs_in(app: &App) {
    let client = app.client();
    for (name, password) in [
        ("ada", "x".repeat(71)),
        ("bob", format!("x{}", "é".repeat(35))),
    ] {
        assert_eq!(password.len(), 71);
        client
            .register(&json!({"username": name, "password": password}))
            .created();
        client.logged_in(name, &password);
        let shorter: String = password.chars().skip(1).collect();
        for wrong in [&shorter, &format!("{password}x"), &format!("{password}\0x")] {
            let body = json!({"username": name, "password": wrong});
            client.log_in(&body).problem(401, "invalid_credentials");
        }
    }
}

fn wrong_passwords_and_unknown_users_look_the_same(app: &App) {
    let client = app.client();
    register(&client);
    let answers: Vec<Answer> = [
        json!({"username": "ada", "password": "wrong password"}),
        json!({"username": "nobody", "password": "wrong password"}),
        json!({"username": "ada@example.org", "password": ""}),
        json!({"email": "nobody@example.org", "password": PASSWORD}),
        json!({"username": "not a name at all", "password": PASSWORD}),
        json!({"username": "", "password": PASSWORD}),
        json!({"username": "x".repeat(10_000), "password": "x".repeat(10_000)}),
        json!({"username": "a\0b", "password": "a\0b"}),
    ]
    .iter()
    .map(|body| client.log_in(body))
    .collect();
    for answer in &answers {
        answer.problem(401, "invalid_credentials");
        assert_eq!(without_request_id(answer), without_request_id(&answers[0]));
    }
}

/// The headers and the body, but for the date and the id of the request.
fn without_request_id(answer: &Answer) -> (BTreeSet<String>, String) {
    let id = answer.header("x-request-id").unwrap();
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "date" && *name != "x-request-id")
        .map(|(name, value)| format!("{name}: {value:?}"));
    (headers.collect(), answer.text().replace(id, "the id"))
}

fn missing_members_are_told(app: &App) {
    let client = app.client();
    assert_eq!(client.log_in(&json!({})).faults(), ["password", "username"]);
    client
        .log_in(&json!({"username": "ada"}))
        .refuses_by("password", "required");
    client
        .log_in(&json!({"password": PASSWORD}))
        .refuses_by("username", "required");
    assert_eq!(client.log_in_by_form("").faults(), ["password", "username"]);
    client
        .log_in_by_form("username=ada")
        .refuses_by("password", "required");
}

fn bad_members_are_told(app: &App) {
    let client = app.client();
    for wrong in [Value::Null, json!(1), json!(["ada"]), json!({})] {
        client
            .log_in(&json!({"username": wrong, "password": PASSWORD}))
            .refuses("username");
        client
            .log_in(&json!({"username": "ada", "password": wrong}))
            .refuses("password");
    }
    let body = json!({"username": "ada", "password": PASSWORD, "grant_type": "password"});
    assert_eq!(
        client.log_in(&body).problem(422, "unknown_field")["field"],
        "grant_type"
    );
    let twice = client.log_in_by_form("username=ada&username=bob&password=x");
    assert!(
        (400..500).contains(&twice.status) && twice.status != 401,
        "{twice}"
    );
}

fn both_names_at_once_are_refused(app: &App) {
    let client = app.client();
    register(&client);
    // Also if they are names of the same user.
    for (username, email) in [("ada", "bob@example.org"), ("Ada", "Ada@example.org")] {
        let body = json!({"username": username, "email": email, "password": PASSWORD});
        let answer = client.log_in(&body);
        answer.problem(422, "validation_failed");
    }
}

fn another_media_type_is_refused(app: &App) {
    let client = app.client();
    let body = json!({"username": "ada", "password": PASSWORD}).to_string();
    for media_type in [
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
    ] {
        let answer = client
            .request("POST", "/auth/login")
            .body(media_type, body.as_str())
            .send();
        answer.problem(415, "unsupported_media_type");
    }
    let answer = client.request("POST", "/auth/login").untyped(body).send();
    answer.problem(415, "unsupported_media_type");
}

fn each_token_is_another_one(app: &App) {
    let client = app.client();
    register(&client);
    let one = client.logged_in("ada", PASSWORD);
    let other = client.logged_in("ada", PASSWORD);
    assert_ne!(one.token(), other.token());
    assert_eq!(one.me().ok(), other.me().ok());
}
