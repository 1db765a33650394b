//! What is known of a task.

use super::{Description, DueDate, Priority, Status, Tags, Title, Version};
use crate::fold::fold;
use crate::id::UserId;
use crate::time::Timestamp;
use crate::violation::Violation;

/// All that is known of a task but its id. To be read freely; a [`Task`](super::Task) is made of
/// it by [`Task::restore`](super::Task::restore) alone, and a [`NewTask`](super::NewTask) by
/// [`NewTask::take_over`](super::NewTask::take_over).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRecord {
    /// Whose it is.
    pub owner: UserId,
    /// What it is called.
    pub title: Title,
    /// What it is about, if anything is said.
    pub description: Option<Description>,
    /// How far along it is.
    pub status: Status,
    /// How much it matters.
    pub priority: Priority,
    /// By when it is to be done, if ever.
    pub due_date: Option<DueDate>,
    /// What groups it.
    pub tags: Tags,
    /// How often it has changed.
    pub version: Version,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was completed, while it is.
    pub completed_at: Option<Timestamp>,
}

impl TaskRecord {
    /// What is searched for words: title and description, folded. No word spans both.
    #[must_use]
    pub fn searchable(&self) -> String {
        let mut text = fold(self.title.as_str());
        if let Some(description) = &self.description {
            text.push('\n');
            text.push_str(&fold(description.as_str()));
        }
        text
    }

    /// Whether it can be that of a task.
    pub(super) fn check(&self) -> Result<(), Violation> {
        if (self.status == Status::Completed) != self.completed_at.is_some() {
            return Err(Violation::Contradiction("status"));
        }
        Ok(())
    }
}
