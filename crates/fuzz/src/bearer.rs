//! Access tokens: what is accepted is what was issued, to the last character.
//!
//! Nobody who has not the key can sign anything, the fuzzer included. So it gets two ways in: a
//! header as it comes, and the two parts of a token that are then signed with the right key, as if
//! another program had it too.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use docket_application::ports::tokens::{AccessTokens, Subject};
use docket_credentials::{JwtSettings, JwtTokens, TokenAlgorithm};
use docket_http::probe;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::world::{now, session_id, user_id};

const SECRET: &str = "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26";

/// The one header that this service writes.
const HEADER: &str = r#"{"typ":"JWT","alg":"HS256"}"#;

/// A token that was issued, so that its parts can be put in the place of others.
struct Issued {
    tokens: JwtTokens,
    text: String,
}

static ISSUED: LazyLock<Issued> = LazyLock::new(|| {
    let settings = JwtSettings {
        algorithm: TokenAlgorithm::Hs256,
        secret: SecretString::from(SECRET),
        previous: None,
        lifetime: 1800,
    };
    let tokens = JwtTokens::new(&settings).expect("the settings are good");
    let subject = Subject {
        user: user_id(7),
        session: session_id(9),
    };
    let issued = tokens.issue(subject, now(), 1800).expect("it is issued");
    let text = issued.token.expose_secret().to_owned();
    Issued { tokens, text }
});

/// Reads the bytes as an `Authorization` header; then as the header and the claims of a token,
/// with a line break in between, and signs them.
///
/// `%` in a header stands for a token that was issued, `!` for its signature.
pub fn bearer(bytes: &[u8]) {
    as_header(bytes);
    let mut lines = bytes.splitn(2, |byte| *byte == b'\n');
    if let (Some(header), Some(claims)) = (lines.next(), lines.next()) {
        as_parts(header, claims);
    }
}

fn as_header(bytes: &[u8]) {
    let (_, signature) = ISSUED.text.rsplit_once('.').expect("it has three parts");
    let mut header = Vec::new();
    for byte in bytes {
        match byte {
            b'%' => header.extend_from_slice(ISSUED.text.as_bytes()),
            b'!' => header.extend_from_slice(signature.as_bytes()),
            byte => header.push(*byte),
        }
    }
    if let Some(token) = probe::bearer(&header)
        && ISSUED.tokens.verify(&token, now()).is_ok()
    {
        assert_eq!(token, ISSUED.text, "accepted, and never issued");
    }
}

fn as_parts(header: &[u8], claims: &[u8]) {
    let [header_text, claims_text] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
    let message = format!("{header_text}.{claims_text}");
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let signature = crypto::sign(message.as_bytes(), &key, Algorithm::HS256).expect("it is signed");
    let token = format!("{message}.{signature}");
    let Ok(subject) = ISSUED.tokens.verify(&token, now()) else {
        return;
    };
    assert_eq!(
        members(header),
        members(HEADER.as_bytes()),
        "a header never written"
    );
    let claims = members(claims).expect("claims are an object");
    let names: Vec<&str> = claims.keys().map(String::as_str).collect();
    assert_eq!(names, ["exp", "iat", "iss", "jti", "sid", "sub"]);
    assert_eq!(claims["iss"], "docket");
    assert_eq!(claims["sub"], subject.user.to_string());
    assert_eq!(claims["sid"], subject.session.to_string());
    let seconds = now().as_seconds();
    assert!(claims["exp"].as_i64().is_some_and(|at| at > seconds));
    assert!(claims["iat"].as_i64().is_some_and(|at| at <= seconds + 60));
}

/// The members of an object, by name.
fn members(json: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(json).ok()
}
