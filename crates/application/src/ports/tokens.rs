//! Access tokens and refresh tokens.

use std::fmt;

use docket_domain::{SessionId, Timestamp, UserId};
use secrecy::{ExposeSecret, SecretString};

/// For whom an access token was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// Which user.
    pub user: UserId,
    /// In which session of theirs.
    pub session: SessionId,
}

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
    /// Issues a token for `subject` at the instant `now`, good for at most `at_most` seconds.
    ///
    /// # Errors
    /// [`TokenError::Failed`] if signing failed.
    fn issue(
        &self,
        subject: Subject,
        now: Timestamp,
        at_most: u32,
    ) -> Result<IssuedToken, TokenError>;

    /// Tells for whom `token` was issued. It MUST refuse whatever this service did not issue:
    /// other algorithms, other keys, missing or mistyped claims.
    ///
    /// # Errors
    /// [`TokenError::Expired`] from the second on at which it expires, else
    /// [`TokenError::Invalid`].
    fn verify(&self, token: &str, now: Timestamp) -> Result<Subject, TokenError>;
}

/// A refresh token as a client holds it. It shows nothing of itself when printed.
#[derive(Debug, Clone)]
pub struct RefreshToken(SecretString);

impl RefreshToken {
    /// Wraps what a client sent, whatever it is.
    #[must_use]
    pub fn new(token: String) -> Self {
        Self(token.into())
    }

    /// What the client sends.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// A digest of a secret: what is stored in its place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretDigest(pub [u8; 32]);

impl fmt::Debug for SecretDigest {
    /// Shows nothing of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretDigest(..)")
    }
}

/// What is stored of a refresh token.
///
/// A token has two secret parts: one that all tokens of a session share, and one of its own. Whoever
/// presents a token with the part of a session, and another one than its present own part, holds a
/// token that was used before: it need not be remembered which ones were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenDigests {
    /// The digest of the part that all tokens of the session share.
    pub family: SecretDigest,
    /// The digest of its own part.
    pub own: SecretDigest,
}

/// Issues and reads refresh tokens. Neither touches a database.
pub trait RefreshTokens: Send + Sync {
    /// The first token of a new session.
    ///
    /// # Errors
    /// [`TokenError::Failed`] if there is no randomness.
    fn issue(&self) -> Result<(RefreshToken, TokenDigests), TokenError>;

    /// The next token of the session that `token` belongs to: with the same digest of the family,
    /// and another one of its own.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] if it has not the form of a token, [`TokenError::Failed`] if there
    /// is no randomness.
    fn next(&self, token: &RefreshToken) -> Result<(RefreshToken, TokenDigests), TokenError>;

    /// What is stored of `token`.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] if it has not the form of a token.
    fn digests(&self, token: &RefreshToken) -> Result<TokenDigests, TokenError>;
}

/// Why there is no user to a token, or no token to a user.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It is none that this service issued.
    #[error("the token is invalid")]
    Invalid,
    /// It was good once.
    #[error("the token has expired")]
    Expired,
    /// It could not be made.
    #[error("the token could not be made")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}
