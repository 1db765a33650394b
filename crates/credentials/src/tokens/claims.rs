//! What a token says.

use std::fmt::Display;
use std::str::FromStr;

use docket_application::ports::tokens::Subject;
use docket_domain::Timestamp;
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
    /// In which session: its id, in decimal.
    sid: String,
    /// When it was issued, in seconds since 1970-01-01T00:00:00Z.
    iat: i64,
    /// When it expires.
    exp: i64,
    /// What tells it from every other token.
    jti: Uuid,
}

impl Claims {
    /// The claims of a new token for `subject`, good for so many seconds from `now`.
    pub(super) fn new(
        subject: Subject,
        now: Timestamp,
        lifetime: u32,
    ) -> Result<Self, getrandom::Error> {
        let mut random = [0; 16];
        getrandom::fill(&mut random)?;
        Ok(Self {
            iss: ISSUER.to_owned(),
            sub: subject.user.to_string(),
            sid: subject.session.to_string(),
            iat: now.as_seconds(),
            exp: now.as_seconds() + i64::from(lifetime),
            jti: uuid::Builder::from_random_bytes(random).into_uuid(),
        })
    }

    /// For whom the token is, if both ids are written as we write them.
    pub(super) fn subject(&self) -> Option<Subject> {
        Some(Subject {
            user: id(&self.sub)?,
            session: id(&self.sid)?,
        })
    }

    pub(super) fn issued_at(&self) -> i64 {
        self.iat
    }

    pub(super) fn expires_at(&self) -> i64 {
        self.exp
    }
}

/// The id that is written so, in the one way in which we write it.
fn id<Id: FromStr + Display>(written: &str) -> Option<Id> {
    let id: Id = written.parse().ok()?;
    (id.to_string() == written).then_some(id)
}
