//! Tasks: what they are, and the changes they can undergo.

mod description;
mod draft;
mod due_date;
mod import;
mod new;
mod priority;
mod record;
mod status;
mod tags;
mod title;
mod version;

pub use description::Description;
pub use draft::{TaskDraft, TaskPatch};
pub use due_date::DueDate;
pub use import::{History, ImpossibleHistory, TaskImport};
pub use priority::Priority;
pub use record::TaskRecord;
pub use status::{Status, StatusChange};
pub use tags::{Tag, Tags};
pub use title::Title;
pub use version::Version;

use crate::id::{TaskId, UserId};
use crate::time::Timestamp;
use crate::violation::Violation;

/// A thing to be done, and its owner.
///
/// The id is given by whoever stores the task: a task that was created but not yet stored is a
/// [`NewTask`]. Every change goes through a method here, which keeps the invariants:
///
/// * `completed_at` is there exactly while the status is [`Status::Completed`];
/// * a change that changes something raises `version` by one and moves `updated_at`, which never
///   goes back; one that changes nothing leaves both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task<Id = TaskId> {
    id: Id,
    record: TaskRecord,
}

/// A task that has no id yet.
pub type NewTask = Task<()>;

impl Task {
    /// Makes a task of what was stored of it.
    ///
    /// ```
    /// # use docket_domain::task::{NewTask, TaskDraft};
    /// # use docket_domain::{Timestamp, Title, UserId};
    /// use docket_domain::{Status, Task, TaskRecord};
    ///
    /// # let draft = TaskDraft::new(Title::parse("Read")?);
    /// # let task = NewTask::create(UserId::new(1)?, draft, Timestamp::UNIX_EPOCH);
    /// # let task = task.stored_as(docket_domain::TaskId::new(7)?);
    /// let (id, record) = (task.id(), task.record().clone());
    /// assert_eq!(Task::restore(id, record.clone()), Ok(task));
    ///
    /// // What no task can be is refused: this one was completed, but nobody knows when.
    /// let record = TaskRecord { status: Status::Completed, ..record };
    /// assert!(Task::restore(id, record).is_err());
    /// # Ok::<(), docket_domain::Violation>(())
    /// ```
    ///
    /// # Errors
    /// [`Violation::Contradiction`] if it was not completed and yet has an instant of
    /// completion, or the other way round.
    pub fn restore(id: TaskId, record: TaskRecord) -> Result<Self, Violation> {
        record.check()?;
        Ok(Self { id, record })
    }

    /// Which task it is.
    #[must_use]
    pub const fn id(&self) -> TaskId {
        self.id
    }

    /// Makes the changes of `patch` at the instant `now`, and says whether there were any.
    #[must_use]
    pub fn edit(&mut self, patch: &TaskPatch, now: Timestamp) -> bool {
        let TaskPatch {
            title,
            description,
            status,
            priority,
            due_date,
            tags,
        } = patch;
        let record = &mut self.record;
        let mut changed = false;
        if let Some(title) = title {
            changed |= set(&mut record.title, title);
        }
        changed |= set_optional(&mut record.description, description.as_ref());
        if let Some(priority) = priority {
            changed |= set(&mut record.priority, priority);
        }
        changed |= set_optional(&mut record.due_date, due_date.as_ref());
        if let Some(tags) = tags {
            changed |= set(&mut record.tags, tags);
        }
        let after = status.map_or(record.status, |change| change.apply(record.status));
        changed |= self.set_status(after, now);
        self.record_change(changed, now)
    }

    /// Puts `draft` in place of what a client decided before, at the instant `now`, and says
    /// whether that changed anything.
    #[must_use]
    pub fn replace(&mut self, draft: &TaskDraft, now: Timestamp) -> bool {
        let TaskDraft {
            title,
            description,
            status,
            priority,
            due_date,
            tags,
        } = draft;
        let record = &mut self.record;
        let mut changed = set(&mut record.title, title);
        changed |= set(&mut record.description, description);
        changed |= set(&mut record.priority, priority);
        changed |= set(&mut record.due_date, due_date);
        changed |= set(&mut record.tags, tags);
        changed |= self.set_status(*status, now);
        self.record_change(changed, now)
    }

    /// Gives the task other tags, and says whether they are others.
    #[must_use]
    pub fn set_tags(&mut self, tags: &Tags, now: Timestamp) -> bool {
        let changed = set(&mut self.record.tags, tags);
        self.record_change(changed, now)
    }

    /// Completes the task; `false` if it already was.
    #[must_use]
    pub fn complete(&mut self, now: Timestamp) -> bool {
        let changed = self.set_status(Status::Completed, now);
        self.record_change(changed, now)
    }

    /// Makes a completed task pending again; `false` if it was not completed.
    #[must_use]
    pub fn reopen(&mut self, now: Timestamp) -> bool {
        let changed = self.set_status(StatusChange::Reopen.apply(self.record.status), now);
        self.record_change(changed, now)
    }

    /// Gives the task up; `false` if it already was.
    #[must_use]
    pub fn cancel(&mut self, now: Timestamp) -> bool {
        let changed = self.set_status(Status::Cancelled, now);
        self.record_change(changed, now)
    }

    fn set_status(&mut self, after: Status, now: Timestamp) -> bool {
        let record = &mut self.record;
        if after == record.status {
            return false;
        }
        record.status = after;
        record.completed_at = (after == Status::Completed).then_some(now.max(record.updated_at));
        true
    }

    fn record_change(&mut self, changed: bool, now: Timestamp) -> bool {
        if changed {
            self.record.version = self.record.version.next();
            // A clock that was set back must not make a task older than it was.
            self.record.updated_at = now.max(self.record.updated_at);
        }
        changed
    }
}

impl<Id> Task<Id> {
    /// Whose task it is.
    #[must_use]
    pub const fn owner(&self) -> UserId {
        self.record.owner
    }

    /// All that is known of it.
    #[must_use]
    pub const fn record(&self) -> &TaskRecord {
        &self.record
    }

    /// All that is known of it, owned.
    #[must_use]
    pub fn into_record(self) -> TaskRecord {
        self.record
    }

    /// Whether it should have been done by now: open, and due before `today`.
    #[must_use]
    pub fn is_overdue(&self, today: DueDate) -> bool {
        self.record.status.is_open() && self.record.due_date.is_some_and(|due| due < today)
    }
}

/// Puts `value` into `slot`, and says whether it was another one before.
fn set<T: PartialEq + Clone>(slot: &mut T, value: &T) -> bool {
    let differs = slot != value;
    if differs {
        slot.clone_from(value);
    }
    differs
}

/// The same for a member that may be absent.
fn set_optional<T: PartialEq + Clone>(slot: &mut Option<T>, patch: crate::Patch<&T>) -> bool {
    match patch {
        crate::Patch::Keep => false,
        crate::Patch::Clear => slot.take().is_some(),
        crate::Patch::Set(value) if slot.as_ref() == Some(value) => false,
        crate::Patch::Set(value) => {
            *slot = Some(value.clone());
            true
        }
    }
}
