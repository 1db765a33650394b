//! Many tasks at once: all of them, or none.

use docket_domain::task::NewTask;
use docket_domain::{Action, Task, TaskDraft, TaskId, TaskPatch};

use super::finder::Finder;
use super::once::once;
use super::{Answer, TaskError, TaskService};
use crate::ports::idempotency::Attempt;
use crate::ports::store::UnitOfWork;
use crate::sessions::Caller;

impl TaskService {
    /// How many tasks can be worked on at once.
    pub const MAX_BULK: usize = 1000;

    /// Creates tasks of the caller's, in this order.
    ///
    /// # Errors
    /// [`TaskError::OwnerGone`] if the caller's account has been deleted meanwhile.
    pub async fn create_all(
        &self,
        caller: &Caller,
        drafts: Vec<TaskDraft>,
    ) -> Result<Vec<Task>, TaskError> {
        self.add_all(self.new_tasks(caller, drafts)).await
    }

    /// Creates tasks of the caller's, in this order, unless that was done under this key before.
    /// What is kept and answered is what `render` makes of them.
    ///
    /// # Errors
    /// [`TaskError::KeyReused`] if the key stands for another request, and as for
    /// [`Self::create_all`].
    pub async fn create_all_once(
        &self,
        caller: &Caller,
        drafts: Vec<TaskDraft>,
        attempt: Attempt,
        render: impl Fn(&[Task]) -> Vec<u8> + Send + 'static,
    ) -> Result<Answer, TaskError> {
        let tasks = self.new_tasks(caller, drafts);
        self.add_all_once(caller, tasks, attempt, render).await
    }

    /// Makes the changes of `patch` to all of these tasks, and answers them as they are then, in
    /// this order.
    ///
    /// # Errors
    /// [`TaskError::NoneChanged`] naming those that are missing or someone else's.
    pub async fn edit_all(
        &self,
        caller: &Caller,
        ids: Vec<TaskId>,
        patch: TaskPatch,
    ) -> Result<Vec<Task>, TaskError> {
        let now = self.clock.now();
        let finder = Finder(caller.actor());
        let changed = self
            .store
            .write(move |work| {
                let mut tasks = finder.find_all(work, Action::Edit, &ids)?;
                let mut changes = Vec::with_capacity(tasks.len());
                for task in tasks.values_mut() {
                    let read_at = task.record().version;
                    if task.edit(&patch, now) {
                        changes.push((&*task, read_at));
                    }
                }
                work.tasks().update_all(&changes)?;
                Ok(ids.iter().filter_map(|id| tasks.get(id).cloned()).collect())
            })
            .await;
        self.told(caller, changed)
    }

    /// Deletes all of these tasks.
    ///
    /// # Errors
    /// As for [`Self::edit_all`].
    pub async fn delete_all(&self, caller: &Caller, ids: Vec<TaskId>) -> Result<(), TaskError> {
        let finder = Finder(caller.actor());
        let deleted = self
            .store
            .write(move |work| {
                let tasks = finder.find_all(work, Action::Delete, &ids)?;
                let read: Vec<_> = tasks
                    .into_iter()
                    .map(|(id, task)| (id, task.record().version))
                    .collect();
                Ok(work.tasks().remove_all(&read)?)
            })
            .await;
        self.told(caller, deleted)
    }

    /// Adds tasks.
    pub(super) async fn add_all(&self, tasks: Vec<NewTask>) -> Result<Vec<Task>, TaskError> {
        self.store.write(move |work| add_all(work, &tasks)).await
    }

    /// Adds tasks, unless that was done under this key before.
    pub(super) async fn add_all_once(
        &self,
        caller: &Caller,
        tasks: Vec<NewTask>,
        attempt: Attempt,
        render: impl Fn(&[Task]) -> Vec<u8> + Send + 'static,
    ) -> Result<Answer, TaskError> {
        let user = caller.user_id();
        let now = self.clock.now();
        let times = (now, now.plus_seconds(self.settings.keep_answers_for.into()));
        self.store
            .write(move |work| {
                once(work, user, &attempt, times, |work| {
                    Ok(render(&add_all(work, &tasks)?))
                })
            })
            .await
    }

    fn new_tasks(&self, caller: &Caller, drafts: Vec<TaskDraft>) -> Vec<NewTask> {
        let now = self.clock.now();
        let owner = caller.user_id();
        drafts
            .into_iter()
            .map(|draft| NewTask::create(owner, draft, now))
            .collect()
    }
}

fn add_all(work: &mut dyn UnitOfWork, tasks: &[NewTask]) -> Result<Vec<Task>, TaskError> {
    if tasks.is_empty() {
        return Ok(Vec::new());
    }
    work.tasks().add_all(tasks)?.ok_or(TaskError::OwnerGone)
}
