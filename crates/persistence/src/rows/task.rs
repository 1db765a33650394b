//! Rows of tasks.

use diesel::prelude::*;
use docket_application::ports::store::Inconsistency;
use docket_domain::task::{NewTask, TaskRecord, Version};
use docket_domain::{
    Description, DueDate, Priority, Status, Task, TaskId, Timestamp, Title, UserId, Violation,
};

use super::Place;
use crate::connection::MultiBackend;
use crate::schema::tasks;

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
}

impl<'a> From<&'a NewTask> for NewTaskRow<'a> {
    fn from(task: &'a NewTask) -> Self {
        let TaskRecord {
            owner,
            title,
            description,
            status,
            priority,
            due_date,
            version,
            created_at,
            updated_at,
            completed_at,
        } = task.record();
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
        }
    }
}

impl<'a> From<&'a Task> for TaskChanges<'a> {
    fn from(task: &'a Task) -> Self {
        let TaskRecord {
            owner: _,
            title,
            description,
            status,
            priority,
            due_date,
            version,
            created_at: _,
            updated_at,
            completed_at,
        } = task.record();
        Self {
            title: title.as_str(),
            description: description.as_ref().map(Description::as_str),
            status: status_rank(*status),
            priority: priority_rank(*priority),
            due_date: due_date.map(DueDate::days),
            version: version.get(),
            updated_at: updated_at.as_microseconds(),
            completed_at: completed_at.map(Timestamp::as_microseconds),
        }
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

/// The number that stands for a status. Numbers sort as the statuses do; they are never reused.
fn status_rank(status: Status) -> i16 {
    match status {
        Status::Pending => 0,
        Status::InProgress => 1,
        Status::Completed => 2,
        Status::Cancelled => 3,
    }
}

/// The status that a number stands for.
fn status_of_rank(rank: i16) -> Result<Status, Violation> {
    match rank {
        0 => Ok(Status::Pending),
        1 => Ok(Status::InProgress),
        2 => Ok(Status::Completed),
        3 => Ok(Status::Cancelled),
        _ => Err(Violation::UnknownValue("0, 1, 2, 3")),
    }
}

/// The number that stands for a priority. Numbers sort as the priorities do.
fn priority_rank(priority: Priority) -> i16 {
    match priority {
        Priority::Low => 0,
        Priority::Medium => 1,
        Priority::High => 2,
        Priority::Urgent => 3,
    }
}

/// The priority that a number stands for.
fn priority_of_rank(rank: i16) -> Result<Priority, Violation> {
    match rank {
        0 => Ok(Priority::Low),
        1 => Ok(Priority::Medium),
        2 => Ok(Priority::High),
        3 => Ok(Priority::Urgent),
        _ => Err(Violation::UnknownValue("0, 1, 2, 3")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_and_priority_comes_back_from_its_rank_and_sorts_by_it() {
        for pair in Status::ALL.windows(2) {
            assert!(status_rank(pair[0]) < status_rank(pair[1]));
        }
        for pair in Priority::ALL.windows(2) {
            assert!(priority_rank(pair[0]) < priority_rank(pair[1]));
        }
        for status in Status::ALL {
            assert_eq!(status_of_rank(status_rank(status)), Ok(status));
        }
        for priority in Priority::ALL {
            assert_eq!(priority_of_rank(priority_rank(priority)), Ok(priority));
        }
        assert!(status_of_rank(4).is_err() && priority_of_rank(-1).is_err());
    }
}
