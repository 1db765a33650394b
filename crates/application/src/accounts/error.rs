//! Why a use case of accounts did not end well.

use crate::ports::hasher::HashingError;
use crate::ports::store::StoreError;

/// Why a use case of accounts did not end well.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The account has been deleted since its token was issued.
    #[error("the account is gone")]
    Gone,
    /// Neither user name nor e-mail address would be left.
    #[error("a user needs a user name or an e-mail address")]
    NameRequired,
    /// The password is not the present one.
    #[error("the password is wrong")]
    WrongPassword,
    /// A password was not hashed or compared.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}
