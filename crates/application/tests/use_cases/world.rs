//! Everything that use cases need, and short ways through it.

use std::sync::Arc;

use docket_application::ports::store::Store;
use docket_application::ports::tokens::{AccessTokens, TokenError};
use docket_application::ports::users::Credentials;
use docket_application::tasks::{ForeignTasks, TaskQuery, TaskSettings};
use docket_application::{
    AccountService, Caller, SessionError, SessionService, StatisticsService, TagService,
    TaskService,
};
use docket_domain::{Task, TaskDraft, TaskId, User, UserId};
use docket_testkit::fakes::{FixedClock, PlainHasher, PlainTokens};
use docket_testkit::fixtures::{full_identity, password};
use docket_testkit::memory::MemoryStore;
use secrecy::ExposeSecret;

/// The password that everybody here has unless said otherwise.
pub(crate) const PASSWORD: &str = "correct horse";

/// For how many seconds a token is good here.
pub(crate) const LIFETIME: u32 = 600;

/// What is set of tasks here.
const SETTINGS: TaskSettings = TaskSettings {
    foreign_tasks: ForeignTasks::Forbidden,
    keep_answers_for: KEPT,
};

/// For how many seconds answers are kept here.
pub(crate) const KEPT: u32 = 3600;

pub(crate) struct World {
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) hasher: Arc<PlainHasher>,
    pub(crate) store: Store,
    pub(crate) accounts: AccountService,
    pub(crate) sessions: SessionService,
    pub(crate) tasks: TaskService,
    pub(crate) tags: TagService,
    pub(crate) statistics: StatisticsService,
}

impl World {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(FixedClock::new());
        let hasher = Arc::new(PlainHasher::new());
        let tokens: Arc<dyn AccessTokens> = Arc::new(PlainTokens::good_for(LIFETIME));
        let store = MemoryStore::store();
        Self {
            accounts: AccountService::new(store.clone(), hasher.clone(), clock.clone()),
            sessions: SessionService::new(store.clone(), hasher.clone(), tokens, clock.clone()),
            tasks: TaskService::new(store.clone(), clock.clone(), SETTINGS),
            tags: TagService::new(store.clone(), clock.clone()),
            statistics: StatisticsService::new(store.clone(), clock.clone()),
            clock,
            hasher,
            store,
        }
    }

    /// Registers someone with this user name, and an address made of it.
    pub(crate) async fn register(&self, name: &str) -> User {
        self.accounts
            .register(full_identity(name), password(PASSWORD))
            .await
            .unwrap()
    }

    /// Registers someone, and answers them as one who makes requests.
    pub(crate) async fn caller(&self, name: &str) -> Caller {
        Caller::new(self.register(name).await)
    }

    /// Logs in, and answers the token.
    pub(crate) async fn log_in(&self, name: &str, text: &str) -> Result<String, SessionError> {
        let issued = self.sessions.log_in(name, password(text)).await?;
        Ok(issued.token.expose_secret().to_owned())
    }

    pub(crate) async fn authenticate(&self, token: &str) -> Result<Caller, TokenError> {
        self.sessions
            .authenticate(token)
            .await
            .map_err(|error| match error {
                SessionError::Token(error) => error,
                other => panic!("{other:?}"),
            })
    }

    /// What is stored of a user.
    pub(crate) async fn credentials(&self, id: UserId) -> Option<Credentials> {
        self.store
            .read(move |work| work.users().find_credentials(id))
            .await
            .unwrap()
    }

    /// Changes what is stored of a user, past all use cases.
    pub(crate) async fn update_user(&self, user: User) {
        assert!(
            self.store
                .write(move |work| work.users().update(&user))
                .await
                .unwrap()
        );
    }

    /// Removes a user, past all use cases.
    pub(crate) async fn remove_user(&self, id: UserId) {
        assert!(
            self.store
                .write(move |work| work.users().remove(id))
                .await
                .unwrap()
        );
    }

    /// A new task of the caller's.
    pub(crate) async fn task(&self, caller: &Caller, draft: TaskDraft) -> Task {
        self.tasks.create(caller, draft).await.unwrap()
    }

    /// All of the caller's tasks, by ascending id.
    pub(crate) async fn list(&self, caller: &Caller) -> Vec<Task> {
        let page = self.tasks.list(caller, TaskQuery::default()).await;
        page.unwrap().items
    }

    /// The same use cases where what is someone else's is hidden.
    pub(crate) fn hiding(&self) -> TaskService {
        let settings = TaskSettings {
            foreign_tasks: ForeignTasks::Hidden,
            ..SETTINGS
        };
        TaskService::new(self.store.clone(), self.clock.clone(), settings)
    }

    /// What is stored of a task.
    pub(crate) async fn stored_task(&self, id: TaskId) -> Option<Task> {
        self.store
            .read(move |work| work.tasks().find(id))
            .await
            .unwrap()
    }
}
