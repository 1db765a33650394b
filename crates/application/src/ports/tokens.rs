//! Access tokens.

use docket_domain::{Timestamp, UserId};
use secrecy::SecretString;

/// An access token that was just issued.
#[derive(Debug)]
pub struct IssuedToken {
    /// What the client sends along from now on.
    pub token: SecretString,
    /// For how many seconds it is good.
    pub expires_in: u32,
}

/// Issues and checks access tokens. Neither touches a database.
pub trait AccessTokens: Send + Sync {
    /// Issues a token for `user` at the instant `now`.
    ///
    /// # Errors
    /// [`TokenError::Failed`] if signing failed.
    fn issue(&self, user: UserId, now: Timestamp) -> Result<IssuedToken, TokenError>;

    /// Tells for whom `token` was issued. It MUST refuse whatever this service did not issue:
    /// other algorithms, other keys, missing or mistyped claims.
    ///
    /// # Errors
    /// [`TokenError::Expired`] from the second on at which it expires, else
    /// [`TokenError::Invalid`].
    fn verify(&self, token: &str, now: Timestamp) -> Result<UserId, TokenError>;
}

/// Why there is no user to a token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It is none that this service issued.
    #[error("the access token is invalid")]
    Invalid,
    /// It was good once.
    #[error("the access token has expired")]
    Expired,
    /// It could not be signed.
    #[error("the access token could not be signed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}
