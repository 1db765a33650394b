//! Access tokens that hide nothing.

use docket_application::ports::tokens::{AccessTokens, IssuedToken, Subject, TokenError};
use docket_domain::Timestamp;

/// Issues tokens like `token-for-7-in-3-until-1767324845`: for the user 7, in the session 3.
#[derive(Debug, Clone, Copy)]
pub struct PlainTokens {
    lifetime: u32,
}

impl PlainTokens {
    /// Tokens that are good for half an hour.
    #[must_use]
    pub const fn new() -> Self {
        Self::good_for(1800)
    }

    /// Tokens that are good for so many seconds.
    #[must_use]
    pub const fn good_for(lifetime: u32) -> Self {
        Self { lifetime }
    }
}

impl Default for PlainTokens {
    fn default() -> Self {
        Self::new()
    }
}

impl AccessTokens for PlainTokens {
    fn issue(
        &self,
        subject: Subject,
        now: Timestamp,
        at_most: u32,
    ) -> Result<IssuedToken, TokenError> {
        let Subject { user, session } = subject;
        let expires_in = self.lifetime.min(at_most);
        let until = now.as_seconds() + i64::from(expires_in);
        let token = format!("token-for-{user}-in-{session}-until-{until}").into();
        Ok(IssuedToken { token, expires_in })
    }

    fn verify(&self, token: &str, now: Timestamp) -> Result<Subject, TokenError> {
        let (subject, until) = token
            .strip_prefix("token-for-")
            .and_then(|rest| rest.split_once("-until-"))
            .ok_or(TokenError::Invalid)?;
        let (user, session) = subject.split_once("-in-").ok_or(TokenError::Invalid)?;
        let subject = Subject {
            user: user.parse().map_err(|_| TokenError::Invalid)?,
            session: session.parse().map_err(|_| TokenError::Invalid)?,
        };
        let until: i64 = until.parse().map_err(|_| TokenError::Invalid)?;
        if until <= now.as_seconds() {
            return Err(TokenError::Expired);
        }
        Ok(subject)
    }
}
