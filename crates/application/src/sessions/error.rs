//! Why someone did not get in.

use crate::ports::hasher::HashingError;
use crate::ports::store::StoreError;
use crate::ports::tokens::TokenError;

/// Why someone did not get in.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// There is no such user, or it is not their password; which of the two is not said.
    #[error("the user name or the password is wrong")]
    InvalidCredentials,
    /// The user may not log in.
    #[error("the account is disabled")]
    Disabled,
    /// The access token is no good.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// A password was not compared.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}
