//! Headers that should make a verifier do something foolish.

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::mint::{Mint, decoded, encoded, signed_by};
use crate::harness::SECRET_KEY;

/// Tokens that say they need no signature, in every case that the word can have.
pub(super) fn unsigned(mint: &Mint) -> Vec<String> {
    let spelled = |case: u8| -> String {
        let letters = "none".chars().enumerate();
        letters
            .map(|(at, letter)| match case >> at & 1 {
                0 => letter,
                _ => letter.to_ascii_uppercase(),
            })
            .collect()
    };
    let spellings: Vec<String> = (0..16).map(spelled).collect();
    let others = ["", " none", "none ", "null", "nonе", "no\\u006ee"].map(str::to_owned);
    let payload = mint.claims.to_string();
    let mut tokens = Vec::new();
    for algorithm in spellings.iter().chain(&others) {
        let header = format!("{{\"typ\":\"JWT\",\"alg\":\"{algorithm}\"}}");
        let message = format!("{}.{}", encoded(&header), encoded(&payload));
        tokens.push(message.clone());
        tokens.push(format!("{message}."));
        tokens.push(format!("{message}.{}", encoded([0; 32])));
        tokens.push(signed_by(&header, &payload, Algorithm::HS256, b""));
        tokens.push(mint.with_header(&header));
    }
    let message = mint.token.rsplit_once('.').unwrap().0;
    tokens.push(message.to_owned());
    tokens.push(format!("{message}."));
    for length in [1, 31, 32, 33, 64] {
        tokens.push(format!("{message}.{}", encoded(vec![0; length])));
    }
    tokens
}

/// Tokens that say they are signed by another algorithm, or are.
pub(super) fn other_algorithms(mint: &Mint) -> Vec<String> {
    let algorithms = [
        json!("HS384"),
        json!("HS512"),
        json!("HS1"),
        json!("HS224"),
        json!("hs256"),
        json!("Hs256"),
        json!("HS256 "),
        json!("HS-256"),
        json!("SHA256"),
        json!("HS256\u{0}"),
        json!("RS256"),
        json!("RS384"),
        json!("RS512"),
        json!("ES256"),
        json!("ES256K"),
        json!("ES384"),
        json!("ES512"),
        json!("PS256"),
        json!("PS384"),
        json!("PS512"),
        json!("EdDSA"),
        json!("Ed25519"),
        json!("dir"),
        json!("A256KW"),
        json!("PBES2-HS256+A128KW"),
        json!(["HS256"]),
        json!({"alg": "HS256"}),
        json!(256),
        json!(0),
        json!(true),
        Value::Null,
    ];
    let payload = mint.claims.to_string();
    let key = SECRET_KEY.as_bytes();
    let mut tokens = Vec::new();
    for algorithm in algorithms {
        let header = json!({"typ": "JWT", "alg": algorithm}).to_string();
        for by in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            tokens.push(signed_by(&header, &payload, by, key));
            tokens.push(signed_by(&header, &payload, by, b""));
        }
    }
    for by in [Algorithm::HS384, Algorithm::HS512] {
        tokens.push(signed_by(&mint.header, &payload, by, key));
    }
    tokens
}

/// Tokens signed with what is not the key, though it may look like it.
pub(super) fn other_keys(mint: &Mint) -> Vec<String> {
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n";
    let hexadecimal = |at: usize| u8::from_str_radix(&SECRET_KEY[at..at + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..SECRET_KEY.len()).step_by(2).map(hexadecimal).collect();
    let reversed: String = SECRET_KEY.chars().rev().collect();
    let mut keys: Vec<Vec<u8>> = [
        "",
        " ",
        "0",
        "\0",
        "null",
        "none",
        "secret",
        "secretkey",
        "changeme",
        "docket",
        "your-256-bit-secret",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        PUBLIC,
        &reversed,
        &SECRET_KEY.to_uppercase(),
        &format!("{SECRET_KEY}\n"),
        &format!(" {SECRET_KEY}"),
        &format!("\"{SECRET_KEY}\""),
        &encoded(SECRET_KEY),
    ]
    .map(|key| key.as_bytes().to_vec())
    .into();
    keys.push(vec![0; 32]);
    keys.push(bytes);
    keys.push(decoded(SECRET_KEY));
    keys.extend((0..SECRET_KEY.len()).map(|end| SECRET_KEY.as_bytes()[..end].to_vec()));
    keys.extend((1..SECRET_KEY.len()).map(|start| SECRET_KEY.as_bytes()[start..].to_vec()));
    let payload = mint.claims.to_string();
    keys.iter()
        .map(|key| signed_by(&mint.header, &payload, Algorithm::HS256, key))
        .collect()
}

/// Tokens whose header has more than the service writes, or something else.
pub(super) fn additions(mint: &Mint) -> Vec<String> {
    let jwk = json!({"kty": "oct", "k": encoded("k"), "alg": "HS256"});
    let additions = [
        json!({"kid": ""}),
        json!({"kid": "0"}),
        json!({"kid": "../../../../../../dev/null"}),
        json!({"kid": "/dev/null"}),
        json!({"kid": "/proc/sys/kernel/randomize_va_space"}),
        json!({"kid": "x' UNION SELECT 'k' -- "}),
        json!({"kid": "' OR '1'='1"}),
        json!({"kid": "x; DROP TABLE users"}),
        json!({"kid": "|cat /etc/passwd"}),
        json!({"kid": "$(id)"}),
        json!({"kid": "http://127.0.0.1:1/key"}),
        json!({"kid": "file:///dev/null"}),
        json!({"kid": "\u{0}"}),
        json!({"kid": 1}),
        json!({"kid": ["x"]}),
        json!({"kid": "x".repeat(1000)}),
        json!({"jku": "http://127.0.0.1:1/keys.json"}),
        json!({"jku": "https://example.org/keys.json"}),
        json!({"x5u": "http://127.0.0.1:1/certificate.pem"}),
        json!({"x5c": [encoded("certificate")]}),
        json!({"x5t": encoded([0; 20])}),
        json!({"x5t#S256": encoded([0; 32])}),
        json!({"jwk": jwk}),
        json!({"crit": ["exp"]}),
        json!({"crit": []}),
        json!({"crit": ["b64"], "b64": false}),
        json!({"b64": false}),
        json!({"b64": true}),
        json!({"zip": "DEF"}),
        json!({"cty": "JWT"}),
        json!({"cty": ""}),
        json!({"enc": "A128GCM"}),
        json!({"epk": {}}),
        json!({"iss": "docket"}),
        json!({"role": "admin"}),
        json!({"url": "http://127.0.0.1:1/"}),
        json!({"nonce": "x"}),
        json!({"typ": "at+jwt"}),
        json!({"typ": "jwt"}),
        json!({"typ": "JWE"}),
        json!({"typ": "JWT "}),
        json!({"typ": "application/jwt"}),
        json!({"typ": "refresh"}),
        json!({"typ": ""}),
        json!({"typ": 1}),
        json!({"typ": Value::Null}),
    ];
    let payload = mint.claims.to_string();
    let mut tokens = Vec::new();
    for addition in additions {
        let mut header: Value = serde_json::from_str(&mint.header).unwrap();
        for (name, value) in addition.as_object().unwrap() {
            header[name] = value.clone();
        }
        let header = header.to_string();
        // Signed with the right key, with none, and with those that the header leads to.
        tokens.push(mint.with_header(&header));
        for key in [b"".as_slice(), b"k", b"\0", b"2\n"] {
            tokens.push(signed_by(&header, &payload, Algorithm::HS256, key));
        }
    }
    tokens.push(mint.with_header(r#"{"alg":"HS256"}"#));
    tokens
}

/// Tokens whose header is none.
pub(super) fn no_headers(mint: &Mint) -> Vec<String> {
    let deep = "[".repeat(500);
    [
        "",
        " ",
        "{}",
        "[]",
        "null",
        "1",
        "\"HS256\"",
        "{\"alg\":\"HS256\"",
        "{\"alg\":}",
        "{\"typ\":\"JWT\"}",
        "{'typ':'JWT','alg':'HS256'}",
        "[{\"typ\":\"JWT\",\"alg\":\"HS256\"}]",
        "{\"typ\":\"JWT\",\"alg\":\"none\",\"alg\":\"HS256\"}",
        "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"alg\":\"none\"}",
        "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"alg\":\"HS256\"}",
        "{\"typ\":\"JWT\",\"typ\":\"JWT\",\"alg\":\"HS256\"}",
        "{\"typ\":\"JWT\",\"ALG\":\"HS256\"}",
        "{\"typ\":\"JWT\",\"alg\":\"HS256\"}x",
        "{\"typ\":\"JWT\",\"alg\":\"HS256\"}{}",
        "\u{feff}{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
        &deep,
    ]
    .map(|header| mint.with_header(header))
    .into()
}
