//! Tags: which there are, and renaming and removing them from all of someone's tasks.

use std::sync::Arc;

use docket_domain::{Tag, Task, Timestamp};

use crate::ports::clock::Clock;
use crate::ports::store::{Store, StoreError, UnitOfWork};
use crate::sessions::Caller;

/// How many tasks are read and written at once.
const BATCH: u16 = 500;

/// The use cases of tags.
#[derive(Clone)]
pub struct TagService {
    store: Store,
    clock: Arc<dyn Clock>,
}

/// Why a use case of tags did not end well.
#[derive(Debug, thiserror::Error)]
pub enum TagError {
    /// None of the caller's tasks has this tag.
    #[error("there is no tag {0}")]
    NotFound(Tag),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TagService {
    /// The service on these ports.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// The caller's tags in code-point order, and how many tasks have each.
    ///
    /// # Errors
    /// [`StoreError`] if the store does not answer.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<(Tag, u64)>, StoreError> {
        let owner = caller.user_id();
        self.store
            .read(move |work| work.tasks().count_by_tag(owner))
            .await
    }

    /// Puts `new` in place of `old` in all of the caller's tasks, and says how many changed.
    ///
    /// # Errors
    /// [`TagError::NotFound`] if none of them has `old`.
    pub async fn rename(&self, caller: &Caller, old: Tag, new: Tag) -> Result<usize, TagError> {
        self.change(caller, old, move |task, old, now| {
            let tags = task.record().tags.renamed(old, &new);
            tags.is_some_and(|tags| task.set_tags(&tags, now))
        })
        .await
    }

    /// Removes `tag` from all of the caller's tasks, and says how many changed.
    ///
    /// # Errors
    /// [`TagError::NotFound`] if none of them has it.
    pub async fn remove(&self, caller: &Caller, tag: Tag) -> Result<usize, TagError> {
        self.change(caller, tag, |task, tag, now| {
            let tags = task.record().tags.without(tag);
            tags.is_some_and(|tags| task.set_tags(&tags, now))
        })
        .await
    }

    async fn change(
        &self,
        caller: &Caller,
        tag: Tag,
        change: impl Fn(&mut Task, &Tag, Timestamp) -> bool + Send + 'static,
    ) -> Result<usize, TagError> {
        let owner = caller.user_id();
        let now = self.clock.now();
        self.store
            .write(move |work| {
                let mut changed = 0;
                let mut after = None;
                let mut found = false;
                loop {
                    let mut tasks = work.tasks().find_tagged(owner, &tag, after, BATCH)?;
                    let Some(last) = tasks.last() else { break };
                    found = true;
                    after = Some(last.id());
                    changed += apply(work, &mut tasks, |task| change(task, &tag, now))?;
                }
                if found {
                    Ok(changed)
                } else {
                    Err(TagError::NotFound(tag.clone()))
                }
            })
            .await
    }
}

/// Changes tasks, stores those that did change, and says how many.
fn apply(
    work: &mut dyn UnitOfWork,
    tasks: &mut [Task],
    change: impl Fn(&mut Task) -> bool,
) -> Result<usize, StoreError> {
    let mut changes = Vec::with_capacity(tasks.len());
    for task in tasks {
        let read_at = task.record().version;
        if change(task) {
            changes.push((&*task, read_at));
        }
    }
    work.tasks().update_all(&changes)?;
    Ok(changes.len())
}
