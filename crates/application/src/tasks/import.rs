//! Tasks that come from elsewhere: all of them, or none.

use docket_domain::task::{NewTask, TaskImport};
use docket_domain::{Task, UserId};

use super::{Answer, TaskError, TaskService};
use crate::ports::idempotency::Attempt;
use crate::sessions::Caller;

impl TaskService {
    /// How many tasks can be imported at once: as many as fit into a transaction that is over within
    /// seconds.
    pub const MAX_IMPORT: usize = 10_000;

    /// Makes tasks from elsewhere tasks of the caller's, in this order, and says how many.
    ///
    /// # Errors
    /// [`TaskError::OwnerGone`] if the caller's account has been deleted meanwhile.
    pub async fn import(
        &self,
        caller: &Caller,
        tasks: Vec<TaskImport>,
    ) -> Result<usize, TaskError> {
        let added = self.add_all(imported(caller.user_id(), tasks)).await?;
        Ok(added.len())
    }

    /// The same, unless that was done under this key before. What is kept and answered is what
    /// `render` makes of the tasks.
    ///
    /// # Errors
    /// [`TaskError::KeyReused`] if the key stands for another request, and as for [`Self::import`].
    pub async fn import_once(
        &self,
        caller: &Caller,
        tasks: Vec<TaskImport>,
        attempt: Attempt,
        render: impl Fn(&[Task]) -> Vec<u8> + Send + 'static,
    ) -> Result<Answer, TaskError> {
        let tasks = imported(caller.user_id(), tasks);
        self.add_all_once(caller, tasks, attempt, render).await
    }
}

fn imported(owner: UserId, tasks: Vec<TaskImport>) -> Vec<NewTask> {
    tasks
        .into_iter()
        .map(|task| NewTask::import(owner, task))
        .collect()
}
