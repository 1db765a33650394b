//! Where tokens are forged.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};

use crate::harness::SECRET_KEY;

/// Forges tokens after the likeness of a good one.
pub(super) struct Mint {
    /// The good one.
    pub(super) token: String,
    /// Its header, as it is written.
    pub(super) header: String,
    /// Its claims.
    pub(super) claims: Value,
}

impl Mint {
    /// Forges after this one.
    pub(super) fn of(token: &str) -> Self {
        let parts: Vec<&str> = token.split('.').collect();
        let text = |part: &str| String::from_utf8(decoded(part)).unwrap();
        Self {
            token: token.to_owned(),
            header: text(parts[0]),
            claims: serde_json::from_str(&text(parts[1])).unwrap(),
        }
    }

    /// The second in which the good one was issued.
    pub(super) fn issued(&self) -> i64 {
        self.claims["iat"].as_i64().unwrap()
    }

    /// A token that is as good.
    pub(super) fn good(&self) -> String {
        self.with_claims(&self.claims)
    }

    /// With this header in its place, and everything else as good as can be.
    pub(super) fn with_header(&self, header: &str) -> String {
        signed(header, &self.claims.to_string())
    }

    /// With these claims.
    pub(super) fn with_claims(&self, claims: &Value) -> String {
        self.with_payload(&claims.to_string())
    }

    /// With these claims, as they are written.
    pub(super) fn with_payload(&self, payload: &str) -> String {
        signed(&self.header, payload)
    }

    /// With this value in place of that of a claim, or beside the others.
    pub(super) fn with_claim(&self, name: &str, value: Value) -> String {
        let mut claims = self.claims.clone();
        claims[name] = value;
        self.with_claims(&claims)
    }

    /// With this text, which need be no JSON, in place of the value of a claim.
    pub(super) fn with_raw_claim(&self, name: &str, value: &str) -> String {
        const MARK: &str = "the value of the claim";
        let mut claims = self.claims.clone();
        claims[name] = json!(MARK);
        let payload = claims.to_string();
        self.with_payload(&payload.replace(&format!("\"{MARK}\""), value))
    }
}

/// Base64 for URLs, without padding.
pub(super) fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What that stands for.
pub(super) fn decoded(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// A token with this header and payload, signed with the key of the service.
pub(super) fn signed(header: &str, payload: &str) -> String {
    signed_by(header, payload, Algorithm::HS256, SECRET_KEY.as_bytes())
}

/// The same, by this algorithm and with this key, whatever the header says.
pub(super) fn signed_by(header: &str, payload: &str, algorithm: Algorithm, key: &[u8]) -> String {
    let message = format!("{}.{}", encoded(header), encoded(payload));
    let key = EncodingKey::from_secret(key);
    let signature = crypto::sign(message.as_bytes(), &key, algorithm).unwrap();
    format!("{message}.{signature}")
}
