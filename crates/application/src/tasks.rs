//! Tasks: creating, reading, listing, changing and deleting them.

mod bulk;
mod error;
mod export;
mod finder;
mod import;
mod once;
mod precondition;
mod query;
mod settings;

pub use error::TaskError;
pub use export::Export;
pub use once::Answer;
pub use precondition::Precondition;
pub use query::TaskQuery;
pub use settings::{ForeignTasks, TaskSettings};

use std::sync::Arc;

use docket_domain::task::NewTask;
use docket_domain::{Action, Tag, Tags, Task, TaskDraft, TaskId, TaskPatch};

use self::finder::Finder;
use crate::page::{self, Page};
use crate::ports::audit::{Act, AuditTrail, Event};
use crate::ports::clock::Clock;
use crate::ports::store::Store;
use crate::sessions::Caller;

/// The use cases of tasks.
#[derive(Clone)]
pub struct TaskService {
    store: Store,
    clock: Arc<dyn Clock>,
    audit: Arc<dyn AuditTrail>,
    settings: TaskSettings,
}

impl TaskService {
    /// The service on these ports.
    #[must_use]
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        audit: Arc<dyn AuditTrail>,
        settings: TaskSettings,
    ) -> Self {
        Self {
            store,
            clock,
            audit,
            settings,
        }
    }

    /// Creates a task of the caller's.
    ///
    /// # Errors
    /// [`TaskError::OwnerGone`] if the caller's account has been deleted meanwhile.
    pub async fn create(&self, caller: &Caller, draft: TaskDraft) -> Result<Task, TaskError> {
        let task = NewTask::create(caller.user_id(), draft, self.clock.now());
        self.store
            .write_one(move |work| work.tasks().add(&task)?.ok_or(TaskError::OwnerGone))
            .await
    }

    /// One task of the caller's.
    ///
    /// # Errors
    /// [`TaskError::NotFound`], or [`TaskError::Denied`] if it is someone else's.
    pub async fn get(&self, caller: &Caller, id: TaskId) -> Result<Task, TaskError> {
        let finder = Finder(caller.actor());
        let found = self
            .store
            .read(move |work| finder.find(work, Action::Read, id))
            .await;
        self.told(caller, found)
    }

    /// A part of a list of the caller's tasks.
    ///
    /// # Errors
    /// [`TaskError::Store`] if the store does not answer.
    pub async fn list(&self, caller: &Caller, query: TaskQuery) -> Result<Page<Task>, TaskError> {
        let owner = caller.user_id();
        self.store
            .run(page::access(query.with_total), move |work| {
                let limit = query.page.limit();
                let items = work.tasks().list(owner, &query, usize::from(limit) + 1)?;
                let total = if query.with_total {
                    Some(work.tasks().count(owner, &query.filter)?)
                } else {
                    None
                };
                Ok(Page::of(items, limit, total))
            })
            .await
    }

    /// Makes the changes of `patch` to a task, and answers the task as it is then.
    ///
    /// # Errors
    /// As for [`Self::get`], and [`TaskError::VersionConflict`] if `precondition` does not hold.
    pub async fn edit(
        &self,
        caller: &Caller,
        id: TaskId,
        patch: TaskPatch,
        precondition: Precondition,
    ) -> Result<Task, TaskError> {
        let now = self.clock.now();
        self.change(caller, id, precondition, move |task| {
            Ok(task.edit(&patch, now))
        })
        .await
    }

    /// Puts `draft` in place of a task's content, and answers the task as it is then.
    ///
    /// # Errors
    /// As for [`Self::edit`].
    pub async fn replace(
        &self,
        caller: &Caller,
        id: TaskId,
        draft: TaskDraft,
        precondition: Precondition,
    ) -> Result<Task, TaskError> {
        let now = self.clock.now();
        self.change(caller, id, precondition, move |task| {
            Ok(task.replace(&draft, now))
        })
        .await
    }

    /// Gives a task more tags, and answers the task as it is then.
    ///
    /// # Errors
    /// As for [`Self::edit`], and [`TaskError::TooManyTags`].
    pub async fn add_tags(
        &self,
        caller: &Caller,
        id: TaskId,
        more: Tags,
        precondition: Precondition,
    ) -> Result<Task, TaskError> {
        let now = self.clock.now();
        self.change(caller, id, precondition, move |task| {
            let tags = task
                .record()
                .tags
                .with(&more)
                .map_err(TaskError::TooManyTags)?;
            Ok(task.set_tags(&tags, now))
        })
        .await
    }

    /// Takes a tag from a task, and answers the task as it is then.
    ///
    /// # Errors
    /// As for [`Self::edit`], and [`TaskError::NoSuchTag`] if it does not have it.
    pub async fn remove_tag(
        &self,
        caller: &Caller,
        id: TaskId,
        tag: Tag,
        precondition: Precondition,
    ) -> Result<Task, TaskError> {
        let now = self.clock.now();
        self.change(caller, id, precondition, move |task| {
            let left = task.record().tags.without(&tag);
            let left = left.ok_or_else(|| TaskError::NoSuchTag(tag.clone()))?;
            Ok(task.set_tags(&left, now))
        })
        .await
    }

    /// Deletes a task.
    ///
    /// # Errors
    /// As for [`Self::edit`].
    pub async fn delete(
        &self,
        caller: &Caller,
        id: TaskId,
        precondition: Precondition,
    ) -> Result<(), TaskError> {
        let finder = Finder(caller.actor());
        let deleted = self
            .store
            .write_one(move |work| {
                let version = finder.find(work, Action::Delete, id)?.record().version;
                precondition.check(version)?;
                Ok(work.tasks().remove(id, version)?)
            })
            .await;
        self.told(caller, deleted)
    }

    /// What the caller is told of an outcome: of someone else's task perhaps nothing. That they
    /// were denied it goes into the audit trail all the same.
    fn told<T>(&self, caller: &Caller, outcome: Result<T, TaskError>) -> Result<T, TaskError> {
        let is_denied = match &outcome {
            Err(TaskError::Denied(..)) => true,
            Err(TaskError::NoneChanged { denied, .. }) => denied.is_some(),
            _ => false,
        };
        if is_denied {
            let event = Event::by(Act::AccessDenied, caller.user_id());
            self.audit.record(&event.of_session(caller.session_id()));
        }
        match (outcome, self.settings.foreign_tasks) {
            (Err(TaskError::Denied(id, _)), ForeignTasks::Hidden) => Err(TaskError::NotFound(id)),
            (outcome, _) => outcome,
        }
    }

    /// Finds a task, lets `change` change it, and stores it if it did. The precondition is
    /// checked on what was read, and the statement that writes checks that this still stands.
    async fn change(
        &self,
        caller: &Caller,
        id: TaskId,
        precondition: Precondition,
        change: impl Fn(&mut Task) -> Result<bool, TaskError> + Send + 'static,
    ) -> Result<Task, TaskError> {
        let finder = Finder(caller.actor());
        let changed = self
            .store
            .write_one(move |work| {
                let mut task = finder.find(work, Action::Edit, id)?;
                let read_at = task.record().version;
                precondition.check(read_at)?;
                if change(&mut task)? {
                    work.tasks().update(&task, read_at)?;
                }
                Ok(task)
            })
            .await;
        self.told(caller, changed)
    }
}
