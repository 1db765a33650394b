//! Why a use case of accounts did not end well.

use docket_domain::LastAdmin;

use crate::passwords::TrialError;
use crate::ports::hasher::HashingError;
use crate::ports::store::StoreError;
use crate::ports::throttle::Throttled;

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
    /// The password was tried too often.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// Nobody would be left who can manage accounts.
    #[error(transparent)]
    LastAdmin(#[from] LastAdmin),
    /// A password was not hashed or compared.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<TrialError> for AccountError {
    fn from(error: TrialError) -> Self {
        match error {
            TrialError::Throttled(error) => Self::Throttled(error),
            TrialError::Hashing(error) => Self::Hashing(error),
        }
    }
}
