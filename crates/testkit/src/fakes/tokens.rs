//! Access tokens that hide nothing.

use docket_application::ports::tokens::{AccessTokens, IssuedToken, TokenError};
use docket_domain::{Timestamp, UserId};

/// Issues tokens like `token-for-7-until-1767324845`.
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
    fn issue(&self, user: UserId, now: Timestamp) -> Result<IssuedToken, TokenError> {
        let until = now.as_seconds() + i64::from(self.lifetime);
        let token = format!("token-for-{user}-until-{until}").into();
        Ok(IssuedToken {
            token,
            expires_in: self.lifetime,
        })
    }

    fn verify(&self, token: &str, now: Timestamp) -> Result<UserId, TokenError> {
        let (user, until) = token
            .strip_prefix("token-for-")
            .and_then(|rest| rest.split_once("-until-"))
            .ok_or(TokenError::Invalid)?;
        let user = user.parse().map_err(|_| TokenError::Invalid)?;
        let until: i64 = until.parse().map_err(|_| TokenError::Invalid)?;
        if until <= now.as_seconds() {
            return Err(TokenError::Expired);
        }
        Ok(user)
    }
}
