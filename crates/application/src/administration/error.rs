//! Why a use case of administration did not end well.

use docket_domain::{LastAdmin, NotAdmin, UserId};

use crate::ports::hasher::HashingError;
use crate::ports::store::StoreError;

/// Why a use case of administration did not end well.
#[derive(Debug, thiserror::Error)]
pub enum AdministrationError {
    /// Whoever asked is no administrator.
    #[error(transparent)]
    Denied(#[from] NotAdmin),
    /// There is no such user.
    #[error("there is no user {0}")]
    NotFound(UserId),
    /// Nobody has this name.
    #[error("nobody has this name")]
    NoSuchName,
    /// Nobody would be left who can manage accounts.
    #[error(transparent)]
    LastAdmin(#[from] LastAdmin),
    /// A password was not hashed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}
