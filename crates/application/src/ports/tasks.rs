//! The collection of tasks.

use docket_domain::task::{NewTask, Version};
use docket_domain::{DueDate, Tag, Task, TaskFilter, TaskId, UserId};

use super::store::StoreError;
use crate::statistics::Statistics;
use crate::tasks::TaskQuery;

/// The tasks of a unit of work. `find…` leaves out what is not there: whether that is an error is
/// for the use case to say. The number of statements of a method does not grow with the number of
/// tasks, but for a fixed part of it where there are many.
pub trait TaskRepository {
    /// Adds a task, and gives it an id that no task ever had. `None` if its owner is gone.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn add(&mut self, task: &NewTask) -> Result<Option<Task>, StoreError> {
        let added = self.add_all(std::slice::from_ref(task))?;
        Ok(added.and_then(|tasks| tasks.into_iter().next()))
    }

    /// Adds tasks, of one owner or of several, with ascending ids in this order. `None` if an owner
    /// is gone.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn add_all(&mut self, tasks: &[NewTask]) -> Result<Option<Vec<Task>>, StoreError>;

    /// The task with this id, whosever it is.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn find(&mut self, id: TaskId) -> Result<Option<Task>, StoreError>;

    /// Those of these tasks that are there, whosever they are, each once and in any order.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn find_all(&mut self, ids: &[TaskId]) -> Result<Vec<Task>, StoreError>;

    /// At most `limit` of the tasks of `owner` that `query` asks for, in its order, after its
    /// position and then after as many as it skips: as
    /// [`TaskFilter::matches`](docket_domain::TaskFilter::matches) and
    /// [`TaskOrder::compare_positions`](docket_domain::TaskOrder::compare_positions) have it.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn list(
        &mut self,
        owner: UserId,
        query: &TaskQuery,
        limit: usize,
    ) -> Result<Vec<Task>, StoreError>;

    /// How many of the tasks of `owner` match `filter`.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn count(&mut self, owner: UserId, filter: &TaskFilter) -> Result<u64, StoreError>;

    /// At most `limit` of the tasks of `owner` that have `tag`, by ascending id, those above
    /// `after` alone.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn find_tagged(
        &mut self,
        owner: UserId,
        tag: &Tag,
        after: Option<TaskId>,
        limit: u16,
    ) -> Result<Vec<Task>, StoreError>;

    /// The tags of the tasks of `owner` in code-point order, and how many tasks have each.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn count_by_tag(&mut self, owner: UserId) -> Result<Vec<(Tag, u64)>, StoreError>;

    /// How many tasks of each kind `owner` has; overdue is what was due before `today`. To be
    /// called in a snapshot: it may take several statements.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn statistics(&mut self, owner: UserId, today: DueDate) -> Result<Statistics, StoreError>;

    /// Stores a task that was read at the version `read_at` and has changed since.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if it no longer stands at that version, or is gone.
    fn update(&mut self, task: &Task, read_at: Version) -> Result<(), StoreError>;

    /// Stores tasks, none of them twice, each of which was read at its version and has changed
    /// since.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if one of them no longer stands at that version, or is gone.
    fn update_all(&mut self, changes: &[(&Task, Version)]) -> Result<(), StoreError>;

    /// Removes a task that was read at the version `read_at`.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if it no longer stands at that version, or is gone.
    fn remove(&mut self, id: TaskId, read_at: Version) -> Result<(), StoreError> {
        self.remove_all(&[(id, read_at)])
    }

    /// Removes tasks, none of them twice, each of which was read at its version.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if one of them no longer stands at that version, or is gone.
    fn remove_all(&mut self, read: &[(TaskId, Version)]) -> Result<(), StoreError>;
}
