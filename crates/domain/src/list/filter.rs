//! Which tasks a list is to have.

use std::collections::BTreeSet;

use super::{Range, Search};
use crate::task::{DueDate, Priority, Status, Tags, Task};
use crate::time::Timestamp;

/// Which tasks a list is to have: those that satisfy every part. The default has them all.
///
/// ```
/// # use docket_domain::task::{NewTask, TaskDraft};
/// # use docket_domain::{Timestamp, Title, UserId};
/// use docket_domain::list::{Range, Search};
/// use docket_domain::{Tags, TaskFilter};
///
/// # let mut draft = TaskDraft::new(Title::parse("Étudier diesel")?);
/// # draft.tags = Tags::split("backend,learning")?;
/// # draft.due_date = Some("2026-12-01".parse()?);
/// # let task = NewTask::create(UserId::new(1)?, draft, Timestamp::UNIX_EPOCH);
/// // "Étudier diesel", due on 2026-12-01, tagged `backend` and `learning`:
/// let filter = TaskFilter {
///     tags: Tags::split("learning")?,
///     search: Search::parse("DIESEL étud")?,
///     due: Range { from: None, to: Some("2026-12-01".parse()?) },
///     ..TaskFilter::default()
/// };
/// assert!(filter.matches(&task));
/// # Ok::<(), docket_domain::Violation>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct TaskFilter {
    /// One of these statuses; any, if there are none.
    pub statuses: BTreeSet<Status>,
    /// One of these priorities; any, if there are none.
    pub priorities: BTreeSet<Priority>,
    /// Completed, or not.
    pub completed: Option<bool>,
    /// Overdue, or not: open and due before this day.
    pub overdue: Option<(bool, DueDate)>,
    /// With a due date, or without.
    pub has_due_date: Option<bool>,
    /// With all of these tags.
    pub tags: Tags,
    /// With all of these words.
    pub search: Search,
    /// Due on one of these days; what has no due date is not.
    pub due: Range<DueDate>,
    /// Created then.
    pub created: Range<Timestamp>,
    /// Last changed then.
    pub updated: Range<Timestamp>,
}

impl TaskFilter {
    /// Whether a list is to have `task`.
    #[must_use]
    pub fn matches<Id>(&self, task: &Task<Id>) -> bool {
        let record = task.record();
        let is_due_then = |due| self.due.contains(&due);
        (self.statuses.is_empty() || self.statuses.contains(&record.status))
            && (self.priorities.is_empty() || self.priorities.contains(&record.priority))
            && self
                .completed
                .is_none_or(|wanted| wanted == (record.status == Status::Completed))
            && self
                .overdue
                .is_none_or(|(wanted, today)| wanted == task.is_overdue(today))
            && self
                .has_due_date
                .is_none_or(|wanted| wanted == record.due_date.is_some())
            && record.tags.contains_all(&self.tags)
            && (self.search.words().is_empty() || self.search.is_in(&record.searchable()))
            && (self.due.is_unbounded() || record.due_date.is_some_and(is_due_then))
            && self.created.contains(&record.created_at)
            && self.updated.contains(&record.updated_at)
    }
}
