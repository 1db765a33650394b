//! Bodies and queries of tasks, from bytes alone and back.

use docket_application::Caller;
use docket_application::tasks::TaskQuery;
use docket_domain::task::TaskImport;
use docket_domain::{DueDate, Tags, Task, TaskDraft, TaskId, TaskPatch, Timestamp};

use super::body::TaskBody;
use super::bulk_input::{NewTasksBody, TaskIdsBody, TasksPatchBody};
use super::import::Upload;
use super::input::{NewTaskBody, TaskPatchBody, TaskReplacementBody};
use super::tags_input::MoreTagsBody;
use super::{export, import, list_query};
use crate::body::probe;
use crate::error::ApiError;

/// A new task.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn draft(body: &[u8]) -> Result<TaskDraft, ApiError> {
    probe::object::<NewTaskBody>(body)?.into_draft()
}

/// All that is to stand in the place of a task.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn replacement(body: &[u8]) -> Result<TaskDraft, ApiError> {
    probe::object::<TaskReplacementBody>(body)?.into_draft()
}

/// A change of a task.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn patch(body: &[u8]) -> Result<TaskPatch, ApiError> {
    probe::object::<TaskPatchBody>(body)?.into_patch()
}

/// Many new tasks.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn drafts(body: &[u8]) -> Result<Vec<TaskDraft>, ApiError> {
    probe::object::<NewTasksBody>(body)?.into_drafts()
}

/// The same change of many tasks.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn patch_of_many(body: &[u8]) -> Result<(Vec<TaskId>, TaskPatch), ApiError> {
    probe::object::<TasksPatchBody>(body)?.into_patch()
}

/// Which tasks.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn ids(body: &[u8]) -> Result<Vec<TaskId>, ApiError> {
    probe::object::<TaskIdsBody>(body)?.into_ids()
}

/// More tags.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn tags(body: &[u8]) -> Result<Tags, ApiError> {
    probe::value::<MoreTagsBody>(body)?.into_tags()
}

/// The tasks of an import that is an array and comes at the instant `now`.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn import_of_array(body: &[u8], now: Timestamp) -> Result<Vec<TaskImport>, ApiError> {
    import::read(Upload::Json(probe::value(body)?), now)
}

/// The tasks of an import that is a table and comes at the instant `now`.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn import_of_table(body: &[u8], now: Timestamp) -> Result<Vec<TaskImport>, ApiError> {
    import::read(Upload::Table(body.to_vec().into()), now)
}

/// An export of tasks in a format (`json`, `csv`, `ics`).
///
/// # Errors
/// [`ApiError`], if one cannot be written.
pub fn export(format: &str, tasks: &[Task], today: DueDate) -> Result<Vec<u8>, ApiError> {
    export::render(format, tasks, today)
}

/// The list of tasks that a query asks for.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn query(query: &str, caller: &Caller, today: DueDate) -> Result<TaskQuery, ApiError> {
    list_query::read(query, caller, today).map(|(wanted, _)| wanted)
}

/// The body of the answer with one task.
#[must_use]
pub fn render(task: &Task, today: DueDate) -> Vec<u8> {
    serde_json::to_vec(&TaskBody::new(task, today)).unwrap_or_default()
}

/// The body of the answer with several tasks.
#[must_use]
pub fn render_all(tasks: &[Task], today: DueDate) -> Vec<u8> {
    let bodies: Vec<_> = tasks
        .iter()
        .map(|task| TaskBody::new(task, today))
        .collect();
    serde_json::to_vec(&bodies).unwrap_or_default()
}
