//! Access tokens: those that are issued are accepted until they expire, and no others ever.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use docket_application::ports::tokens::{AccessTokens, RefreshTokens, Subject, TokenError};
use docket_credentials::{
    JwtSettings, JwtTokens, RandomTokens, TokenAlgorithm, TokenSettingsError,
};
use docket_domain::{SessionId, Timestamp, UserId};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

const SECRET: &str = "a secret of tests, long enough for all";
const LIFETIME: u32 = 1800;
/// 2026-01-02T03:04:05Z, in seconds.
const NOW: i64 = 1_767_323_045;

fn tokens(algorithm: TokenAlgorithm, secret: &str) -> JwtTokens {
    rotated(algorithm, secret, None)
}

/// Tokens signed with `secret`, and verified with `previous` as well.
fn rotated(algorithm: TokenAlgorithm, secret: &str, previous: Option<&str>) -> JwtTokens {
    JwtTokens::new(&JwtSettings {
        algorithm,
        secret: secret.into(),
        previous: previous.map(Into::into),
        lifetime: LIFETIME,
    })
    .unwrap()
}

fn ours() -> JwtTokens {
    tokens(TokenAlgorithm::Hs256, SECRET)
}

fn subject() -> Subject {
    Subject {
        user: UserId::new(7).unwrap(),
        session: SessionId::new(42).unwrap(),
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_microseconds(seconds * 1_000_000).unwrap()
}

fn issue(tokens: &JwtTokens) -> String {
    tokens
        .issue(subject(), at(NOW), u32::MAX)
        .unwrap()
        .token
        .expose_secret()
        .to_owned()
}

/// A token with this header and these claims, signed with the right secret.
fn signed(header: &Header, claims: &Value) -> String {
    jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap()
}

/// Claims as they should be.
fn claims() -> Value {
    json!({
        "iss": "docket", "sub": "7", "sid": "42", "iat": NOW, "exp": NOW + 60,
        "jti": "0b0cb7a4-7e64-4b5f-8b3e-3b5b1f7c2a11",
    })
}

/// The same with `name` set to `value`.
fn claims_with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

/// Base64 for URLs without padding, written out here so that no library agrees with itself.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let letters = |chunk: &[u8]| {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        let all = [bits >> 18, bits >> 12, bits >> 6, bits]
            .map(|six| char::from(LETTERS[six as usize & 63]));
        all[..=chunk.len()].iter().collect::<String>()
    };
    bytes.chunks(3).map(letters).collect()
}

fn verify(token: &str) -> Result<Subject, TokenError> {
    ours().verify(token, at(NOW))
}

#[track_caller]
fn assert_invalid(token: &str) {
    let outcome = verify(token);
    assert!(
        matches!(outcome, Err(TokenError::Invalid)),
        "{token}: {outcome:?}"
    );
}

#[test]
fn an_issued_token_is_good_until_the_second_before_it_expires() {
    for algorithm in [
        TokenAlgorithm::Hs256,
        TokenAlgorithm::Hs384,
        TokenAlgorithm::Hs512,
    ] {
        let tokens = tokens(algorithm, SECRET);
        let token = issue(&tokens);
        let end = NOW + i64::from(LIFETIME);
        for good in [NOW, NOW + 1, end - 1] {
            assert_eq!(tokens.verify(&token, at(good)).unwrap(), subject());
        }
        let last = Timestamp::from_microseconds(end * 1_000_000 - 1).unwrap();
        assert_eq!(tokens.verify(&token, last).unwrap(), subject());
        for late in [end, end + 1, end * 2] {
            assert!(matches!(
                tokens.verify(&token, at(late)),
                Err(TokenError::Expired)
            ));
        }
    }
}

#[test]
fn a_token_is_good_for_as_long_as_it_is_said_and_never_for_longer_than_asked() {
    for (at_most, lifetime) in [
        (u32::MAX, LIFETIME),
        (LIFETIME, LIFETIME),
        (LIFETIME - 1, LIFETIME - 1),
        (1, 1),
        (0, 1),
    ] {
        let issued = ours().issue(subject(), at(NOW), at_most).unwrap();
        assert_eq!(issued.expires_in, lifetime);
        let token = issued.token.expose_secret();
        let end = NOW + i64::from(lifetime);
        assert_eq!(ours().verify(token, at(end - 1)).unwrap(), subject());
        assert!(matches!(
            ours().verify(token, at(end)),
            Err(TokenError::Expired)
        ));
    }
}

#[test]
fn the_greatest_id_and_the_last_instants_can_be_issued() {
    let greatest = Subject {
        user: UserId::new(i64::MAX).unwrap(),
        session: SessionId::new(i64::MAX).unwrap(),
    };
    for now in [at(0), Timestamp::MAX] {
        let token = ours().issue(greatest, now, u32::MAX).unwrap().token;
        let outcome = ours().verify(token.expose_secret(), now);
        assert!(outcome.is_ok_and(|subject| subject == greatest));
    }
}

#[test]
fn two_tokens_of_one_moment_differ() {
    assert_ne!(issue(&ours()), issue(&ours()));
}

#[test]
fn a_token_of_the_right_form_is_accepted() {
    assert_eq!(
        verify(&signed(&Header::new(Algorithm::HS256), &claims())).unwrap(),
        subject()
    );
}

#[test]
fn another_secret_or_algorithm_is_refused() {
    assert_invalid(&issue(&tokens(
        TokenAlgorithm::Hs256,
        "another secret of tests, long enough",
    )));
    assert_invalid(&issue(&tokens(TokenAlgorithm::Hs384, SECRET)));
    assert_invalid(&issue(&tokens(TokenAlgorithm::Hs512, SECRET)));
}

#[test]
fn a_secret_is_replaced_without_a_token_being_lost() {
    const NEXT: &str = "the secret of tests that follows";
    let old = issue(&ours());
    let both = rotated(TokenAlgorithm::Hs256, NEXT, Some(SECRET));
    assert_eq!(both.verify(&old, at(NOW)).unwrap(), subject());
    let end = at(NOW + i64::from(LIFETIME));
    assert!(matches!(both.verify(&old, end), Err(TokenError::Expired)));

    let new = issue(&both);
    assert_eq!(both.verify(&new, at(NOW)).unwrap(), subject());
    assert_invalid(&new);
    let next = tokens(TokenAlgorithm::Hs256, NEXT);
    assert_eq!(next.verify(&new, at(NOW)).unwrap(), subject());
    assert!(matches!(
        next.verify(&old, at(NOW)),
        Err(TokenError::Invalid)
    ));
}

#[test]
fn the_previous_secret_opens_nothing_that_the_present_one_would_not() {
    let both = rotated(
        TokenAlgorithm::Hs256,
        "the secret of tests that follows",
        Some(SECRET),
    );
    let header = Header::new(Algorithm::HS256);
    let with_kid = Header {
        kid: Some("1".to_owned()),
        ..header.clone()
    };
    for forged in [
        signed(&header, &claims_with("sid", json!(42))),
        signed(&header, &claims_with("nbf", json!(NOW))),
        signed(&with_kid, &claims()),
        issue(&tokens(TokenAlgorithm::Hs384, SECRET)),
        issue(&tokens(TokenAlgorithm::Hs256, "a third secret of tests")),
    ] {
        assert!(
            matches!(both.verify(&forged, at(NOW)), Err(TokenError::Invalid)),
            "{forged}"
        );
    }
    assert!(both.verify(&signed(&header, &claims()), at(NOW)).is_ok());
}

#[test]
fn a_refresh_token_is_no_access_token() {
    let (token, _) = RandomTokens.issue().unwrap();
    assert_invalid(token.expose());
}

#[test]
fn an_unsigned_token_is_refused() {
    let claims = base64(claims().to_string().as_bytes());
    for algorithm in [
        "none", "None", "NONE", "nOnE", "", "HS256 ", "hs256", "RS256", "ES256", "EdDSA",
    ] {
        let header = base64(
            json!({"typ": "JWT", "alg": algorithm})
                .to_string()
                .as_bytes(),
        );
        let signature = base64(&[0; 32]);
        for token in [
            format!("{header}.{claims}."),
            format!("{header}.{claims}"),
            format!("{header}.{claims}.{signature}"),
        ] {
            assert_invalid(&token);
        }
    }
}

#[test]
fn a_signature_with_any_bit_flipped_is_refused() {
    let token = issue(&ours());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (at, letter) in signature.char_indices() {
        let value = alphabet.find(letter).unwrap();
        for bit in 0..6 {
            let flipped = alphabet.as_bytes()[value ^ (1 << bit)];
            let mut forged = signature.as_bytes().to_vec();
            forged[at] = flipped;
            assert_invalid(&format!("{signed}.{}", String::from_utf8(forged).unwrap()));
        }
    }
}

#[test]
fn a_token_with_any_letter_changed_is_refused() {
    let token = issue(&ours());
    for (at, letter) in token.char_indices().filter(|(_, letter)| *letter != '.') {
        let other = if letter == 'A' { 'B' } else { 'A' };
        let mut forged = token.clone();
        forged.replace_range(at..=at, other.encode_utf8(&mut [0; 4]));
        assert_invalid(&forged);
    }
}

#[test]
fn a_token_of_another_form_is_refused() {
    let token = issue(&ours());
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else {
        panic!("a token has three parts")
    };
    for end in 0..token.len() {
        assert_invalid(&token[..end]);
    }
    for forged in [
        format!("{token}."),
        format!("{token}.{signature}"),
        format!(".{token}"),
        format!("{token}="),
        format!("{token}=="),
        format!("{header}=.{claims}.{signature}"),
        format!("{token} "),
        format!(" {token}"),
        format!("{token}\n"),
        format!("Bearer {token}"),
        format!("{header}..{signature}"),
        format!("..{signature}"),
        format!("{claims}.{header}.{signature}"),
        format!("{header}.{claims}.{signature}AAAA"),
        token.to_uppercase(),
        "...".to_owned(),
        "\0".to_owned(),
        "\u{1f980}.\u{1f980}.\u{1f980}".to_owned(),
    ] {
        assert_invalid(&forged);
    }
}

#[test]
fn a_missing_claim_is_refused() {
    for name in ["iss", "sub", "sid", "iat", "exp", "jti"] {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(name);
        assert_invalid(&signed(&Header::new(Algorithm::HS256), &claims));
    }
}

#[test]
fn a_claim_of_another_type_or_value_is_refused() {
    let uuid = "0b0cb7a4-7e64-4b5f-8b3e-3b5b1f7c2a11";
    let ids = vec![
        json!(7),
        json!("07"),
        json!("+7"),
        json!(" 7"),
        json!("7 "),
        json!("0"),
        json!("-7"),
        json!(""),
        json!("7.0"),
        json!("ada"),
        json!("9223372036854775808"),
        json!(["7"]),
        json!(null),
        json!(true),
    ];
    let forged: [(&str, Vec<Value>); 6] = [
        (
            "iss",
            vec![
                json!("Docket"),
                json!(""),
                json!(["docket"]),
                json!(1),
                json!(null),
            ],
        ),
        ("sub", ids.clone()),
        ("sid", ids),
        (
            "iat",
            vec![
                json!("1"),
                json!(1.5),
                json!(null),
                json!(true),
                json!(NOW + 61),
            ],
        ),
        (
            "exp",
            vec![
                json!("9999999999"),
                json!(9_999_999_999.5),
                json!(u64::MAX),
                json!(1e300),
                json!(-1),
                json!(null),
                json!([NOW + 60]),
                json!(true),
            ],
        ),
        (
            "jti",
            vec![json!(""), json!("x"), json!(1), json!(null), json!([uuid])],
        ),
    ];
    for (name, values) in forged {
        for value in values {
            assert_invalid(&signed(
                &Header::new(Algorithm::HS256),
                &claims_with(name, value),
            ));
        }
    }
}

#[test]
fn a_claim_that_is_never_issued_is_refused() {
    for (name, value) in [
        ("nbf", json!(NOW)),
        ("nbf", json!(NOW + 3600)),
        ("aud", json!("docket")),
        ("aud", json!([])),
        ("admin", json!(true)),
        ("nonce", json!(null)),
    ] {
        assert_invalid(&signed(
            &Header::new(Algorithm::HS256),
            &claims_with(name, value),
        ));
    }
    for claims in [json!([]), json!("7"), json!(7), json!(null), json!({})] {
        assert_invalid(&signed(&Header::new(Algorithm::HS256), &claims));
    }
}

#[test]
fn a_token_from_a_clock_that_is_a_little_ahead_is_accepted() {
    let token = signed(
        &Header::new(Algorithm::HS256),
        &claims_with("iat", json!(NOW + 60)),
    );
    assert_eq!(verify(&token).unwrap(), subject());
}

#[test]
fn a_header_with_more_or_less_than_is_issued_is_refused() {
    let plain = json!({ "typ": "JWT", "alg": "HS256" });
    let signed_with = |header: &Value| {
        let header: Header = serde_json::from_value(header.clone()).unwrap();
        signed(&header, &claims())
    };
    assert!(verify(&signed_with(&plain)).is_ok());
    assert_invalid(&signed_with(&json!({ "alg": "HS256" })));
    let jwk = json!({ "kty": "oct", "k": "YQ", "alg": "HS256" });
    for (name, value) in [
        ("typ", json!("at+jwt")),
        ("typ", json!("refresh+jwt")),
        ("typ", json!("jwt")),
        ("typ", json!("")),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("b64", json!(true)),
        ("jku", json!("https://forged.example")),
        ("jwk", jwk),
        ("kid", json!("1")),
        ("cty", json!("JWT")),
        ("x5u", json!("https://forged.example")),
        ("x5c", json!([])),
        ("x5t", json!("x")),
        ("x5t#S256", json!("x")),
        ("zip", json!("DEF")),
        ("enc", json!("A128GCM")),
        ("url", json!("x")),
        ("nonce", json!("x")),
        ("unknown", json!(1)),
    ] {
        let mut header = plain.clone();
        header[name] = value;
        assert_invalid(&signed_with(&header));
    }
}

#[test]
fn an_oversized_token_is_refused() {
    let claims = claims_with("jti", json!("x".repeat(1_000_000)));
    assert_invalid(&signed(&Header::new(Algorithm::HS256), &claims));
    assert_invalid(&"a".repeat(10_000_000));
    assert_invalid(&".".repeat(10_000_000));
}

#[test]
fn a_forged_token_is_invalid_also_when_it_has_expired() {
    let later = at(NOW + i64::from(LIFETIME) + 1);
    let token = issue(&ours());
    assert!(matches!(
        ours().verify(&token, later),
        Err(TokenError::Expired)
    ));
    let other = issue(&tokens(TokenAlgorithm::Hs256, "another secret"));
    let (signed_part, _) = token.rsplit_once('.').unwrap();
    let header = Header {
        kid: Some("x".to_owned()),
        ..Header::new(Algorithm::HS256)
    };
    for forged in [
        other,
        format!("{signed_part}.{}", base64(&[0; 32])),
        signed(&header, &claims()),
        signed(
            &Header::new(Algorithm::HS256),
            &claims_with("sub", json!("0")),
        ),
    ] {
        assert!(
            matches!(ours().verify(&forged, later), Err(TokenError::Invalid)),
            "{forged}"
        );
    }
}

#[test]
fn settings_that_sign_nothing_are_refused() {
    let settings = |secret: &str, lifetime| JwtSettings {
        algorithm: TokenAlgorithm::default(),
        secret: secret.into(),
        previous: None,
        lifetime,
    };
    assert_eq!(
        JwtTokens::new(&settings("", 1)).unwrap_err(),
        TokenSettingsError::EmptySecret
    );
    let empty_previous = JwtSettings {
        previous: Some("".into()),
        ..settings(SECRET, 1)
    };
    assert_eq!(
        JwtTokens::new(&empty_previous).unwrap_err(),
        TokenSettingsError::EmptySecret
    );
    assert_eq!(
        JwtTokens::new(&settings(SECRET, 0)).unwrap_err(),
        TokenSettingsError::NoLifetime
    );
}

#[test]
fn no_secret_shows_when_printed() {
    let settings = JwtSettings {
        algorithm: TokenAlgorithm::Hs256,
        secret: SECRET.into(),
        previous: Some("another secret of tests".into()),
        lifetime: 1,
    };
    let issued = ours().issue(subject(), at(NOW), u32::MAX).unwrap();
    for shown in [
        format!("{:?}", ours()),
        format!("{:?}", JwtTokens::new(&settings).unwrap()),
        format!("{settings:?}"),
        format!("{issued:?}"),
    ] {
        assert!(
            !shown.contains("secret of tests") && !shown.contains("eyJ"),
            "{shown}"
        );
    }
}
