//! What clients send of tasks, and its conversion into drafts and patches.

use docket_domain::task::StatusChange;
use docket_domain::{
    Description, DueDate, Priority, Status, Tag, Tags, TaskDraft, TaskPatch, Timestamp, Title,
    Violation,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::body::PriorityBody;
use crate::body::{FromText, Ignored, Items, Member, Members};
use crate::error::ApiError;

/// The parts of a task to change. Members that only the server sets are ignored.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TaskPatch, example = json!({"status": "completed", "due_date": null}))]
pub(super) struct TaskPatchBody {
    /// What it is called.
    #[serde(default)]
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    pub(super) title: Member<FromText<Title>>,
    /// What it is about; `null` for nothing.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 10_000)]
    pub(super) description: Member<FromText<Description>>,
    /// How far along it is.
    #[serde(default)]
    #[schema(value_type = StatusInput)]
    pub(super) status: Member<FromText<Status>>,
    /// `true` completes it, `false` reopens it if it is completed; must not contradict `status`.
    #[serde(default)]
    #[schema(value_type = bool)]
    pub(super) completed: Member<bool>,
    /// The same as `completed`.
    #[serde(default)]
    #[schema(value_type = bool)]
    pub(super) is_complete: Member<bool>,
    /// How much it matters.
    #[serde(default)]
    #[schema(value_type = PriorityBody)]
    pub(super) priority: Member<FromText<Priority>>,
    /// The day by which it is to be done, from 1970-01-01 to 9999-12-31; `null` for none.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date")]
    pub(super) due_date: Member<FromText<DueDate>>,
    /// What groups it, in place of all that grouped it before. Doubles count once.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 50)]
    pub(super) tags: Member<Items<FromText<Tag>>>,
    /// Ignored: only the server sets it.
    #[serde(default)]
    #[schema(value_type = i64, read_only)]
    id: Ignored,
    /// Ignored: only the server sets it.
    #[serde(default)]
    #[schema(value_type = i64, read_only)]
    user_id: Ignored,
    /// Ignored: only the server sets it.
    #[serde(default)]
    #[schema(value_type = bool, read_only)]
    overdue: Ignored,
    /// Ignored: only the server sets it.
    #[serde(default)]
    #[schema(value_type = i64, read_only)]
    version: Ignored,
    /// Ignored: only the server sets it.
    #[serde(default)]
    #[schema(value_type = String, format = "date-time", read_only)]
    pub(super) created_at: Member<FromText<Timestamp>>,
    /// Ignored: only the server sets it.
    #[serde(default)]
    #[schema(value_type = String, format = "date-time", read_only)]
    updated_at: Ignored,
    /// Ignored: only the server sets it.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", read_only)]
    pub(super) completed_at: Member<FromText<Timestamp>>,
}

/// How far along a task is, in the words that are read: `todo` is `pending`, `done` is `completed`.
#[derive(ToSchema)]
#[schema(as = StatusInput, rename_all = "snake_case")]
#[expect(
    dead_code,
    reason = "names the words for the document; the domain reads and writes them"
)]
pub(super) enum StatusInput {
    Pending,
    Todo,
    InProgress,
    Completed,
    Done,
    Cancelled,
}

impl TaskPatchBody {
    /// The patch that it stands for.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] with every fault.
    pub(super) fn into_patch(self) -> Result<TaskPatch, ApiError> {
        let mut members = Members::default();
        let patch = self.read(&mut members);
        members.faults().check(Some(patch))
    }

    /// The draft that it stands for, with the default of everything that it lacks but a title.
    fn into_draft(self) -> Result<TaskDraft, ApiError> {
        let mut members = Members::default();
        let draft = self.read_draft(&mut members);
        members.faults().check(draft)
    }

    /// The same, with its faults left to `members`. `None` only together with a fault.
    pub(super) fn read_draft(self, members: &mut Members) -> Option<TaskDraft> {
        if matches!(self.title, Member::Absent) {
            members.refuse("title", Violation::Required);
        }
        let TaskPatch {
            title,
            description,
            status,
            priority,
            due_date,
            tags,
        } = self.read(members);
        Some(TaskDraft {
            title: title?,
            description: description.apply(None),
            status: status.map_or(Status::default(), |change| change.apply(Status::default())),
            priority: priority.unwrap_or_default(),
            due_date: due_date.apply(None),
            tags: tags.unwrap_or_default(),
        })
    }

    /// The patch that it stands for, with its faults left to `members`.
    pub(super) fn read(self, members: &mut Members) -> TaskPatch {
        let tags = members.optional("tags", self.tags);
        TaskPatch {
            title: members
                .optional("title", self.title)
                .map(FromText::into_inner),
            description: members
                .nullable("description", self.description)
                .map(FromText::into_inner),
            status: status(members, self.status, self.completed, self.is_complete),
            priority: members
                .optional("priority", self.priority)
                .map(FromText::into_inner),
            due_date: members
                .nullable("due_date", self.due_date)
                .map(FromText::into_inner),
            tags: tags.and_then(|items| read_tags(members, "tags", items)),
        }
    }

    /// When the task was created and completed, as far as that is said.
    pub(super) fn take_history(&mut self) -> [Member<FromText<Timestamp>>; 2] {
        [
            std::mem::take(&mut self.created_at),
            std::mem::take(&mut self.completed_at),
        ]
    }

    /// The first member that only the server sets, if there is one.
    fn server_member(&self) -> Option<&'static str> {
        let is_there = |instant: &Member<_>| !matches!(instant, Member::Absent);
        [
            ("id", self.id == Ignored::Present),
            ("user_id", self.user_id == Ignored::Present),
            ("overdue", self.overdue == Ignored::Present),
            ("version", self.version == Ignored::Present),
            ("created_at", is_there(&self.created_at)),
            ("updated_at", self.updated_at == Ignored::Present),
            ("completed_at", is_there(&self.completed_at)),
        ]
        .into_iter()
        .find_map(|(name, is_there)| is_there.then_some(name))
    }
}

/// Reads a set of tags. `None` only together with a fault.
pub(super) fn read_tags(
    members: &mut Members,
    name: &str,
    items: Items<FromText<Tag>>,
) -> Option<Tags> {
    let tags = members.items(name, items)?;
    let tags = Tags::new(tags.into_iter().map(FromText::into_inner));
    tags.map_err(|violation| members.refuse(name, violation))
        .ok()
}

/// Joins what is said of the status: the word, and whether the task is completed, which goes by
/// two names.
fn status(
    members: &mut Members,
    status: Member<FromText<Status>>,
    completed: Member<bool>,
    is_complete: Member<bool>,
) -> Option<StatusChange> {
    let status = members.optional("status", status).map(FromText::into_inner);
    let completed = members.optional("completed", completed);
    let is_complete = members.optional("is_complete", is_complete);
    if let (Some(one), Some(other)) = (completed, is_complete)
        && one != other
    {
        members.refuse("is_complete", Violation::Contradiction("completed"));
        return None;
    }
    let name = if completed.is_some() {
        "completed"
    } else {
        "is_complete"
    };
    StatusChange::parse(status, completed.or(is_complete)).unwrap_or_else(|violation| {
        members.refuse(name, violation);
        None
    })
}

/// All that a client decides of a task.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct TaskReplacementBody(TaskPatchBody);

impl TaskReplacementBody {
    /// The draft that it stands for.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] with every fault.
    pub(super) fn into_draft(self) -> Result<TaskDraft, ApiError> {
        self.0.into_draft()
    }
}

/// A new task. It has no members that only the server sets.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct NewTaskBody(TaskPatchBody);

impl NewTaskBody {
    /// The draft that it stands for.
    ///
    /// # Errors
    /// [`ApiError::UnknownField`], or [`ApiError::ValidationFailed`] with every fault.
    pub(super) fn into_draft(self) -> Result<TaskDraft, ApiError> {
        self.refuse_server_members()?;
        self.0.into_draft()
    }

    /// Refuses members that only the server sets.
    ///
    /// # Errors
    /// [`ApiError::UnknownField`].
    pub(super) fn refuse_server_members(&self) -> Result<(), ApiError> {
        match self.0.server_member() {
            Some(name) => Err(ApiError::unknown_field(name)),
            None => Ok(()),
        }
    }

    /// The draft that it stands for, with its faults left to `members`.
    pub(super) fn read_draft(self, members: &mut Members) -> Option<TaskDraft> {
        self.0.read_draft(members)
    }
}
