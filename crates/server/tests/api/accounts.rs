//! Registering.

use serde_json::{Value, json};

use crate::harness::{App, Case, PASSWORD, cases, fault_codes};

pub(crate) const CASES: &[Case] = cases!(App:
    a_user_name_alone_is_enough,
    an_email_address_alone_is_enough,
    both_names_are_kept_as_they_were_written,
    the_longest_and_shortest_names_are_accepted,
    the_answer_says_where_the_account_is,
    register_is_also_served_without_its_prefix,
    a_user_name_is_taken_whatever_its_case,
    an_email_address_is_taken_whatever_its_case,
    a_refused_duplicate_leaves_nothing_behind,
    bad_user_names_are_refused,
    bad_email_addresses_are_refused,
    bad_passwords_are_refused_and_never_cut_off,
    a_password_without_a_name_is_refused,
    values_of_other_types_are_refused,
    members_that_only_the_server_sets_are_unknown,
    all_faults_are_told_at_once,
);

fn credentials(username: &str, password: &str) -> Value {
    json!({"username": username, "password": password})
}

fn a_user_name_alone_is_enough(app: &App) {
    let user = app
        .client()
        .register(&credentials("ada", PASSWORD))
        .created();
    let created_at = user["created_at"].as_str().unwrap();
    assert!(is_instant(created_at), "{created_at}");
    let id = user["id"].as_i64().unwrap();
    assert!(id > 0, "{id}");
    assert_eq!(
        user,
        json!({
            "id": id, "username": "ada", "email": null, "role": "user", "is_active": true,
            "time_zone": "UTC", "created_at": created_at
        })
    );
}

/// Whether it looks like `2026-11-20T08:30:00.000000Z`.
fn is_instant(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    shape == "0000-00-00T00:00:00.000000Z"
}

fn an_email_address_alone_is_enough(app: &App) {
    let body = json!({"email": "ada@example.org", "password": PASSWORD});
    let user = app.client().register(&body).created();
    assert_eq!(user["username"], Value::Null);
    assert_eq!(user["email"], "ada@example.org");
}

fn both_names_are_kept_as_they_were_written(app: &App) {
    let body =
        json!({"username": "Ada.L-1_x", "email": "Ada+Tasks@Example.ORG", "password": PASSWORD});
    let user = app.client().register(&body).created();
    assert_eq!(user["username"], "Ada.L-1_x");
    assert_eq!(user["email"], "Ada+Tasks@Example.ORG");
}

fn the_longest_and_shortest_names_are_accepted(app: &App) {
    let client = app.client();
    for name in ["abc", &"x".repeat(50)] {
        assert_eq!(
            client.register(&credentials(name, PASSWORD)).created()["username"],
            name
        );
    }
    let longest = format!("{}@{}.example.org", "l".repeat(64), labels(254 - 64 - 13));
    assert_eq!(longest.len(), 254);
    let body = json!({"email": longest, "password": PASSWORD});
    assert_eq!(client.register(&body).created()["email"], longest);
}

/// A domain name of so many characters, in labels of at most 50.
fn labels(length: usize) -> String {
    let mut name = "d".repeat(length);
    for at in (50..length - 1).step_by(51) {
        name.replace_range(at..=at, ".");
    }
    name
}

fn the_answer_says_where_the_account_is(app: &App) {
    let answer = app.client().register(&credentials("ada", PASSWORD)).is(201);
    let location = answer.header("location").unwrap().to_owned();
    let ada = app.client().logged_in("ada", PASSWORD);
    assert_eq!(ada.request("GET", &location).send().ok(), answer.json());
}

fn register_is_also_served_without_its_prefix(app: &App) {
    let client = app.client();
    let body = credentials("ada", PASSWORD);
    let user = client
        .request("POST", "/register")
        .json(&body)
        .send()
        .created();
    assert_eq!(user["username"], "ada");
    client.register(&body).problem(409, "duplicate_user");
}

fn a_user_name_is_taken_whatever_its_case(app: &App) {
    let client = app.client();
    client.register(&credentials("Ada", PASSWORD)).created();
    for taken in ["Ada", "ada", "ADA", "aDa"] {
        let problem = client.register(&credentials(taken, "another password"));
        assert_eq!(
            problem.problem(409, "duplicate_user")["field"],
            "username",
            "{taken}"
        );
    }
}

fn an_email_address_is_taken_whatever_its_case(app: &App) {
    let client = app.client();
    client
        .register(&json!({"email": "Ada@example.org", "password": PASSWORD}))
        .created();
    for taken in ["Ada@example.org", "ada@EXAMPLE.org"] {
        let body = json!({"username": "other", "email": taken, "password": PASSWORD});
        let problem = client.register(&body).problem(409, "duplicate_user");
        assert_eq!(problem["field"], "email", "{taken}");
    }
}

fn a_refused_duplicate_leaves_nothing_behind(app: &App) {
    let client = app.client();
    client
        .register(&json!({"email": "ada@example.org", "password": PASSWORD}))
        .created();
    let body = json!({"username": "bob", "email": "ada@example.org", "password": PASSWORD});
    client.register(&body).problem(409, "duplicate_user");
    client
        .log_in(&credentials("bob", PASSWORD))
        .problem(401, "invalid_credentials");
    client.register(&credentials("bob", PASSWORD)).created();
}

fn bad_user_names_are_refused(app: &App) {
    let client = app.client();
    for (name, code) in [
        ("", "too_short"),
        ("ab", "too_short"),
        (&"x".repeat(51), "too_long"),
    ] {
        client
            .register(&credentials(name, PASSWORD))
            .refuses_by("username", code);
    }
    for name in [
        "ada lovelace",
        " ada",
        "ada ",
        "ada\0",
        "ada\n",
        "a@b.example",
        "müller",
        "ада",
        "a/b",
        "a%b",
        "a'b",
        "😀😀😀",
    ] {
        client
            .register(&credentials(name, PASSWORD))
            .refuses("username");
    }
}

fn bad_email_addresses_are_refused(app: &App) {
    let client = app.client();
    let too_long = format!("{}@{}.example.org", "l".repeat(64), labels(255 - 64 - 13));
    for address in [
        "",
        "ada",
        "@",
        "ada@",
        "@example.org",
        "ada@example",
        "ada@example..org",
        "ada@.org",
        "ada@example.org.",
        "ada lovelace@example.org",
        "ada@exam ple.org",
        " ada@example.org",
        "ada@example.org ",
        "ada@@example.org",
        "ada@b@example.org",
        "ada\0@example.org",
        "ada@-example.org",
        ".ada@example.org",
        "ada.@example.org",
        "ada..lovelace@example.org",
        ".@example.org",
        &too_long,
    ] {
        let body = json!({"email": address, "password": PASSWORD});
        client.register(&body).refuses("email");
    }
}

fn bad_passwords_are_refused_and_never_cut_off(app: &App) {
    let client = app.client();
    for (password, code) in [
        ("", "too_short"),
        ("1234567", "too_short"),
        ("ééééééé", "too_short"),
        (&"x".repeat(72), "too_long"),
        (&"x".repeat(500), "too_long"),
    ] {
        client
            .register(&credentials("ada", password))
            .refuses_by("password", code);
    }
    for password in ["é".repeat(36), "😀".repeat(18), "12345678\0".to_owned()] {
        client
            .register(&credentials("ada", &password))
            .refuses("password");
    }
    client
        .register(&json!({"username": "ada"}))
        .refuses_by("password", "required");
    client.register(&credentials("ada", "12345678")).created();
}

fn a_password_without_a_name_is_refused(app: &App) {
    for body in [
        json!({"password": PASSWORD}),
        json!({"password": PASSWORD, "username": null}),
        json!({"password": PASSWORD, "username": null, "email": null}),
    ] {
        let answer = app.client().register(&body);
        assert!(answer.faults().contains(&"username".to_owned()), "{answer}");
    }
}

fn values_of_other_types_are_refused(app: &App) {
    let client = app.client();
    for wrong in [
        json!(1),
        json!(true),
        json!(["ada"]),
        json!({"name": "ada"}),
        json!(1.5),
    ] {
        let body = json!({"username": wrong, "email": "ada@example.org", "password": PASSWORD});
        client.register(&body).refuses_by("username", "wrong_type");
        let body = json!({"username": "ada", "email": wrong, "password": PASSWORD});
        client.register(&body).refuses_by("email", "wrong_type");
        let body = json!({"username": "ada", "password": wrong});
        client.register(&body).refuses_by("password", "wrong_type");
    }
    let body = json!({"username": "ada", "password": null});
    client.register(&body).refuses_by("password", "wrong_type");
}

fn members_that_only_the_server_sets_are_unknown(app: &App) {
    let client = app.client();
    for member in [
        "id",
        "role",
        "is_active",
        "time_zone",
        "created_at",
        "Username",
        "x",
        "",
    ] {
        let mut body = credentials("ada", PASSWORD);
        body[member] = json!("admin");
        let problem = client.register(&body).problem(422, "unknown_field");
        assert_eq!(problem["field"], member);
    }
    client
        .log_in(&credentials("ada", PASSWORD))
        .problem(401, "invalid_credentials");
}

fn all_faults_are_told_at_once(app: &App) {
    let body = json!({"username": "a", "email": "x", "password": 1});
    let answer = app.client().register(&body);
    assert_eq!(answer.faults(), ["email", "password", "username"]);
    let problem = answer.problem(422, "validation_failed");
    assert_eq!(problem["detail"], "3 fields are invalid");
    assert!(
        fault_codes(&problem).contains(&"wrong_type".to_owned()),
        "{problem}"
    );
}
