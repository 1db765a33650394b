//! What clients send about many tasks at once.

use std::ops::RangeInclusive;

use docket_application::TaskService;
use docket_domain::{TaskDraft, TaskId, TaskPatch};
use serde::Deserialize;
use utoipa::ToSchema;

use super::input::{NewTaskBody, TaskPatchBody};
use crate::body::{Items, Member, Members, Object};
use crate::error::ApiError;

/// How many tasks can be worked on at once.
const COUNTS: RangeInclusive<usize> = 1..=TaskService::MAX_BULK;

/// New tasks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTasks, example = json!({
    "tasks": [{"title": "Learn diesel"}, {"title": "Learn actix", "tags": ["web"]}]
}))]
pub(super) struct NewTasksBody {
    /// The tasks, in the order in which they get their ids.
    #[serde(default)]
    #[schema(value_type = Vec<NewTaskBody>, required, min_items = 1, max_items = 1000)]
    tasks: Member<Items<Object<NewTaskBody>>>,
}

impl NewTasksBody {
    /// The drafts.
    ///
    /// # Errors
    /// [`ApiError::UnknownField`], or [`ApiError::ValidationFailed`] with every fault.
    pub(super) fn into_drafts(self) -> Result<Vec<TaskDraft>, ApiError> {
        let mut members = Members::default();
        let tasks = members
            .list("tasks", self.tasks, COUNTS)
            .unwrap_or_default();
        tasks
            .iter()
            .try_for_each(|Object(task)| task.refuse_server_members())?;
        let drafts: Vec<Option<TaskDraft>> = tasks
            .into_iter()
            .enumerate()
            .map(|(at, Object(task))| {
                members.within(&format!("tasks/{at}"), |members| task.read_draft(members))
            })
            .collect();
        members.faults().check(drafts.into_iter().collect())
    }
}

/// The same changes for many tasks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TasksPatch, example = json!({"task_ids": [1, 2], "updates": {"status": "completed"}}))]
pub(super) struct TasksPatchBody {
    /// Which tasks, each once.
    #[serde(default)]
    #[schema(value_type = Vec<i64>, required, min_items = 1, max_items = 1000)]
    task_ids: Member<Items<TaskId>>,
    /// What to change in each of them.
    #[serde(default)]
    #[schema(value_type = TaskPatchBody, required)]
    updates: Member<Object<TaskPatchBody>>,
}

impl TasksPatchBody {
    /// Which tasks, and the patch.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] with every fault.
    pub(super) fn into_patch(self) -> Result<(Vec<TaskId>, TaskPatch), ApiError> {
        let mut members = Members::default();
        let ids = read_ids(&mut members, self.task_ids);
        let updates = members.required("updates", self.updates);
        let patch = updates.map(|Object(updates)| members.within("updates", |m| updates.read(m)));
        members.faults().check(ids.zip(patch))
    }
}

/// Which tasks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TaskIds, example = json!({"task_ids": [1, 2]}))]
pub(super) struct TaskIdsBody {
    /// Which tasks, each once.
    #[serde(default)]
    #[schema(value_type = Vec<i64>, required, min_items = 1, max_items = 1000)]
    task_ids: Member<Items<TaskId>>,
}

impl TaskIdsBody {
    /// Which tasks.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] with every fault.
    pub(super) fn into_ids(self) -> Result<Vec<TaskId>, ApiError> {
        let mut members = Members::default();
        let ids = read_ids(&mut members, self.task_ids);
        members.faults().check(ids)
    }
}

fn read_ids(members: &mut Members, member: Member<Items<TaskId>>) -> Option<Vec<TaskId>> {
    let ids = members.list("task_ids", member, COUNTS)?;
    members.refuse_doubles("task_ids", &ids);
    Some(ids)
}
