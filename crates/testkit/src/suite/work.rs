//! Short ways into a store, for cases.

use docket_application::PageRequest;
use docket_application::ports::store::{Store, StoreError, UnitOfWork};
use docket_application::ports::users::Credentials;
use docket_domain::{LoginName, Task, TaskDraft, TaskId, User, UserId};

use crate::{block_on, fixtures};

/// What a unit of work that writes ends with.
pub(super) fn write<T: Send + 'static>(
    store: &Store,
    unit: impl FnMut(&mut dyn UnitOfWork) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    block_on(store.write(unit))
}

/// What a unit of work that writes answers, which must be committed.
pub(super) fn commit<T: Send + 'static>(
    store: &Store,
    unit: impl FnMut(&mut dyn UnitOfWork) -> Result<T, StoreError> + Send + 'static,
) -> T {
    write(store, unit).expect("the unit of work is committed")
}

/// What a unit of work that only reads answers.
pub(super) fn read<T: Send + 'static>(
    store: &Store,
    unit: impl FnMut(&mut dyn UnitOfWork) -> Result<T, StoreError> + Send + 'static,
) -> T {
    block_on(store.read(unit)).expect("the unit of work reads")
}

/// A new user, with a name that nobody else has.
pub(super) fn add_user(store: &Store) -> User {
    let user = fixtures::new_user(fixtures::full_identity(&fixtures::unique("user")));
    commit(store, move |work| work.users().add(user.clone(), &hash()))
}

/// A new task of `owner`.
pub(super) fn add_task(store: &Store, owner: UserId, draft: TaskDraft) -> Task {
    let task = fixtures::new_task(owner, draft);
    commit(store, move |work| work.tasks().add(task.clone())).expect("the owner is there")
}

/// The user with this id.
pub(super) fn find_user(store: &Store, id: UserId) -> Option<User> {
    read(store, move |work| work.users().find(id))
}

/// The user with this name, and their password's hash.
pub(super) fn find_by_name(store: &Store, name: &str) -> Option<Credentials> {
    let name = LoginName::parse(name).expect("the case has a good name");
    read(store, move |work| {
        work.users().find_credentials_by_name(&name)
    })
}

/// The task with this id.
pub(super) fn find_task(store: &Store, id: TaskId) -> Option<Task> {
    read(store, move |work| work.tasks().find(id))
}

/// The first hundred tasks of `owner`.
pub(super) fn list(store: &Store, owner: UserId) -> Vec<Task> {
    read(store, move |work| {
        work.tasks().list(owner, PageRequest::default())
    })
}

/// The hash that users have here unless said otherwise.
pub(super) fn hash() -> docket_application::ports::hasher::PasswordHash {
    fixtures::password_hash("$2b$04$aUserOfTheSuiteHasThisHashAndNoPassword")
}
