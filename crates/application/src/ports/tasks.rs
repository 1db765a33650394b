//! The collection of tasks.

use docket_domain::task::{NewTask, Version};
use docket_domain::{Task, TaskId, UserId};

use super::store::StoreError;
use crate::page::PageRequest;

/// The tasks of a unit of work. `find` answers `None` for what is not there: whether that is an
/// error is for the use case to say.
pub trait TaskRepository {
    /// Adds a task, and gives it an id that no task ever had. `None` if its owner is gone.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn add(&mut self, task: NewTask) -> Result<Option<Task>, StoreError>;

    /// The task with this id, whosever it is.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn find(&mut self, id: TaskId) -> Result<Option<Task>, StoreError>;

    /// A page of the tasks of `owner`, by ascending id.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn list(&mut self, owner: UserId, page: PageRequest) -> Result<Vec<Task>, StoreError>;

    /// Stores a task that was read at the version `read_at` and has changed since.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if it no longer stands at that version, or is gone.
    fn update(&mut self, task: &Task, read_at: Version) -> Result<(), StoreError>;

    /// Removes a task that was read at the version `read_at`.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if it no longer stands at that version, or is gone.
    fn remove(&mut self, id: TaskId, read_at: Version) -> Result<(), StoreError>;
}
