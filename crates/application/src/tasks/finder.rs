//! Finding tasks, and asking the policy about them.

use std::collections::BTreeMap;

use docket_domain::{Action, Actor, Task, TaskId, authorize};

use super::{ForeignTasks, TaskError};
use crate::ports::store::UnitOfWork;

/// Finds tasks for one caller.
#[derive(Clone, Copy)]
pub(super) struct Finder {
    pub(super) actor: Actor,
    pub(super) foreign_tasks: ForeignTasks,
}

impl Finder {
    /// Finds a task and asks the policy about it.
    pub(super) fn find(
        self,
        work: &mut dyn UnitOfWork,
        action: Action,
        id: TaskId,
    ) -> Result<Task, TaskError> {
        let task = work.tasks().find(id)?.ok_or(TaskError::NotFound(id))?;
        match (authorize(self.actor, action, &task), self.foreign_tasks) {
            (Ok(()), _) => Ok(task),
            (Err(denied), ForeignTasks::Forbidden) => Err(TaskError::Denied(id, denied)),
            (Err(_), ForeignTasks::Hidden) => Err(TaskError::NotFound(id)),
        }
    }

    /// Finds tasks and asks the policy about each.
    pub(super) fn find_all(
        self,
        work: &mut dyn UnitOfWork,
        action: Action,
        ids: &[TaskId],
    ) -> Result<BTreeMap<TaskId, Task>, TaskError> {
        let found = work.tasks().find_all(ids)?;
        let allowed: BTreeMap<TaskId, Task> = found
            .into_iter()
            .filter(|task| authorize(self.actor, action, task).is_ok())
            .map(|task| (task.id(), task))
            .collect();
        let missing: Vec<TaskId> = ids
            .iter()
            .copied()
            .filter(|id| !allowed.contains_key(id))
            .collect();
        if missing.is_empty() {
            Ok(allowed)
        } else {
            Err(TaskError::NoneChanged { missing })
        }
    }
}
