//! What is answered of tasks.

use std::fmt;

use docket_domain::{Description, DueDate, Status, Tag, Task, Timestamp};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// A task.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Task, example = json!({
    "id": 1, "user_id": 7, "title": "Learn diesel", "description": null,
    "status": "pending", "completed": false, "priority": "medium",
    "due_date": "2026-12-01", "overdue": false, "tags": ["backend", "learning"], "version": 1,
    "created_at": "2026-11-20T08:30:00.000000Z", "updated_at": "2026-11-20T08:30:00.000000Z",
    "completed_at": null
}))]
pub(super) struct TaskBody<'a> {
    /// Which task it is.
    #[schema(minimum = 1)]
    id: i64,
    /// Whose it is.
    #[schema(minimum = 1)]
    user_id: i64,
    /// What it is called.
    #[schema(min_length = 1, max_length = 200)]
    title: &'a str,
    /// What it is about.
    #[schema(required, max_length = 10_000)]
    description: Option<&'a str>,
    /// How far along it is.
    #[schema(value_type = StatusBody)]
    status: &'static str,
    /// Whether `status` is `completed`.
    completed: bool,
    /// How much it matters.
    #[schema(value_type = PriorityBody)]
    priority: &'static str,
    /// The day by which it is to be done.
    #[schema(required, value_type = Option<String>, format = "date")]
    due_date: Option<Written<DueDate>>,
    /// Whether it is neither completed nor cancelled and its due date is before today, where
    /// today is the owner's.
    overdue: bool,
    /// What groups it, in code-point order.
    #[schema(value_type = Vec<String>, max_items = 50)]
    tags: Vec<&'a str>,
    /// How often it has changed, from 1.
    #[schema(minimum = 1)]
    version: i64,
    /// When it was created.
    #[schema(value_type = String, format = "date-time")]
    created_at: Written<Timestamp>,
    /// When it last changed.
    #[schema(value_type = String, format = "date-time")]
    updated_at: Written<Timestamp>,
    /// When it was completed, while it is.
    #[schema(required, value_type = Option<String>, format = "date-time")]
    completed_at: Option<Written<Timestamp>>,
}

/// A value as its text, which is written into the answer without being made first.
#[derive(Debug)]
struct Written<T>(T);

impl<T: fmt::Display> Serialize for Written<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'a> TaskBody<'a> {
    /// The body of `task`, on the day that is `today` for its owner.
    pub(super) fn new(task: &'a Task, today: DueDate) -> Self {
        let record = task.record();
        Self {
            id: task.id().get(),
            user_id: record.owner.get(),
            title: record.title.as_str(),
            description: record.description.as_ref().map(Description::as_str),
            status: record.status.as_str(),
            completed: record.status == Status::Completed,
            priority: record.priority.as_str(),
            due_date: record.due_date.map(Written),
            overdue: task.is_overdue(today),
            tags: record.tags.iter().map(Tag::as_str).collect(),
            version: record.version.get(),
            created_at: Written(record.created_at),
            updated_at: Written(record.updated_at),
            completed_at: record.completed_at.map(Written),
        }
    }
}

/// How far along a task is.
#[derive(ToSchema)]
#[schema(as = Status, rename_all = "snake_case")]
#[expect(
    dead_code,
    reason = "names the words for the document; the domain reads and writes them"
)]
enum StatusBody {
    Pending,
    InProgress,
    Completed,
    Cancelled,
}

/// How much a task matters.
#[derive(ToSchema)]
#[schema(as = Priority, rename_all = "snake_case")]
#[expect(
    dead_code,
    reason = "names the words for the document; the domain reads and writes them"
)]
pub(super) enum PriorityBody {
    Low,
    Medium,
    High,
    Urgent,
}
