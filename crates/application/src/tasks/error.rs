//! Why a use case of tasks did not end well.

use docket_domain::{Denied, TaskId};

use crate::ports::store::StoreError;

/// Why a use case of tasks did not end well.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// There is no such task.
    #[error("there is no task {0}")]
    NotFound(TaskId),
    /// The policy said no.
    #[error("task {0}: {1}")]
    Denied(TaskId, #[source] Denied),
    /// The caller's account has been deleted since their token was checked.
    #[error("the account is gone")]
    OwnerGone,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}
