//! Tasks: creating, reading, listing, changing and deleting them.

mod error;

pub use error::TaskError;

use std::sync::Arc;

use docket_domain::task::NewTask;
use docket_domain::{Action, Actor, Task, TaskDraft, TaskId, TaskPatch, authorize};

use crate::page::PageRequest;
use crate::ports::clock::Clock;
use crate::ports::store::{Store, UnitOfWork};
use crate::sessions::Caller;

/// What someone is told of a task that is someone else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForeignTasks {
    /// That it is: [`TaskError::Denied`].
    #[default]
    Forbidden,
    /// Nothing, not even that it is there: [`TaskError::NotFound`].
    Hidden,
}

/// The use cases of tasks.
#[derive(Clone)]
pub struct TaskService {
    store: Store,
    clock: Arc<dyn Clock>,
    foreign_tasks: ForeignTasks,
}

impl TaskService {
    /// The service on these ports.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            foreign_tasks: ForeignTasks::default(),
        }
    }

    /// The same service, telling this of tasks that are someone else's.
    #[must_use]
    pub fn with_foreign_tasks(self, foreign_tasks: ForeignTasks) -> Self {
        Self {
            foreign_tasks,
            ..self
        }
    }

    /// Creates a task of the caller's.
    ///
    /// # Errors
    /// [`TaskError::OwnerGone`] if the caller's account has been deleted meanwhile.
    pub async fn create(&self, caller: &Caller, draft: TaskDraft) -> Result<Task, TaskError> {
        let task = NewTask::create(caller.user_id(), draft, self.clock.now());
        self.store
            .write(move |work| work.tasks().add(task.clone())?.ok_or(TaskError::OwnerGone))
            .await
    }

    /// One task of the caller's.
    ///
    /// # Errors
    /// [`TaskError::NotFound`], or [`TaskError::Denied`] if it is someone else's.
    pub async fn get(&self, caller: &Caller, id: TaskId) -> Result<Task, TaskError> {
        let finder = self.finder(caller);
        self.store
            .read(move |work| finder.find(work, Action::Read, id))
            .await
    }

    /// A page of the caller's tasks, by ascending id.
    ///
    /// # Errors
    /// [`TaskError::Store`] if the store does not answer.
    pub async fn list(&self, caller: &Caller, page: PageRequest) -> Result<Vec<Task>, TaskError> {
        let owner = caller.user_id();
        self.store
            .read(move |work| Ok(work.tasks().list(owner, page)?))
            .await
    }

    /// Makes the changes of `patch` to a task, and answers the task as it is then.
    ///
    /// # Errors
    /// As for [`Self::get`].
    pub async fn edit(
        &self,
        caller: &Caller,
        id: TaskId,
        patch: TaskPatch,
    ) -> Result<Task, TaskError> {
        let now = self.clock.now();
        self.change(caller, id, move |task| task.edit(&patch, now))
            .await
    }

    /// Puts `draft` in place of a task's content, and answers the task as it is then.
    ///
    /// # Errors
    /// As for [`Self::get`].
    pub async fn replace(
        &self,
        caller: &Caller,
        id: TaskId,
        draft: TaskDraft,
    ) -> Result<Task, TaskError> {
        let now = self.clock.now();
        self.change(caller, id, move |task| task.replace(&draft, now))
            .await
    }

    /// Deletes a task.
    ///
    /// # Errors
    /// As for [`Self::get`].
    pub async fn delete(&self, caller: &Caller, id: TaskId) -> Result<(), TaskError> {
        let finder = self.finder(caller);
        self.store
            .write(move |work| {
                let task = finder.find(work, Action::Delete, id)?;
                Ok(work.tasks().remove(id, task.record().version)?)
            })
            .await
    }

    fn finder(&self, caller: &Caller) -> Finder {
        Finder {
            actor: caller.actor(),
            foreign_tasks: self.foreign_tasks,
        }
    }

    /// Finds a task, lets `change` change it, and stores it if it did.
    async fn change(
        &self,
        caller: &Caller,
        id: TaskId,
        change: impl Fn(&mut Task) -> bool + Send + 'static,
    ) -> Result<Task, TaskError> {
        let finder = self.finder(caller);
        self.store
            .write(move |work| {
                let mut task = finder.find(work, Action::Edit, id)?;
                let read_at = task.record().version;
                if change(&mut task) {
                    work.tasks().update(&task, read_at)?;
                }
                Ok(task)
            })
            .await
    }
}

/// Finds tasks for one caller.
#[derive(Clone, Copy)]
struct Finder {
    actor: Actor,
    foreign_tasks: ForeignTasks,
}

impl Finder {
    /// Finds a task and asks the policy about it.
    fn find(
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
}
