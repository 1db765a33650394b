//! A unit of work on a copy of everything.

use docket_application::Statistics;
use docket_application::ports::idempotency::{AnswerRepository, Answered, IdempotencyKey};
use docket_application::ports::sessions::SessionRepository;
use docket_application::ports::store::{StoreError, UnitOfWork};
use docket_application::ports::tasks::TaskRepository;
use docket_application::ports::users::UserRepository;
use docket_application::tasks::TaskQuery;
use docket_domain::task::{NewTask, Version};
use docket_domain::{DueDate, Tag, Task, TaskFilter, TaskId, Timestamp, UserId};

use super::state::State;

/// A copy of everything, and whether something in it turned out to be stale.
pub(super) struct Unit {
    pub(super) state: State,
    pub(super) saw_stale: bool,
}

impl Unit {
    pub(super) fn on(state: &State) -> Self {
        Self {
            state: state.clone(),
            saw_stale: false,
        }
    }

    /// Takes note if `answer` says that something was stale.
    fn noted<T>(&mut self, answer: Result<T, StoreError>) -> Result<T, StoreError> {
        self.saw_stale |= matches!(answer, Err(StoreError::Stale));
        answer
    }
}

impl UnitOfWork for Unit {
    fn users(&mut self) -> &mut dyn UserRepository {
        &mut self.state
    }

    fn sessions(&mut self) -> &mut dyn SessionRepository {
        &mut self.state
    }

    fn tasks(&mut self) -> &mut dyn TaskRepository {
        self
    }

    fn answers(&mut self) -> &mut dyn AnswerRepository {
        self
    }
}

impl TaskRepository for Unit {
    fn add_all(&mut self, tasks: &[NewTask]) -> Result<Option<Vec<Task>>, StoreError> {
        Ok(self.state.add_tasks(tasks))
    }

    fn find(&mut self, id: TaskId) -> Result<Option<Task>, StoreError> {
        Ok(self.state.find_task(id))
    }

    fn find_all(&mut self, ids: &[TaskId]) -> Result<Vec<Task>, StoreError> {
        Ok(self.state.find_tasks(ids))
    }

    fn list(
        &mut self,
        owner: UserId,
        query: &TaskQuery,
        limit: usize,
    ) -> Result<Vec<Task>, StoreError> {
        Ok(self.state.list_tasks(owner, query, limit))
    }

    fn count(&mut self, owner: UserId, filter: &TaskFilter) -> Result<u64, StoreError> {
        Ok(self.state.count_tasks(owner, filter))
    }

    fn find_tagged(
        &mut self,
        owner: UserId,
        tag: &Tag,
        after: Option<TaskId>,
        limit: u16,
    ) -> Result<Vec<Task>, StoreError> {
        Ok(self.state.find_tagged(owner, tag, after, limit))
    }

    fn count_by_tag(&mut self, owner: UserId) -> Result<Vec<(Tag, u64)>, StoreError> {
        Ok(self.state.count_by_tag(owner))
    }

    fn statistics(&mut self, owner: UserId, today: DueDate) -> Result<Statistics, StoreError> {
        Ok(self.state.statistics(owner, today))
    }

    fn update(&mut self, task: &Task, read_at: Version) -> Result<(), StoreError> {
        self.update_all(&[(task, read_at)])
    }

    fn update_all(&mut self, changes: &[(&Task, Version)]) -> Result<(), StoreError> {
        let answer = self.state.update_tasks(changes);
        self.noted(answer)
    }

    fn remove_all(&mut self, read: &[(TaskId, Version)]) -> Result<(), StoreError> {
        let answer = self.state.remove_tasks(read);
        self.noted(answer)
    }
}

impl AnswerRepository for Unit {
    fn find(
        &mut self,
        user: UserId,
        key: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Option<Answered>, StoreError> {
        Ok(self.state.find_answer(user, key, now))
    }

    fn add(
        &mut self,
        user: UserId,
        key: &IdempotencyKey,
        answered: &Answered,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let answer = self.state.add_answer(user, key, answered, expires_at);
        self.noted(answer)
    }

    fn remove_expired(&mut self, now: Timestamp, limit: u16) -> Result<usize, StoreError> {
        Ok(self.state.remove_expired_answers(now, limit))
    }
}
