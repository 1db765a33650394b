//! The list: all tasks of one person, and what can be done to them.

use docket_domain::task::NewTask;
use docket_domain::{
    DueDate, Tags, Task, TaskDraft, TaskId, TaskPatch, TimeZone, Timestamp, UserId, Violation,
};

use crate::command::{Change, List};
use crate::error::Error;

/// Every task has an owner. Here is but one person.
pub(crate) const ME: UserId = match UserId::new(1) {
    Ok(id) => id,
    Err(_) => panic!("1 is an id"),
};

/// The tasks of one person.
pub(crate) struct Notebook {
    zone: TimeZone,
    /// What the next task is called by, so that no id is ever used again.
    next_id: TaskId,
    /// By id.
    tasks: Vec<Task>,
}

impl Notebook {
    /// One without any tasks.
    pub(crate) fn empty() -> Result<Self, Violation> {
        Self::restore(TimeZone::UTC, TaskId::new(1)?, Vec::new())
    }

    /// One with these tasks.
    ///
    /// # Errors
    /// If an id is there twice, or is not below the next one.
    pub(crate) fn restore(
        zone: TimeZone,
        next_id: TaskId,
        mut tasks: Vec<Task>,
    ) -> Result<Self, Violation> {
        tasks.sort_by_key(Task::id);
        let twice = tasks.windows(2).any(|pair| pair[0].id() == pair[1].id());
        if twice || tasks.last().is_some_and(|last| last.id() >= next_id) {
            return Err(Violation::Contradiction("next_id"));
        }
        Ok(Self {
            zone,
            next_id,
            tasks,
        })
    }

    /// Where its owner is.
    pub(crate) const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// What the next task will be called by.
    pub(crate) const fn next_id(&self) -> TaskId {
        self.next_id
    }

    /// All tasks.
    pub(crate) fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// The tasks that a list is to have, in its order.
    pub(crate) fn list(&self, list: List, today: DueDate) -> Vec<&Task> {
        let mut filter = list.filter;
        filter.overdue = list.only_overdue.then_some((true, today));
        let mut tasks: Vec<&Task> = self
            .tasks
            .iter()
            .filter(|task| filter.matches(task))
            .collect();
        tasks.sort_by(|one, other| list.order.compare(one, other));
        tasks
    }

    /// Makes a change at the instant `now`, and answers what there is to say about it. After an
    /// error the notebook is not to be kept.
    pub(crate) fn apply(&mut self, change: Change, now: Timestamp) -> Result<String, Error> {
        match change {
            Change::Add(draft) => self.add(draft, now),
            Change::Edit(ids, patch) => self.edit(&ids, &patch, now),
            Change::Tag(id, more) => self.set_tags(id, now, |tags| tags.with(&more)),
            Change::Untag(id, fewer) => self.set_tags(id, now, |tags| {
                // One that is not there is no error.
                let without = |tags: Tags, tag| tags.without(tag).unwrap_or(tags);
                Ok(fewer.iter().fold(tags.clone(), without))
            }),
            Change::Remove(ids) => self.remove(&ids),
            Change::Zone(zone) => {
                self.zone = zone;
                Ok(format!("your days are those of {}\n", self.zone))
            }
        }
    }

    fn add(&mut self, draft: TaskDraft, now: Timestamp) -> Result<String, Error> {
        let id = self.next_id;
        // Past the last number comes a negative one, which is no id.
        let next_id = TaskId::new(id.get().wrapping_add(1)).map_err(Error::refused("the id"))?;
        self.tasks
            .push(NewTask::create(ME, draft, now).stored_as(id));
        self.next_id = next_id;
        Ok(format!("{id} added\n"))
    }

    fn edit(&mut self, ids: &[TaskId], patch: &TaskPatch, now: Timestamp) -> Result<String, Error> {
        let mut edit = |id: &TaskId| Ok(outcome(*id, self.find(*id)?.edit(patch, now)));
        ids.iter().map(&mut edit).collect()
    }

    fn set_tags(
        &mut self,
        id: TaskId,
        now: Timestamp,
        change: impl FnOnce(&Tags) -> Result<Tags, Violation>,
    ) -> Result<String, Error> {
        let task = self.find(id)?;
        let tags = change(&task.record().tags).map_err(Error::refused("the tags"))?;
        Ok(outcome(id, task.set_tags(&tags, now)))
    }

    fn remove(&mut self, ids: &[TaskId]) -> Result<String, Error> {
        let mut remove = |id: &TaskId| {
            self.find(*id)?;
            self.tasks.retain(|task| task.id() != *id);
            Ok(format!("{id} removed\n"))
        };
        ids.iter().map(&mut remove).collect()
    }

    fn find(&mut self, id: TaskId) -> Result<&mut Task, Error> {
        let found = self.tasks.iter_mut().find(|task| task.id() == id);
        found.ok_or(Error::NoSuchTask(id))
    }
}

/// Every change of a task says whether it was one.
fn outcome(id: TaskId, changed: bool) -> String {
    let word = if changed {
        "changed"
    } else {
        "is that way already"
    };
    format!("{id} {word}\n")
}
