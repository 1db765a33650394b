//! How often is too often: for each address, each account and each user.

use std::time::{Duration, Instant};

use docket_testkit::database::TestEngine;
use serde_json::{Value, json};

use crate::harness::{Answer, App, Case, Client, PASSWORD, at_once, cases, eventually};

pub(crate) const CASES: &[Case] = cases!(
    Engine:
        an_account_is_limited_under_whichever_name_is_typed,
        a_name_that_nobody_has_is_limited_like_an_account,
        a_wrong_password_counts_wherever_one_is_asked_for;
    Sqlite:
        logins_are_limited_for_each_address,
        registrations_are_limited_for_each_address,
        each_user_is_limited_apart,
        every_answer_of_a_limited_route_tells_the_limit,
        without_limits_nothing_is_told,
        what_is_refused_is_not_hashed,
        after_the_time_that_is_told_one_may_try_again,
        only_trusted_proxies_are_believed_about_addresses,
        addresses_are_read_from_the_right,
        addresses_of_one_ipv6_network_are_counted_together,
);

/// A server with small limits, which takes the word of this machine for where requests come from.
fn limited(engine: TestEngine, variables: &[(&str, &str)]) -> App {
    let small = [
        ("RATE_LIMIT", "on"),
        ("RATE_LIMIT_LOGIN", "3/hour"),
        ("RATE_LIMIT_REGISTER", "3/hour"),
        ("RATE_LIMIT_API", "1000/hour"),
        ("TRUSTED_PROXIES", "127.0.0.1"),
    ];
    App::with(engine, &[&small, variables].concat())
}

/// Sends this from an address.
#[track_caller]
fn post(client: &Client, address: &str, path: &str, body: &Value) -> Answer {
    let request = client.request("POST", path);
    request.header("X-Forwarded-For", address).json(body).send()
}

/// Logs in from an address.
#[track_caller]
fn log_in(client: &Client, address: &str, name: &str, password: &str) -> Answer {
    let body = json!({"username": name, "password": password});
    post(client, address, "/auth/login", &body)
}

/// A login from an address, by a name that nobody else has typed.
#[track_caller]
fn log_in_from(client: &Client, address: &str, number: usize) -> Answer {
    log_in(client, address, &format!("nobody.{number}"), PASSWORD)
}

/// Makes sure that it is one too many, to be tried again within the hour.
#[track_caller]
fn is_too_many(answer: &Answer) {
    let problem = answer.problem(429, "rate_limited");
    let seconds = problem["retry_after"].as_u64().unwrap();
    assert!((1..=1200).contains(&seconds), "{problem}");
    let header = answer.header("ratelimit").unwrap_or_default();
    assert!(
        header.ends_with(&format!(";r=0;t={seconds}")),
        "{header}: {answer}"
    );
}

fn an_account_is_limited_under_whichever_name_is_typed(engine: TestEngine) {
    let app = limited(engine, &[]);
    let client = app.client();
    let ada = json!({"username": "ada", "email": "Ada@Example.org", "password": PASSWORD});
    client.register(&ada).created();
    client
        .register(&json!({"username": "bob", "password": PASSWORD}))
        .created();
    for (address, name) in [
        ("192.0.2.1", "ada"),
        ("192.0.2.2", "ADA"),
        ("192.0.2.3", "aDA@eXAMPLE.oRG"),
    ] {
        log_in(&client, address, name, "a wrong password").problem(401, "invalid_credentials");
    }
    // Now not even the right password helps, wherever it comes from.
    for (address, name) in [
        ("192.0.2.4", "ada"),
        ("192.0.2.5", "AdA"),
        ("192.0.2.6", "ada@example.org"),
        ("192.0.2.7", "ADA@EXAMPLE.ORG"),
    ] {
        is_too_many(&log_in(&client, address, name, PASSWORD));
        is_too_many(&post(
            &client,
            address,
            "/token",
            &json!({"username": name, "password": PASSWORD}),
        ));
    }
    let by_address = json!({"email": "ada@example.org", "password": PASSWORD});
    is_too_many(&post(&client, "192.0.2.8", "/auth/login", &by_address));
    let form = client
        .request("POST", "/auth/login")
        .header("X-Forwarded-For", "192.0.2.9")
        .body(
            "application/x-www-form-urlencoded",
            format!("username=ada&password={PASSWORD}"),
        );
    is_too_many(&form.send());
    log_in(&client, "192.0.2.10", "bob", PASSWORD).ok();
}

fn a_name_that_nobody_has_is_limited_like_an_account(engine: TestEngine) {
    let app = limited(engine, &[]);
    let client = app.client();
    for (number, name) in ["nobody", "NoBody", "NOBODY"].into_iter().enumerate() {
        let address = format!("192.0.2.{number}");
        log_in(&client, &address, name, PASSWORD).problem(401, "invalid_credentials");
    }
    is_too_many(&log_in(&client, "192.0.2.10", "nobody", PASSWORD));
    // What nobody can be called is counted too, by its start.
    let long = "x".repeat(10_000);
    for number in 0..3 {
        let address = format!("192.0.2.2{number}");
        log_in(&client, &address, &format!("{long}{number}"), PASSWORD)
            .problem(401, "invalid_credentials");
    }
    is_too_many(&log_in(&client, "192.0.2.29", &long, PASSWORD));
    log_in(&client, "192.0.2.30", "someone else", PASSWORD).problem(401, "invalid_credentials");
}

fn a_wrong_password_counts_wherever_one_is_asked_for(engine: TestEngine) {
    let app = limited(engine, &[("RATE_LIMIT_LOGIN", "4/hour")]);
    // Logging in is the first of four times.
    let ada = app.user("ada");
    let wrong = json!({"current_password": "a wrong password", "new_password": "a new password"});
    ada.change_password(&wrong)
        .problem(401, "invalid_credentials");
    ada.delete_me(&json!({"password": "a wrong password"}))
        .problem(401, "invalid_credentials");
    log_in(&app.client(), "192.0.2.1", "ada", "a wrong password")
        .problem(401, "invalid_credentials");

    let right = json!({"current_password": PASSWORD, "new_password": "a new password"});
    is_too_many(&ada.change_password(&right));
    is_too_many(&ada.delete_me(&json!({"password": PASSWORD})));
    is_too_many(&log_in(&app.client(), "192.0.2.2", "ada", PASSWORD));
    // Everything else goes on, and is not held to this limit.
    ada.me().ok();
    app.user("bob").me().ok();
}

fn logins_are_limited_for_each_address() {
    let app = limited(TestEngine::Sqlite, &[]);
    let client = app.client();
    for number in 0..3 {
        log_in_from(&client, "192.0.2.1", number).problem(401, "invalid_credentials");
    }
    is_too_many(&log_in_from(&client, "192.0.2.1", 3));
    let body = json!({"username": "ada", "password": PASSWORD});
    is_too_many(&post(&client, "192.0.2.1", "/token", &body));
    log_in_from(&client, "192.0.2.2", 4).problem(401, "invalid_credentials");
    // Other routes have other limits.
    post(&client, "192.0.2.1", "/auth/register", &body).created();
    post(
        &client,
        "192.0.2.1",
        "/auth/refresh",
        &json!({"refresh_token": "x"}),
    )
    .problem(401, "refresh_token_invalid");
}

fn registrations_are_limited_for_each_address() {
    let app = limited(TestEngine::Sqlite, &[]);
    let client = app.client();
    let register = |address: &str, path: &str, name: &str| {
        let body = json!({"username": name, "password": PASSWORD});
        post(&client, address, path, &body)
    };
    register("192.0.2.1", "/auth/register", "ada").created();
    // One that fails counts as well: else one could ask which names are taken.
    register("192.0.2.1", "/register", "ada").problem(409, "duplicate_user");
    register("192.0.2.1", "/auth/register", "?").refuses("username");
    is_too_many(&register("192.0.2.1", "/auth/register", "bob"));
    is_too_many(&register("192.0.2.1", "/register", "bob"));
    register("192.0.2.2", "/auth/register", "bob").created();
    log_in(&client, "192.0.2.1", "bob", PASSWORD).ok();
}

fn each_user_is_limited_apart() {
    let app = limited(TestEngine::Sqlite, &[("RATE_LIMIT_API", "3/hour")]);
    let (ada, bob) = (app.user("ada"), app.user("bob"));
    ada.me().ok();
    ada.new_task("a");
    ada.task(&json!(99)).problem(404, "task_not_found");
    is_too_many(&ada.me());
    // A session more is no user more, and neither is another address.
    let again = app.client().logged_in("ada", PASSWORD);
    is_too_many(&again.list(""));
    let elsewhere = ada.request("GET", "/tasks");
    is_too_many(&elsewhere.header("X-Forwarded-For", "192.0.2.9").send());
    bob.me().ok();
    // What needs no token is not counted, and a token that is no good is nobody's.
    app.client().live().ok();
    ada.live().ok();
    app.client()
        .with_token("x")
        .me()
        .problem(401, "token_invalid");
    app.client().me().problem(401, "not_authenticated");
}

/// What an answer tells of limits.
fn told(answer: &Answer) -> (Option<&str>, Option<&str>) {
    (
        answer.header("ratelimit-policy"),
        answer.header("ratelimit"),
    )
}

fn every_answer_of_a_limited_route_tells_the_limit() {
    let app = limited(TestEngine::Sqlite, &[("RATE_LIMIT_API", "4/minute")]);
    let client = app.client();
    let login = r#""login-address";q=3;w=3600, "login-account";q=3;w=3600"#;
    let register = r#""register-address";q=3;w=3600"#;
    let ada = json!({"username": "ada", "password": PASSWORD});

    let made = post(&client, "192.0.2.1", "/auth/register", &ada).is(201);
    let standing = r#""register-address";r=2;t=1200"#;
    assert_eq!(told(&made), (Some(register), Some(standing)), "{made}");
    let taken = post(&client, "192.0.2.1", "/auth/register", &ada).is(409);
    let standing = r#""register-address";r=1;t=2400"#;
    assert_eq!(told(&taken), (Some(register), Some(standing)), "{taken}");

    let body = json!({"username": 1});
    let refused = post(&client, "192.0.2.1", "/auth/login", &body).is(422);
    let standing = r#""login-address";r=2;t=1200"#;
    assert_eq!(told(&refused), (Some(login), Some(standing)), "{refused}");
    let begun = log_in(&client, "192.0.2.1", "ada", PASSWORD).is(200);
    let standing = r#""login-address";r=1;t=2400"#;
    assert_eq!(told(&begun), (Some(login), Some(standing)), "{begun}");
    log_in(&client, "192.0.2.1", "ada", PASSWORD).ok();
    let too_many = log_in(&client, "192.0.2.1", "ada", PASSWORD);
    is_too_many(&too_many);
    let (policy, standing) = told(&too_many);
    assert_eq!(policy, Some(login), "{too_many}");
    assert!(
        standing.is_some_and(|standing| standing.starts_with(r#""login-address";r=0;t="#)),
        "{too_many}"
    );

    let api = Some(r#""api-user";q=4;w=60"#);
    let ada = client.with_tokens(&begun.ok());
    for (answer, standing) in [
        (ada.me().is(200), r#""api-user";r=3;t=15"#),
        (ada.task(&json!(9)).is(404), r#""api-user";r=2;t=30"#),
        (ada.list("?x=1").is(422), r#""api-user";r=1;t=45"#),
    ] {
        let (policy, found) = told(&answer);
        assert_eq!(policy, api, "{answer}");
        // A second may pass between them.
        let (found, time) = found.unwrap().split_once(";t=").unwrap();
        let (expected, latest) = standing.split_once(";t=").unwrap();
        let number = |text: &str| text.parse::<u64>().unwrap();
        assert_eq!(found, expected, "{answer}");
        assert!(
            (1..=number(latest)).contains(&number(time)),
            "{time}: {answer}"
        );
    }
    ada.log_out().no_content();
    // Where no limit holds, none is told.
    for answer in [client.live(), client.me(), client.root(), client.docs("/")] {
        assert_eq!(told(&answer), (None, None), "{answer}");
    }
}

fn without_limits_nothing_is_told() {
    let app = App::with(TestEngine::Sqlite, &[("RATE_LIMIT_LOGIN", "1/day")]);
    let client = app.client();
    let ada = json!({"username": "ada", "password": PASSWORD});
    client.register(&ada).created();
    for _ in 0..5 {
        let answer = client.log_in(&ada).is(200);
        assert_eq!(told(&answer), (None, None), "{answer}");
        let me = client.with_tokens(&answer.ok()).me().is(200);
        assert_eq!(told(&me), (None, None), "{me}");
    }
}

fn what_is_refused_is_not_hashed() {
    // Now one hash takes longer than all that are refused.
    let app = limited(TestEngine::Sqlite, &[("BCRYPT_COST", "13")]);
    let client = app.client();
    let started = Instant::now();
    log_in(&client, "192.0.2.1", "nobody", PASSWORD).problem(401, "invalid_credentials");
    let hashing = started.elapsed();
    for number in 2..4 {
        let address = format!("192.0.2.{number}");
        log_in(&client, &address, "nobody", PASSWORD).problem(401, "invalid_credentials");
    }
    let started = Instant::now();
    at_once(20, |number| {
        let address = format!("192.0.2.{}", number + 4);
        is_too_many(&log_in(&client, &address, "nobody", PASSWORD));
    });
    let refusing = started.elapsed();
    assert!(
        refusing < hashing * 4,
        "20 were refused in {refusing:?}, and one hash takes {hashing:?}"
    );
}

fn after_the_time_that_is_told_one_may_try_again() {
    let app = limited(TestEngine::Sqlite, &[("RATE_LIMIT_LOGIN", "2/second")]);
    let client = app.client();
    let refused = (0..1000)
        .map(|number| log_in_from(&client, "192.0.2.1", number))
        .find(|answer| answer.status == 429)
        .expect("so many are too many for a second");
    let problem = refused.problem(429, "rate_limited");
    assert_eq!(problem["retry_after"], 1);
    let refused_at = Instant::now();
    eventually("a second has passed", || {
        (refused_at.elapsed() >= Duration::from_secs(1)).then_some(())
    });
    log_in_from(&client, "192.0.2.1", 1000).problem(401, "invalid_credentials");
}

fn only_trusted_proxies_are_believed_about_addresses() {
    for trusted in ["", "10.0.0.0/8,192.0.2.0/24,::1"] {
        let app = limited(TestEngine::Sqlite, &[("TRUSTED_PROXIES", trusted)]);
        let client = app.client();
        for number in 0..3 {
            log_in_from(&client, &format!("192.0.2.{number}"), number)
                .problem(401, "invalid_credentials");
        }
        is_too_many(&log_in_from(&client, "192.0.2.9", 9));
        app.client().live().ok();
    }
    // Of what else proxies write nothing is believed, even if they are trusted.
    let app = limited(TestEngine::Sqlite, &[]);
    let client = app.client();
    let by_header = |number: usize, header: &str, value: &str| {
        let body = json!({"username": format!("nobody.{number}"), "password": PASSWORD});
        let request = client.request("POST", "/auth/login").header(header, value);
        request.json(&body).send()
    };
    for (number, (header, value)) in [
        ("X-Real-IP", "192.0.2.1"),
        ("Forwarded", "for=192.0.2.2"),
        ("CF-Connecting-IP", "192.0.2.3"),
    ]
    .into_iter()
    .enumerate()
    {
        by_header(number, header, value).problem(401, "invalid_credentials");
    }
    is_too_many(&by_header(3, "X-Real-IP", "192.0.2.4"));
    is_too_many(&by_header(4, "Forwarded", "for=192.0.2.5"));
    is_too_many(&by_header(5, "X-Forwarded-For", "not an address"));
}

fn addresses_are_read_from_the_right() {
    let app = limited(
        TestEngine::Sqlite,
        &[("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8")],
    );
    let client = app.client();
    for (number, spoofed) in ["6.6.6.6, 192.0.2.1", "1.2.3.4,5.6.7.8,192.0.2.1, 10.1.1.1"]
        .into_iter()
        .enumerate()
    {
        log_in_from(&client, spoofed, number).problem(401, "invalid_credentials");
    }
    // As two lines it is the same list.
    let body = json!({"username": "nobody.x", "password": PASSWORD});
    let request = client.request("POST", "/auth/login");
    let lines = request
        .header("X-Forwarded-For", "7.7.7.7")
        .header("X-Forwarded-For", "192.0.2.1:4711");
    lines.json(&body).send().problem(401, "invalid_credentials");
    for (number, spoofed) in [
        "192.0.2.1",
        "8.8.8.8, 192.0.2.1",
        "192.0.2.2, 192.0.2.1",
        "::1, 10.0.0.1, 192.0.2.1, 10.0.0.2",
        "::ffff:192.0.2.1",
    ]
    .into_iter()
    .enumerate()
    {
        is_too_many(&log_in_from(&client, spoofed, 10 + number));
    }
    log_in_from(&client, "192.0.2.1, 192.0.2.2", 20).problem(401, "invalid_credentials");
}

fn addresses_of_one_ipv6_network_are_counted_together() {
    let app = limited(TestEngine::Sqlite, &[]);
    let client = app.client();
    for number in 0..3 {
        let address = format!("2001:db8:1:2:{number}::{number}");
        log_in_from(&client, &address, number).problem(401, "invalid_credentials");
    }
    is_too_many(&log_in_from(&client, "2001:db8:1:2:ffff:ffff:ffff:ffff", 4));
    is_too_many(&log_in_from(&client, "[2001:db8:1:2::9]:4711", 5));
    log_in_from(&client, "2001:db8:1:3::", 6).problem(401, "invalid_credentials");
}
