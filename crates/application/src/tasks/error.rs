//! Why a use case of tasks did not end well.

use docket_domain::task::Version;
use docket_domain::{Denied, Tag, TaskId, Violation};

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
    /// Some of the tasks are missing or someone else's, so none was changed.
    #[error("{} of the tasks are not there", .missing.len())]
    NoneChanged {
        /// Which of them, in the order in which they were named.
        missing: Vec<TaskId>,
        /// What the policy said, if one of them is someone else's. Not for the caller's eyes.
        denied: Option<Denied>,
    },
    /// The task does not stand at the version at which the change was to be made.
    #[error("the task stands at version {current}")]
    VersionConflict {
        /// At which it stands.
        current: Version,
    },
    /// The task does not have this tag.
    #[error("the task has no tag {0}")]
    NoSuchTag(Tag),
    /// The task would have too many tags.
    #[error("tags {0}")]
    TooManyTags(Violation),
    /// The idempotency key stands for another request.
    #[error("the idempotency key stands for another request")]
    KeyReused,
    /// The caller's account has been deleted since their token was checked.
    #[error("the account is gone")]
    OwnerGone,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}
