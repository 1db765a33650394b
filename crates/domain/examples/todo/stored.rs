//! What the file looks like.
//!
//! A task in the file is a type of its own: the file stays readable whatever becomes of `Task`, and
//! the conversions name every member, so that a new one does not compile until it has been decided
//! what becomes of it here. Each value is read through its own rules.

use docket_domain::task::Version;
use docket_domain::{
    Description, DueDate, Priority, Status, Tags, Task, TaskId, TaskRecord, TimeZone, Timestamp,
    Title, Violation,
};
use serde::de::Error as _;
use serde::{Deserialize, Serialize};

use crate::notebook::{ME, Notebook};

/// The whole file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredNotebook {
    time_zone: TimeZone,
    next_id: TaskId,
    tasks: Vec<StoredTask>,
}

/// One task.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredTask {
    id: TaskId,
    title: Title,
    description: Option<Description>,
    status: Status,
    priority: Priority,
    due_date: Option<DueDate>,
    tags: Tags,
    version: Version,
    created_at: Timestamp,
    updated_at: Timestamp,
    completed_at: Option<Timestamp>,
}

/// Reads a file.
pub(crate) fn from_json(json: &[u8]) -> Result<Notebook, serde_json::Error> {
    let stored: StoredNotebook = serde_json::from_slice(json)?;
    let tasks: Result<Vec<Task>, Violation> = stored.tasks.into_iter().map(restore).collect();
    tasks
        .and_then(|tasks| Notebook::restore(stored.time_zone, stored.next_id, tasks))
        .map_err(serde_json::Error::custom)
}

/// Writes a file.
pub(crate) fn to_json(notebook: &Notebook) -> Result<Vec<u8>, serde_json::Error> {
    let stored = StoredNotebook {
        time_zone: notebook.zone().clone(),
        next_id: notebook.next_id(),
        tasks: notebook.tasks().iter().map(store).collect(),
    };
    let mut json = serde_json::to_vec_pretty(&stored)?;
    json.push(b'\n');
    Ok(json)
}

fn store(task: &Task) -> StoredTask {
    let TaskRecord {
        owner: _,
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
    } = task.record().clone();
    StoredTask {
        id: task.id(),
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
    }
}

fn restore(stored: StoredTask) -> Result<Task, Violation> {
    let StoredTask {
        id,
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
    } = stored;
    let record = TaskRecord {
        owner: ME,
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
    };
    Task::restore(id, record)
}
