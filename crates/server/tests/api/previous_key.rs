//! The key before the present one: its tokens are good for as long as it is set.

use docket_testkit::database::{TestDatabase, TestEngine};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde_json::{Value, json};

use crate::harness::{Case, Docket, SECRET_KEY, cases};

pub(crate) const CASES: &[Case] = cases!(
    Engine:
        a_key_can_be_replaced_without_anybody_logging_in_again;
    Sqlite:
        tokens_of_the_previous_key_are_held_to_the_same_rules,
        the_previous_key_must_be_another_one,
        a_weak_previous_key_is_refused_where_others_can_reach_the_service,
        a_weak_previous_key_is_warned_about_on_a_loopback_address,
);

const NEW_KEY: &str = "41d7c0e98a6f25b3147e90dc5b8a2f6637c1e4d0958b7a2cf3e6d1480a9b5c72";

/// Whether a token is signed with this key.
fn is_signed_with(token: &str, key: &str) -> bool {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(key.as_bytes());
    decode::<Value>(token, &key, &validation).is_ok()
}

fn a_key_can_be_replaced_without_anybody_logging_in_again(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let old = Docket::on(database.url());
    let server = old.start();
    let (ada, bob) = (
        server.client().new_user("ada"),
        server.client().new_user("bob"),
    );
    let me = ada.me().ok();
    assert!(is_signed_with(ada.token(), SECRET_KEY));
    server.stop();

    let both = Docket::on(database.url())
        .with("SECRET_KEY", NEW_KEY)
        .with("SECRET_KEY_PREVIOUS", SECRET_KEY);
    let server = both.start();
    let ada = ada.at(&server.client());
    assert_eq!(ada.me().ok(), me);
    let next = ada.refreshed();
    assert!(is_signed_with(next.token(), NEW_KEY));
    assert!(!is_signed_with(next.token(), SECRET_KEY));
    assert_eq!((next.me().ok(), ada.me().ok()), (me.clone(), me.clone()));
    assert!(is_signed_with(
        server.client().new_user("eve").token(),
        NEW_KEY
    ));
    let log = server.stop();
    assert!(!log.contains(NEW_KEY) && !log.contains(SECRET_KEY));

    let new = Docket::on(database.url()).with("SECRET_KEY", NEW_KEY);
    let server = new.start();
    let client = server.client();
    ada.at(&client).me().problem(401, "token_invalid");
    assert_eq!(next.at(&client).me().ok(), me);
    // Who was away meanwhile has a refresh token, which no key signs.
    let bob = bob.at(&client);
    bob.me().problem(401, "token_invalid");
    bob.refreshed().me().ok();
}

fn tokens_of_the_previous_key_are_held_to_the_same_rules() {
    let docket = Docket::on("sqlite://docket.db")
        .with("SECRET_KEY", NEW_KEY)
        .with("SECRET_KEY_PREVIOUS", SECRET_KEY);
    let server = docket.start();
    let ada = server.client().new_user("ada");
    let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(ada.token());
    let claims = claims.unwrap().claims;
    let signed = |claims: &Value, algorithm: Algorithm| {
        let key = EncodingKey::from_secret(SECRET_KEY.as_bytes());
        ada.with_token(&encode(&Header::new(algorithm), claims, &key).unwrap())
    };
    signed(&claims, Algorithm::HS256).me().ok();
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        signed(&claims, algorithm)
            .me()
            .problem(401, "token_invalid");
    }
    let issued = claims["iat"].as_i64().unwrap();
    for (name, value, code) in [
        ("exp", json!(issued - 1), "token_expired"),
        ("sid", json!("4711"), "token_invalid"),
        ("sub", json!("4711"), "token_invalid"),
        ("iss", json!("someone else"), "token_invalid"),
        ("aud", json!("docket"), "token_invalid"),
    ] {
        let mut claims = claims.clone();
        claims[name] = value;
        signed(&claims, Algorithm::HS256).me().problem(401, code);
    }
    ada.log_out().no_content();
    signed(&claims, Algorithm::HS256)
        .me()
        .problem(401, "token_invalid");
}

/// Makes sure that it does not start, and says why in one line without the key.
#[track_caller]
fn is_refused(docket: &Docket, key: &str) {
    let ended = docket.run(&["serve"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
    assert!(ended.stderr.contains("SECRET_KEY_PREVIOUS"), "{ended:?}");
    assert!(!ended.stderr.contains(key), "{ended:?}");
}

fn the_previous_key_must_be_another_one() {
    for host in ["127.0.0.1", "0.0.0.0"] {
        let docket = Docket::on("sqlite://docket.db").with("HOST", host);
        is_refused(&docket.with("SECRET_KEY_PREVIOUS", SECRET_KEY), SECRET_KEY);
    }
}

fn a_weak_previous_key_is_refused_where_others_can_reach_the_service() {
    for host in ["0.0.0.0", "::"] {
        for weak in ["short", "changeme-changeme-changeme-changeme"] {
            let docket = Docket::on("sqlite://docket.db").with("HOST", host);
            is_refused(&docket.with("SECRET_KEY_PREVIOUS", weak), weak);
        }
    }
}

fn a_weak_previous_key_is_warned_about_on_a_loopback_address() {
    let docket = Docket::on("sqlite://docket.db").with("SECRET_KEY_PREVIOUS", "short");
    let server = docket.start();
    let line = server.log_line(&["WARN", "SECRET_KEY_PREVIOUS"]);
    assert!(!line.contains("short"), "{line}");
    server.client().new_user("ada").me().ok();
}
