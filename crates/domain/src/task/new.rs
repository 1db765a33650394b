//! How tasks begin: created here, or brought from elsewhere.

use super::{NewTask, Status, Task, TaskDraft, TaskImport, TaskRecord, Version};
use crate::id::{TaskId, UserId};
use crate::time::Timestamp;
use crate::violation::Violation;

impl NewTask {
    /// Creates a task of `owner` at the instant `now`.
    #[must_use]
    pub fn create(owner: UserId, draft: TaskDraft, now: Timestamp) -> Self {
        let TaskDraft {
            title,
            description,
            status,
            priority,
            due_date,
            tags,
        } = draft;
        let record = TaskRecord {
            owner,
            title,
            description,
            status,
            priority,
            due_date,
            tags,
            version: Version::FIRST,
            created_at: now,
            updated_at: now,
            completed_at: (status == Status::Completed).then_some(now),
        };
        Self { id: (), record }
    }

    /// Takes over a task that has a history elsewhere, with all that is known of it.
    ///
    /// # Errors
    /// As for [`Task::restore`].
    pub fn take_over(record: TaskRecord) -> Result<Self, Violation> {
        record.check()?;
        Ok(Self { id: (), record })
    }

    /// Creates a task of `owner` of one that comes from elsewhere. It has its past, and was last
    /// changed by being imported.
    #[must_use]
    pub fn import(owner: UserId, import: TaskImport) -> Self {
        let TaskImport {
            draft,
            created_at,
            completed_at,
            imported_at,
        } = import;
        let mut task = Self::create(owner, draft, imported_at);
        task.record.created_at = created_at;
        task.record.completed_at = completed_at;
        task
    }

    /// The task, once it has been stored under `id`.
    #[must_use]
    pub fn stored_as(self, id: TaskId) -> Task {
        Task {
            id,
            record: self.record,
        }
    }
}
