//! Access tokens: which are good, and what is said of those that are not.

use docket_testkit::database::TestEngine;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::harness::{Answer, App, Case, PASSWORD, SECRET_KEY, cases};

pub(crate) const CASES: &[Case] = cases!(
    App:
        without_a_token_nobody_is_known,
        the_scheme_is_bearer_in_any_case,
        what_is_no_token_is_invalid,
        a_token_that_was_tampered_with_is_invalid,
        an_expired_token_is_told_from_an_invalid_one,
        a_token_without_one_of_its_claims_is_invalid,
        a_token_with_claims_of_other_types_is_invalid,
        a_token_of_another_issuer_is_invalid,
        a_token_by_another_algorithm_is_invalid,
        a_token_by_another_key_is_invalid,
        a_token_of_nobody_is_invalid,
        claims_say_who_and_for_how_long;
    Engine:
        the_algorithm_and_the_lifetime_are_settings,
);

/// The header `{"alg":"none","typ":"JWT"}`.
const HEADER_OF_NONE: &str = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";

/// What `/users/me` answers to this header.
#[track_caller]
fn with_header(app: &App, header: &str) -> Answer {
    app.client()
        .request("GET", "/users/me")
        .header("Authorization", header)
        .send()
}

#[track_caller]
fn with_token(app: &App, token: &str) -> Answer {
    app.client().with_token(token).me()
}

/// The claims in a token.
fn claims(token: &str) -> Value {
    let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(token);
    claims.expect("the service issues JSON Web Tokens").claims
}

/// A token with these claims, signed as the service does.
fn signed(claims: &Value) -> String {
    signed_by(claims, Algorithm::HS256, SECRET_KEY)
}

fn signed_by(claims: &Value, algorithm: Algorithm, key: &str) -> String {
    encode(
        &Header::new(algorithm),
        claims,
        &EncodingKey::from_secret(key.as_bytes()),
    )
    .unwrap()
}

/// The claims of a good token, which is good again when signed again.
fn good_claims(app: &App) -> Value {
    let ada = app.user("ada");
    let claims = claims(ada.token());
    with_token(app, &signed(&claims)).ok();
    claims
}

fn without_a_token_nobody_is_known(app: &App) {
    app.client().me().problem(401, "not_authenticated");
    for other in ["Basic YWRhOnB3", "Token abc", "Digest x=1", "", "Bearer"] {
        with_header(app, other).problem(401, "not_authenticated");
    }
}

fn the_scheme_is_bearer_in_any_case(app: &App) {
    let ada = app.user("ada");
    for scheme in ["Bearer", "bearer", "BEARER"] {
        with_header(app, &format!("{scheme} {}", ada.token())).ok();
    }
}

fn what_is_no_token_is_invalid(app: &App) {
    for garbage in [
        "x",
        "a.b.c",
        "..",
        "null",
        &"x".repeat(3000),
        &"x.".repeat(3000),
        "a b c",
    ] {
        with_header(app, &format!("Bearer {garbage}")).problem(401, "token_invalid");
    }
}

fn a_token_that_was_tampered_with_is_invalid(app: &App) {
    let ada = app.user("ada");
    let token = ada.token();
    for at in (0..token.len()).step_by(token.len() / 20) {
        let mut tampered = token.as_bytes().to_vec();
        tampered[at] = if tampered[at] == b'A' { b'B' } else { b'A' };
        let tampered = String::from_utf8(tampered).unwrap();
        with_token(app, &tampered).problem(401, "token_invalid");
    }
    for tampered in [
        &token[..token.len() - 1],
        &format!("{token}A"),
        &format!("{token}."),
    ] {
        with_token(app, tampered).problem(401, "token_invalid");
    }
}

fn an_expired_token_is_told_from_an_invalid_one(app: &App) {
    let mut claims = good_claims(app);
    let issued = claims["iat"].as_i64().unwrap();
    claims["iat"] = json!(issued - 3600);
    for seconds in [3600, 30, 1] {
        claims["exp"] = json!(issued - seconds);
        with_token(app, &signed(&claims)).problem(401, "token_expired");
    }
    with_token(app, &signed_by(&claims, Algorithm::HS256, "another key"))
        .problem(401, "token_invalid");
}

fn a_token_without_one_of_its_claims_is_invalid(app: &App) {
    let good = good_claims(app);
    let names: Vec<&String> = good.as_object().unwrap().keys().collect();
    for required in ["exp", "iat", "iss", "jti", "sid", "sub"] {
        assert!(
            names.iter().any(|name| *name == required),
            "{required} is not in {names:?}"
        );
    }
    for name in names {
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().remove(name);
        with_token(app, &signed(&claims)).problem(401, "token_invalid");
    }
}

fn a_token_with_claims_of_other_types_is_invalid(app: &App) {
    let good = good_claims(app);
    for (name, value) in [
        ("sub", json!(1)),
        ("sub", json!("ada")),
        ("sub", json!("0")),
        ("sub", json!("-1")),
        ("sub", json!("99999999999999999999")),
        ("sub", json!(["1"])),
        ("sid", json!(1)),
        ("sid", json!("0")),
        ("exp", json!("tomorrow")),
        ("exp", Value::Null),
        ("iat", json!("today")),
    ] {
        let mut claims = good.clone();
        claims[name] = value;
        with_token(app, &signed(&claims)).problem(401, "token_invalid");
    }
}

fn a_token_of_another_issuer_is_invalid(app: &App) {
    let mut claims = good_claims(app);
    claims["iss"] = json!("someone else");
    with_token(app, &signed(&claims)).problem(401, "token_invalid");
}

fn a_token_by_another_algorithm_is_invalid(app: &App) {
    let claims = good_claims(app);
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        let token = signed_by(&claims, algorithm, SECRET_KEY);
        with_token(app, &token).problem(401, "token_invalid");
    }
    let good = signed(&claims);
    let parts: Vec<&str> = good.split('.').collect();
    for unsigned in [
        format!("{HEADER_OF_NONE}.{}.", parts[1]),
        format!("{HEADER_OF_NONE}.{}", parts[1]),
        format!("{HEADER_OF_NONE}.{}.{}", parts[1], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
    ] {
        with_token(app, &unsigned).problem(401, "token_invalid");
    }
}

fn a_token_by_another_key_is_invalid(app: &App) {
    let claims = good_claims(app);
    for key in ["", "secret", &SECRET_KEY.to_uppercase(), &SECRET_KEY[1..]] {
        let token = signed_by(&claims, Algorithm::HS256, key);
        with_token(app, &token).problem(401, "token_invalid");
    }
}

fn a_token_of_nobody_is_invalid(app: &App) {
    let mut claims = good_claims(app);
    for nobody in ["999999", "9223372036854775807"] {
        claims["sub"] = json!(nobody);
        with_token(app, &signed(&claims)).problem(401, "token_invalid");
    }
}

fn claims_say_who_and_for_how_long(app: &App) {
    let ada = app.user("ada");
    let id = ada.me().ok()["id"].as_i64().unwrap();
    let claims = claims(ada.token());
    assert_eq!(claims["sub"], id.to_string(), "{claims}");
    let session = ada.sessions().ok()[0]["id"].as_i64().unwrap();
    assert_eq!(claims["sid"], session.to_string(), "{claims}");
    let (issued, expires) = (
        claims["iat"].as_i64().unwrap(),
        claims["exp"].as_i64().unwrap(),
    );
    assert_eq!(expires - issued, 1800);
    assert!(
        claims["jti"].is_string() && claims["iss"].is_string(),
        "{claims}"
    );
}

fn the_algorithm_and_the_lifetime_are_settings(engine: TestEngine) {
    let settings = [("ALGORITHM", "HS512"), ("ACCESS_TOKEN_EXPIRE_MINUTES", "1")];
    let app = App::with(engine, &settings);
    let ada = app.user("ada");
    let pair = ada
        .log_in(&json!({"username": "ada", "password": PASSWORD}))
        .ok();
    assert_eq!(pair["expires_in"], 60);

    let header = jsonwebtoken::decode_header(ada.token()).unwrap();
    assert_eq!(header.alg, Algorithm::HS512);
    let claims = claims(ada.token());
    with_token(&app, &signed_by(&claims, Algorithm::HS512, SECRET_KEY)).ok();
    with_token(&app, &signed(&claims)).problem(401, "token_invalid");
}
