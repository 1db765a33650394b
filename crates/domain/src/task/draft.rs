//! What clients say of a task: all of it, or the parts to change.

use super::{Description, DueDate, Priority, Status, StatusChange, Tags, Title};
use crate::patch::Patch;

/// All that a client decides of a task: for a new one, or in place of what stood before.
///
/// ```
/// use docket_domain::{Priority, TaskDraft, Title};
///
/// let draft = TaskDraft {
///     priority: Priority::High,
///     due_date: Some("2026-12-01".parse()?),
///     ..TaskDraft::new(Title::parse("Buy milk")?)
/// };
/// # let _ = draft;
/// # Ok::<(), docket_domain::Violation>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskDraft {
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
}

impl TaskDraft {
    /// A draft with this title and the default of everything else.
    #[must_use]
    pub fn new(title: Title) -> Self {
        Self {
            title,
            description: None,
            status: Status::default(),
            priority: Priority::default(),
            due_date: None,
            tags: Tags::default(),
        }
    }
}

/// The parts of a task that a client wants changed; the default changes nothing.
///
/// ```
/// use docket_domain::{Patch, Priority, TaskPatch};
///
/// let patch = TaskPatch {
///     priority: Some(Priority::Low),
///     due_date: Patch::Clear,
///     ..TaskPatch::default()
/// };
/// # let _ = patch;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskPatch {
    /// A new title.
    pub title: Option<Title>,
    /// A new description, or none.
    pub description: Patch<Description>,
    /// A new status.
    pub status: Option<StatusChange>,
    /// A new priority.
    pub priority: Option<Priority>,
    /// A new due date, or none.
    pub due_date: Patch<DueDate>,
    /// Other tags in place of those it has.
    pub tags: Option<Tags>,
}
