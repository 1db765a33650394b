//! In which order a list is, and places in it.

use std::cmp::Ordering;
use std::fmt;

use crate::fold::fold;
use crate::id::TaskId;
use crate::task::{DueDate, Status, Task};
use crate::violation::Violation;

/// By what a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SortKey {
    /// The id.
    #[default]
    Id,
    /// The folded title: case makes no difference.
    Title,
    /// The rank of the status.
    Status,
    /// The rank of the priority.
    Priority,
    /// Whether it is completed: what is not comes first.
    Completed,
    /// The due date; what has none comes last in both directions.
    DueDate,
    /// When it was created.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
}

/// In which direction a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// From small to large.
    #[default]
    Ascending,
    /// From large to small.
    Descending,
}

/// In which order a list is. The id breaks ties, ascending in both directions, so that every list
/// has one order alone.
///
/// ```
/// use docket_domain::list::{Direction, SortKey, TaskOrder};
///
/// # use docket_domain::task::{NewTask, TaskDraft, TaskRecord};
/// # use docket_domain::{Priority, TaskId, Timestamp, Title, UserId};
/// # let mut id = 0;
/// # let mut task = |priority| {
/// #     id += 1;
/// #     let draft = TaskDraft { priority, ..TaskDraft::new(Title::parse("Read")?) };
/// #     let task = NewTask::create(UserId::new(1)?, draft, Timestamp::UNIX_EPOCH);
/// #     Ok::<_, docket_domain::Violation>(task.stored_as(TaskId::new(id)?))
/// # };
/// let mut tasks = [task(Priority::Low)?, task(Priority::Urgent)?, task(Priority::Urgent)?];
///
/// let order = TaskOrder { key: SortKey::Priority, direction: Direction::Descending };
/// tasks.sort_by(|one, other| order.compare(one, other));
/// assert_eq!(tasks.map(|task| task.id().get()), [2, 3, 1]);
/// # Ok::<(), docket_domain::Violation>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TaskOrder {
    /// By what.
    pub key: SortKey,
    /// In which direction.
    pub direction: Direction,
}

/// What a task has of a sort key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SortValue {
    /// A number: an id, a rank, an instant.
    Number(i64),
    /// A text: the folded title.
    Text(String),
    /// A due date, or none.
    Date(Option<DueDate>),
}

/// A place in a list: just after the task that has this value and this id, which need no longer
/// be there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Position {
    /// What that task has of the sort key.
    pub value: SortValue,
    /// Its id.
    pub id: TaskId,
}

impl SortKey {
    /// Every key.
    pub const ALL: [Self; 8] = [
        Self::Id,
        Self::Title,
        Self::Status,
        Self::Priority,
        Self::Completed,
        Self::DueDate,
        Self::CreatedAt,
        Self::UpdatedAt,
    ];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Title => "title",
            Self::Status => "status",
            Self::Priority => "priority",
            Self::Completed => "completed",
            Self::DueDate => "due_date",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
        }
    }

    /// What `task` has of it.
    #[must_use]
    pub fn value_of(self, task: &Task) -> SortValue {
        let record = task.record();
        match self {
            Self::Id => SortValue::Number(task.id().get()),
            Self::Title => SortValue::Text(fold(record.title.as_str())),
            Self::Status => SortValue::Number(record.status.rank().into()),
            Self::Priority => SortValue::Number(record.priority.rank().into()),
            Self::Completed => SortValue::Number((record.status == Status::Completed).into()),
            Self::DueDate => SortValue::Date(record.due_date),
            Self::CreatedAt => SortValue::Number(record.created_at.as_microseconds()),
            Self::UpdatedAt => SortValue::Number(record.updated_at.as_microseconds()),
        }
    }
}

impl fmt::Display for SortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for SortKey {
    type Err = Violation;

    fn from_str(raw: &str) -> Result<Self, Violation> {
        Self::ALL
            .into_iter()
            .find(|key| key.as_str() == raw)
            .ok_or(Violation::UnknownValue(
                "id, title, status, priority, completed, due_date, created_at, updated_at",
            ))
    }
}

crate::text::wire_form!(SortKey);

impl Direction {
    /// Both directions.
    pub const ALL: [Self; 2] = [Self::Ascending, Self::Descending];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ascending => "asc",
            Self::Descending => "desc",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Direction {
    type Err = Violation;

    fn from_str(raw: &str) -> Result<Self, Violation> {
        match raw {
            "asc" => Ok(Self::Ascending),
            "desc" => Ok(Self::Descending),
            _ => Err(Violation::UnknownValue("asc, desc")),
        }
    }
}

crate::text::wire_form!(Direction);

impl TaskOrder {
    /// Which of two tasks comes first.
    #[must_use]
    pub fn compare(self, one: &Task, other: &Task) -> Ordering {
        self.compare_positions(&self.position(one), &self.position(other))
    }

    /// The place just after `task`.
    #[must_use]
    pub fn position(self, task: &Task) -> Position {
        Position {
            value: self.key.value_of(task),
            id: task.id(),
        }
    }

    /// Which of two places in a list of this order comes first.
    #[must_use]
    pub fn compare_positions(self, one: &Position, other: &Position) -> Ordering {
        self.compare_values(&one.value, &other.value)
            .then(one.id.cmp(&other.id))
    }

    fn compare_values(self, one: &SortValue, other: &SortValue) -> Ordering {
        let ascending = match (one, other) {
            (SortValue::Number(one), SortValue::Number(other)) => one.cmp(other),
            (SortValue::Text(one), SortValue::Text(other)) => one.cmp(other),
            // Nothing comes last whatever the direction, so it is settled before that is asked.
            (SortValue::Date(one), SortValue::Date(other)) if one.is_none() || other.is_none() => {
                return one.is_none().cmp(&other.is_none());
            }
            (SortValue::Date(one), SortValue::Date(other)) => one.cmp(other),
            // Values of different keys are in no list together.
            _ => Ordering::Equal,
        };
        match self.direction {
            Direction::Ascending => ascending,
            Direction::Descending => ascending.reverse(),
        }
    }
}
