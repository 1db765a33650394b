//! The tasks, by the domain's own rules of lists and nothing cleverer.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use docket_application::Statistics;
use docket_application::ports::store::StoreError;
use docket_application::tasks::TaskQuery;
use docket_domain::task::{NewTask, Version};
use docket_domain::{DueDate, Priority, Status, Tag, Task, TaskFilter, TaskId, UserId};

use super::State;

impl State {
    /// The tasks of `owner`, by ascending id.
    fn tasks_of(&self, owner: UserId) -> impl Iterator<Item = &Task> {
        self.tasks
            .values()
            .filter(move |task| task.owner() == owner)
    }

    pub(in crate::memory) fn add_tasks(&mut self, tasks: &[NewTask]) -> Option<Vec<Task>> {
        if !tasks
            .iter()
            .all(|task| self.users.contains_key(&task.owner()))
        {
            return None;
        }
        let mut added = Vec::with_capacity(tasks.len());
        for task in tasks {
            self.last_task += 1;
            let id = TaskId::new(self.last_task).expect("counted from 1");
            let task = task.clone().stored_as(id);
            self.tasks.insert(id, task.clone());
            added.push(task);
        }
        Some(added)
    }

    pub(in crate::memory) fn find_task(&self, id: TaskId) -> Option<Task> {
        self.tasks.get(&id).cloned()
    }

    pub(in crate::memory) fn find_tasks(&self, ids: &[TaskId]) -> Vec<Task> {
        let ids: BTreeSet<TaskId> = ids.iter().copied().collect();
        ids.iter().filter_map(|id| self.find_task(*id)).collect()
    }

    pub(in crate::memory) fn list_tasks(
        &self,
        owner: UserId,
        query: &TaskQuery,
        limit: usize,
    ) -> Vec<Task> {
        let order = query.order;
        let mut tasks: Vec<&Task> = self
            .tasks_of(owner)
            .filter(|task| query.filter.matches(task))
            .collect();
        tasks.sort_by(|one, other| order.compare(one, other));
        let is_after = |task: &Task, place| {
            order.compare_positions(&order.position(task), place) == Ordering::Greater
        };
        tasks
            .into_iter()
            .filter(|task| {
                query
                    .after
                    .as_ref()
                    .is_none_or(|place| is_after(task, place))
            })
            .skip(usize::try_from(query.page.skip()).unwrap_or(usize::MAX))
            .take(limit)
            .cloned()
            .collect()
    }

    pub(in crate::memory) fn count_tasks(&self, owner: UserId, filter: &TaskFilter) -> u64 {
        count(self.tasks_of(owner).filter(|task| filter.matches(task)))
    }

    pub(in crate::memory) fn find_tagged(
        &self,
        owner: UserId,
        tag: &Tag,
        after: Option<TaskId>,
        limit: u16,
    ) -> Vec<Task> {
        self.tasks_of(owner)
            .filter(|task| task.record().tags.contains(tag))
            .filter(|task| after.is_none_or(|after| task.id() > after))
            .take(limit.into())
            .cloned()
            .collect()
    }

    pub(in crate::memory) fn count_by_tag(&self, owner: UserId) -> Vec<(Tag, u64)> {
        let tags = self
            .tasks_of(owner)
            .flat_map(|task| task.record().tags.iter());
        let mut counts: BTreeMap<Tag, u64> = BTreeMap::new();
        for tag in tags {
            *counts.entry(tag.clone()).or_default() += 1;
        }
        counts.into_iter().collect()
    }

    pub(in crate::memory) fn statistics(&self, owner: UserId, today: DueDate) -> Statistics {
        let mut by_kind: BTreeMap<(Status, Priority), u64> = BTreeMap::new();
        for task in self.tasks_of(owner) {
            let record = task.record();
            *by_kind.entry((record.status, record.priority)).or_default() += 1;
        }
        Statistics {
            by_kind: by_kind.into_iter().collect(),
            overdue: count(self.tasks_of(owner).filter(|task| task.is_overdue(today))),
            by_tag: self.count_by_tag(owner),
        }
    }

    pub(in crate::memory) fn update_tasks(
        &mut self,
        changes: &[(&Task, Version)],
    ) -> Result<(), StoreError> {
        for (task, read_at) in changes {
            self.check_unchanged(task.id(), *read_at)?;
        }
        for (task, _) in changes {
            self.tasks.insert(task.id(), (*task).clone());
        }
        Ok(())
    }

    pub(in crate::memory) fn remove_tasks(
        &mut self,
        read: &[(TaskId, Version)],
    ) -> Result<(), StoreError> {
        for (id, read_at) in read {
            self.check_unchanged(*id, *read_at)?;
        }
        for (id, _) in read {
            self.tasks.remove(id);
        }
        Ok(())
    }

    /// Refuses a task that is gone, or no longer stands at the version `read_at`.
    fn check_unchanged(&self, id: TaskId, read_at: Version) -> Result<(), StoreError> {
        let task = self.tasks.get(&id);
        task.filter(|task| task.record().version == read_at)
            .map(drop)
            .ok_or(StoreError::Stale)
    }
}

/// How many there are.
fn count<'a>(tasks: impl Iterator<Item = &'a Task>) -> u64 {
    tasks.map(|_| 1).sum()
}
