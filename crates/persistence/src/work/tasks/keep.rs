//! What is kept beside the rows of tasks: their tags, in step with them.

use docket_application::ports::store::{Access, StoreError};
use docket_domain::task::NewTask;
use docket_domain::{Task, TaskId};

use super::tags;
use crate::error::Constraint;
use crate::rows::task::TaskRow;
use crate::work::Work;

impl Work<'_> {
    /// The task of a row. A unit that may write remembers its tags, so as to see whether they
    /// change.
    pub(super) fn decode(&mut self, row: TaskRow) -> Result<Task, StoreError> {
        let task = Task::try_from(row)?;
        if matches!(self.access, Access::Write | Access::SingleWrite) {
            self.tags_read.insert(task.id(), task.record().tags.clone());
        }
        Ok(task)
    }

    /// The tasks that were added with these ids, when their tags have been added too.
    pub(super) fn added(
        &mut self,
        tasks: &[NewTask],
        ids: Result<Vec<i64>, Constraint>,
    ) -> Result<Option<Vec<Task>>, StoreError> {
        let ids = match ids {
            Ok(ids) => ids,
            Err(Constraint::ForeignKey) => return Ok(None),
            Err(Constraint::Unique(entity)) => return Err(StoreError::Duplicate(entity)),
        };
        let mut added = Vec::with_capacity(tasks.len());
        for (task, id) in tasks.iter().zip(ids) {
            let id = TaskId::new(id).map_err(|why| StoreError::Failed(why.into()))?;
            added.push(task.clone().stored_as(id));
        }
        let tagged: Vec<&Task> = added
            .iter()
            .filter(|task| !task.record().tags.is_empty())
            .collect();
        if !tagged.is_empty() {
            self.write(|connection| tags::insert(connection, &tagged))?;
        }
        Ok(Some(added))
    }

    /// Whether a task that is written has other tags than when it was read, as far as is known.
    pub(super) fn changes_tags(&self, task: &Task) -> bool {
        self.tags_read.get(&task.id()) != Some(&task.record().tags)
    }

    /// Puts the tags of tasks that have been written in place of those they had, where they are
    /// others.
    pub(super) fn keep_tags(&mut self, tasks: &[&Task]) -> Result<(), StoreError> {
        let changed: Vec<&Task> = tasks
            .iter()
            .copied()
            .filter(|task| self.changes_tags(task))
            .collect();
        // What was not read by this unit may have had any.
        let with_old: Vec<i64> = changed
            .iter()
            .filter(|task| {
                self.tags_read
                    .get(&task.id())
                    .is_none_or(|old| !old.is_empty())
            })
            .map(|task| task.id().get())
            .collect();
        if !with_old.is_empty() {
            self.write(|connection| tags::delete(connection, &with_old))?;
        }
        let with_new: Vec<&Task> = changed
            .iter()
            .copied()
            .filter(|task| !task.record().tags.is_empty())
            .collect();
        if !with_new.is_empty() {
            self.write(|connection| tags::insert(connection, &with_new))?;
        }
        for task in changed {
            self.tags_read.insert(task.id(), task.record().tags.clone());
        }
        Ok(())
    }
}
