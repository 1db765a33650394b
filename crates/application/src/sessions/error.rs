//! Why a use case of sessions did not end well.

use docket_domain::SessionId;

use crate::passwords::TrialError;
use crate::ports::hasher::HashingError;
use crate::ports::store::StoreError;
use crate::ports::throttle::Throttled;
use crate::ports::tokens::TokenError;

/// Why a use case of sessions did not end well.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// There is no such user, or it is not their password; which of the two is not said.
    #[error("the user name or the password is wrong")]
    InvalidCredentials,
    /// The user may not log in.
    #[error("the account is disabled")]
    Disabled,
    /// The password was tried too often.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The access token is no good.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The refresh token is none of a session that goes on.
    #[error("the refresh token is invalid")]
    RefreshInvalid,
    /// The refresh token was used before, so its session has ended.
    #[error("the refresh token was used before")]
    RefreshReused,
    /// The caller has no such session.
    #[error("there is no session {0}")]
    NotFound(SessionId),
    /// A password was not compared.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<TrialError> for SessionError {
    fn from(error: TrialError) -> Self {
        match error {
            TrialError::Throttled(error) => Self::Throttled(error),
            TrialError::Hashing(error) => Self::Hashing(error),
        }
    }
}
