//! What a token says.

use docket_domain::{Timestamp, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who issues the tokens.
pub(super) const ISSUER: &str = "docket";

/// The claims of a token (RFC 7519, section 4.1). All are required, and there are no others.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claims {
    /// Who issued it.
    iss: String,
    /// For whom: the id of the user, in decimal.
    sub: String,
    /// When it was issued, in seconds since 1970-01-01T00:00:00Z.
    iat: i64,
    /// When it expires.
    exp: i64,
    /// What tells it from every other token.
    jti: Uuid,
}

impl Claims {
    /// The claims of a new token for `user`, good for so many seconds from `now`.
    pub(super) fn new(
        user: UserId,
        now: Timestamp,
        lifetime: u32,
    ) -> Result<Self, getrandom::Error> {
        let mut random = [0; 16];
        getrandom::fill(&mut random)?;
        Ok(Self {
            iss: ISSUER.to_owned(),
            sub: user.to_string(),
            iat: now.as_seconds(),
            exp: now.as_seconds() + i64::from(lifetime),
            jti: uuid::Builder::from_random_bytes(random).into_uuid(),
        })
    }

    /// For whom the token is, if its subject is written as we write it.
    pub(super) fn user(&self) -> Option<UserId> {
        let user: UserId = self.sub.parse().ok()?;
        (user.to_string() == self.sub).then_some(user)
    }

    pub(super) fn issued_at(&self) -> i64 {
        self.iat
    }

    pub(super) fn expires_at(&self) -> i64 {
        self.exp
    }
}
