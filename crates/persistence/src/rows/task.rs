//! Rows of tasks.

use diesel::dsl::{AsSelect, SqlTypeOf};
use diesel::prelude::*;
use docket_application::ports::store::Inconsistency;
use docket_domain::task::{NewTask, TaskRecord, Version};
use docket_domain::{Description, DueDate, Tags, Task, TaskId, Timestamp, Title, UserId, fold};

use super::Place;
use super::rank::{priority_of_rank, priority_rank, status_of_rank, status_rank};
use crate::connection::MultiBackend;
use crate::schema::tasks;
use crate::work::bulk::Value;

/// A task as it is read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = tasks, check_for_backend(MultiBackend))]
pub(crate) struct TaskRow {
    id: i64,
    owner_id: i64,
    title: String,
    description: Option<String>,
    status: i16,
    priority: i16,
    due_date: Option<i32>,
    version: i64,
    created_at: i64,
    updated_at: i64,
    completed_at: Option<i64>,
    tags: String,
}

/// What diesel makes of the columns of [`TaskRow`].
pub(crate) type TaskColumns = SqlTypeOf<AsSelect<TaskRow, MultiBackend>>;

impl TaskRow {
    /// Its columns as they stand in a statement, in the order of its members. Written down by
    /// diesel, they take as long as reading three tasks.
    pub(crate) const COLUMNS: &'static str = "tasks.id, tasks.owner_id, tasks.title, \
        tasks.description, tasks.status, tasks.priority, tasks.due_date, tasks.version, \
        tasks.created_at, tasks.updated_at, tasks.completed_at, tasks.tags";
}

/// A task as it is added.
#[derive(Insertable)]
#[diesel(table_name = tasks, treat_none_as_default_value = false)]
pub(crate) struct NewTaskRow<'a> {
    owner_id: i64,
    title: &'a str,
    description: Option<&'a str>,
    status: i16,
    priority: i16,
    due_date: Option<i32>,
    version: i64,
    created_at: i64,
    updated_at: i64,
    completed_at: Option<i64>,
    title_key: String,
    searchable: String,
    tags: String,
}

/// What an update of a task writes: all but the id, the owner and when it was created.
#[derive(AsChangeset)]
#[diesel(table_name = tasks, treat_none_as_null = true)]
pub(crate) struct TaskChanges<'a> {
    title: &'a str,
    description: Option<&'a str>,
    status: i16,
    priority: i16,
    due_date: Option<i32>,
    version: i64,
    updated_at: i64,
    completed_at: Option<i64>,
    title_key: String,
    searchable: String,
    tags: String,
}

impl<'a> From<&'a NewTask> for NewTaskRow<'a> {
    fn from(task: &'a NewTask) -> Self {
        let record = task.record();
        let TaskRecord {
            owner,
            title,
            description,
            status,
            priority,
            due_date,
            tags,
            version,
            created_at,
            updated_at,
            completed_at,
        } = record;
        Self {
            owner_id: owner.get(),
            title: title.as_str(),
            description: description.as_ref().map(Description::as_str),
            status: status_rank(*status),
            priority: priority_rank(*priority),
            due_date: due_date.map(DueDate::days),
            version: version.get(),
            created_at: created_at.as_microseconds(),
            updated_at: updated_at.as_microseconds(),
            completed_at: completed_at.map(Timestamp::as_microseconds),
            title_key: fold(title.as_str()),
            searchable: record.searchable(),
            tags: tags.join(),
        }
    }
}

impl<'a> From<&'a Task> for TaskChanges<'a> {
    fn from(task: &'a Task) -> Self {
        let record = task.record();
        let TaskRecord {
            owner: _,
            title,
            description,
            status,
            priority,
            due_date,
            tags,
            version,
            created_at: _,
            updated_at,
            completed_at,
        } = record;
        Self {
            title: title.as_str(),
            description: description.as_ref().map(Description::as_str),
            status: status_rank(*status),
            priority: priority_rank(*priority),
            due_date: due_date.map(DueDate::days),
            version: version.get(),
            updated_at: updated_at.as_microseconds(),
            completed_at: completed_at.map(Timestamp::as_microseconds),
            title_key: fold(title.as_str()),
            searchable: record.searchable(),
            tags: tags.join(),
        }
    }
}

impl NewTaskRow<'_> {
    /// How many bytes of text it has.
    pub(crate) fn bytes(&self) -> usize {
        self.title.len()
            + self.description.map_or(0, str::len)
            + self.title_key.len()
            + self.searchable.len()
            + self.tags.len()
    }
}

impl<'a> TaskChanges<'a> {
    /// The columns that an update writes.
    pub(crate) const COLUMNS: &'static [&'static str] = &[
        "title",
        "description",
        "status",
        "priority",
        "due_date",
        "version",
        "updated_at",
        "completed_at",
        "title_key",
        "searchable",
        "tags",
    ];

    /// Their values, in that order.
    pub(crate) fn into_values(self) -> Vec<Value<'a>> {
        let Self {
            title,
            description,
            status,
            priority,
            due_date,
            version,
            updated_at,
            completed_at,
            title_key,
            searchable,
            tags,
        } = self;
        vec![
            Value::Text(title.into()),
            Value::TextOrNull(description),
            Value::SmallInt(status),
            Value::SmallInt(priority),
            Value::IntegerOrNull(due_date),
            Value::BigInt(version),
            Value::BigInt(updated_at),
            Value::BigIntOrNull(completed_at),
            Value::Text(title_key.into()),
            Value::Text(searchable.into()),
            Value::Text(tags.into()),
        ]
    }
}

impl TryFrom<TaskRow> for Task {
    type Error = Inconsistency;

    fn try_from(row: TaskRow) -> Result<Self, Inconsistency> {
        let TaskRow {
            id,
            owner_id,
            title,
            description,
            status,
            priority,
            due_date,
            version,
            created_at,
            updated_at,
            completed_at,
            tags,
        } = row;
        let at = Place {
            table: "tasks",
            row: id,
        };
        let description = description.as_deref().map(Description::parse).transpose();
        let due_date = due_date.map(DueDate::from_days).transpose();
        let completed_at = completed_at.map(Timestamp::from_microseconds).transpose();
        let record = TaskRecord {
            owner: UserId::new(owner_id).map_err(at.column("owner_id"))?,
            title: Title::parse(&title).map_err(at.column("title"))?,
            description: description.map_err(at.column("description"))?,
            status: status_of_rank(status).map_err(at.column("status"))?,
            priority: priority_of_rank(priority).map_err(at.column("priority"))?,
            due_date: due_date.map_err(at.column("due_date"))?,
            tags: Tags::split(&tags).map_err(at.column("tags"))?,
            version: Version::new(version).map_err(at.column("version"))?,
            created_at: Timestamp::from_microseconds(created_at)
                .map_err(at.column("created_at"))?,
            updated_at: Timestamp::from_microseconds(updated_at)
                .map_err(at.column("updated_at"))?,
            completed_at: completed_at.map_err(at.column("completed_at"))?,
        };
        let id = TaskId::new(id).map_err(at.column("id"))?;
        Self::restore(id, record).map_err(at.column("completed_at"))
    }
}
