//! What clients send of tasks from elsewhere, as JSON: what is answered of tasks, or as much of it as
//! there is.

use docket_application::TaskService;
use docket_domain::task::{History, TaskImport};
use docket_domain::{Timestamp, Violation};
use serde::Deserialize;

use super::super::input::TaskPatchBody;
use crate::body::{FromText, Items, Member, Members, Object};
use crate::error::ApiError;

/// A task from elsewhere. Of the members that only the server sets, it has a past; the others are
/// ignored.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(in crate::routes::tasks) struct ImportedTaskBody(pub(super) TaskPatchBody);

impl ImportedTaskBody {
    /// The task that it stands for, with its faults left to `members`. `None` only together with a
    /// fault.
    pub(super) fn read(self, members: &mut Members, now: Timestamp) -> Option<TaskImport> {
        let Self(mut body) = self;
        let [created_at, completed_at] = body.take_history();
        let history = History {
            created_at: instant(members, "created_at", created_at),
            completed_at: instant(members, "completed_at", completed_at),
        };
        let draft = body.read_draft(members)?;
        TaskImport::new(draft, history, now)
            .map_err(|impossible| {
                for (name, violation) in [
                    ("created_at", impossible.created_at),
                    ("completed_at", impossible.completed_at),
                ] {
                    if let Some(violation) = violation {
                        members.refuse(name, violation);
                    }
                }
            })
            .ok()
    }
}

fn instant(
    members: &mut Members,
    name: &str,
    member: Member<FromText<Timestamp>>,
) -> Option<Timestamp> {
    let instant = members.nullable(name, member);
    instant.map(FromText::into_inner).apply(None)
}

/// The tasks of an array.
///
/// # Errors
/// [`ApiError::ValidationFailed`] with every fault.
pub(super) fn read(
    items: Items<Object<ImportedTaskBody>>,
    now: Timestamp,
) -> Result<Vec<TaskImport>, ApiError> {
    let mut members = Members::default();
    if items.0.len() > TaskService::MAX_IMPORT {
        members.refuse("", Violation::TooMany(TaskService::MAX_IMPORT));
        return members.faults().check(None);
    }
    let tasks: Vec<Option<TaskImport>> = items
        .0
        .into_iter()
        .enumerate()
        .map(|(at, item)| {
            let place = at.to_string();
            let Object(task) = members.required(&place, item)?;
            members.within(&place, |members| task.read(members, now))
        })
        .collect();
    members.faults().check(tasks.into_iter().collect())
}
