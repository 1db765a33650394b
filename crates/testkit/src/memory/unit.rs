//! A unit of work on a copy of everything.

use docket_application::PageRequest;
use docket_application::ports::store::{StoreError, UnitOfWork};
use docket_application::ports::tasks::TaskRepository;
use docket_application::ports::users::UserRepository;
use docket_domain::task::{NewTask, Version};
use docket_domain::{Task, TaskId, UserId};

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

    fn tasks(&mut self) -> &mut dyn TaskRepository {
        self
    }
}

impl TaskRepository for Unit {
    fn add(&mut self, task: NewTask) -> Result<Option<Task>, StoreError> {
        Ok(self.state.add_task(task))
    }

    fn find(&mut self, id: TaskId) -> Result<Option<Task>, StoreError> {
        Ok(self.state.find_task(id))
    }

    fn list(&mut self, owner: UserId, page: PageRequest) -> Result<Vec<Task>, StoreError> {
        Ok(self.state.list_tasks(owner, page))
    }

    fn update(&mut self, task: &Task, read_at: Version) -> Result<(), StoreError> {
        let answer = self.state.update_task(task, read_at);
        self.noted(answer)
    }

    fn remove(&mut self, id: TaskId, read_at: Version) -> Result<(), StoreError> {
        let answer = self.state.remove_task(id, read_at);
        self.noted(answer)
    }
}
