//! Why nothing was taken over.

use crate::ports::foreign::SourceError;
use crate::ports::hasher::HashingError;
use crate::ports::store::{Entity, StoreError};

/// Why nothing was taken over.
#[derive(Debug, thiserror::Error)]
pub enum TakeoverError {
    /// The source was not read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A row is not what it was when all was found to be well.
    #[error("the source has changed since it was checked")]
    Changed,
    /// Someone has taken a name meanwhile.
    #[error("someone has taken the {entity} of user {id} in the target meanwhile")]
    Taken {
        /// Which of their names.
        entity: Entity,
        /// The id of the user's row in the source.
        id: String,
    },
    /// No password was made up.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}
