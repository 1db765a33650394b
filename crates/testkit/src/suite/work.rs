//! Short ways into a store, for cases.

use docket_application::ports::sessions::KeptSession;
use docket_application::ports::store::{Store, StoreError, UnitOfWork};
use docket_application::ports::tokens::{SecretDigest, TokenDigests};
use docket_application::ports::users::Credentials;
use docket_application::tasks::TaskQuery;
use docket_domain::session::NewSession;
use docket_domain::task::NewTask;
use docket_domain::{
    LoginName, Role, Session, SessionId, Tag, Task, TaskDraft, TaskFilter, TaskId, Timestamp, User,
    UserId,
};

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

/// A new active administrator, with a name that nobody else has.
pub(super) fn add_admin(store: &Store) -> User {
    let mut admin = fixtures::new_user(fixtures::identity(&fixtures::unique("admin")));
    admin.role = Role::Admin;
    commit(store, move |work| work.users().add(admin.clone(), &hash()))
}

/// The session, stored with these digests.
pub(super) fn add_session(store: &Store, session: NewSession, digests: TokenDigests) -> Session {
    commit(store, move |work| {
        work.sessions().add(session.clone(), &digests)
    })
}

/// A new session of `user`, and the digests it is stored with.
pub(super) fn begin_session(store: &Store, user: UserId) -> (Session, TokenDigests) {
    let digests = fixtures::unique_digests();
    let session = add_session(store, fixtures::new_session(user), digests);
    (session, digests)
}

/// A new task of `owner`.
pub(super) fn add_task(store: &Store, owner: UserId, draft: TaskDraft) -> Task {
    let task = fixtures::new_task(owner, draft);
    commit(store, move |work| work.tasks().add(&task)).expect("the owner is there")
}

/// New tasks of `owner`, in this order.
pub(super) fn add_tasks(
    store: &Store,
    owner: UserId,
    drafts: impl IntoIterator<Item = TaskDraft>,
) -> Vec<Task> {
    let tasks: Vec<NewTask> = drafts
        .into_iter()
        .map(|draft| fixtures::new_task(owner, draft))
        .collect();
    commit(store, move |work| work.tasks().add_all(&tasks)).expect("the owner is there")
}

/// Stores a task that was read as `before`.
pub(super) fn update(store: &Store, before: &Task, after: &Task) {
    let (after, read_at) = (after.clone(), before.record().version);
    commit(store, move |work| work.tasks().update(&after, read_at));
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

/// The user whose session it is, unless it is over at the instant `now`.
pub(super) fn find_session_user(store: &Store, id: SessionId, now: Timestamp) -> Option<User> {
    read(store, move |work| work.sessions().find_user(id, now))
}

/// The session with this digest of the common part of its tokens.
pub(super) fn find_family(store: &Store, family: SecretDigest) -> Option<KeptSession> {
    read(store, move |work| work.sessions().find_family(&family))
}

/// The sessions of `user` that are not over at the instant at which tests begin.
pub(super) fn sessions_of(store: &Store, user: UserId) -> Vec<Session> {
    sessions_at(store, user, fixtures::instant())
}

/// The sessions of `user` that are not over at the instant `now`.
pub(super) fn sessions_at(store: &Store, user: UserId, now: Timestamp) -> Vec<Session> {
    read(store, move |work| work.sessions().list(user, now))
}

/// The task with this id.
pub(super) fn find_task(store: &Store, id: TaskId) -> Option<Task> {
    read(store, move |work| work.tasks().find(id))
}

/// How many of the tasks of `owner` match.
pub(super) fn count(store: &Store, owner: UserId, filter: &TaskFilter) -> u64 {
    let filter = filter.clone();
    read(store, move |work| work.tasks().count(owner, &filter))
}

/// The tags of the tasks of `owner`, and how many tasks have each.
pub(super) fn count_by_tag(store: &Store, owner: UserId) -> Vec<(Tag, u64)> {
    read(store, move |work| work.tasks().count_by_tag(owner))
}

/// The tasks of `owner` that have this tag.
pub(super) fn find_tagged(store: &Store, owner: UserId, tag: &Tag) -> Vec<Task> {
    let tag = tag.clone();
    read(store, move |work| {
        work.tasks().find_tagged(owner, &tag, None, 2000)
    })
}

/// All tasks of `owner`, by ascending id.
pub(super) fn list(store: &Store, owner: UserId) -> Vec<Task> {
    query(store, owner, &TaskQuery::default())
}

/// What `query` finds of the tasks of `owner`, however much it is.
pub(super) fn query(store: &Store, owner: UserId, query: &TaskQuery) -> Vec<Task> {
    page(store, owner, query, 2000)
}

/// The first `limit` of what `query` finds of the tasks of `owner`.
pub(super) fn page(store: &Store, owner: UserId, query: &TaskQuery, limit: usize) -> Vec<Task> {
    let query = query.clone();
    read(store, move |work| work.tasks().list(owner, &query, limit))
}

/// The hash that users have here unless said otherwise.
pub(super) fn hash() -> docket_application::ports::hasher::PasswordHash {
    fixtures::password_hash("$2b$04$aUserOfTheSuiteHasThisHashAndNoPassword")
}
