//! Finding tasks, and asking the policy about them.

use std::collections::BTreeMap;

use docket_domain::{Action, Actor, Task, TaskId, authorize};

use super::TaskError;
use crate::ports::store::UnitOfWork;

/// Finds tasks for one caller.
#[derive(Clone, Copy)]
pub(super) struct Finder(pub(super) Actor);

impl Finder {
    /// Finds a task and asks the policy about it.
    pub(super) fn find(
        self,
        work: &mut dyn UnitOfWork,
        action: Action,
        id: TaskId,
    ) -> Result<Task, TaskError> {
        let task = work.tasks().find(id)?.ok_or(TaskError::NotFound(id))?;
        authorize(self.0, action, &task).map_err(|denied| TaskError::Denied(id, denied))?;
        Ok(task)
    }

    /// Finds tasks and asks the policy about each.
    pub(super) fn find_all(
        self,
        work: &mut dyn UnitOfWork,
        action: Action,
        ids: &[TaskId],
    ) -> Result<BTreeMap<TaskId, Task>, TaskError> {
        let mut allowed = BTreeMap::new();
        let mut denied = None;
        for task in work.tasks().find_all(ids)? {
            match authorize(self.0, action, &task) {
                Ok(()) => {
                    allowed.insert(task.id(), task);
                }
                Err(no) => denied = Some(no),
            }
        }
        let missing: Vec<TaskId> = ids
            .iter()
            .copied()
            .filter(|id| !allowed.contains_key(id))
            .collect();
        if missing.is_empty() {
            Ok(allowed)
        } else {
            Err(TaskError::NoneChanged { missing, denied })
        }
    }
}
