//! Everything that use cases need, and short ways through it.

use std::sync::Arc;

use docket_application::ports::BoxFuture;
use docket_application::ports::clock::Clock;
use docket_application::ports::hasher::PasswordHash;
use docket_application::ports::store::{Access, Engine, Job, Store, StoreError};
use docket_application::ports::tokens::TokenError;
use docket_application::ports::users::Credentials;
use docket_application::sessions::{Callers, Grant, Tokens};
use docket_application::tasks::{ForeignTasks, TaskQuery, TaskSettings};
use docket_application::{
    AccountService, AdministrationService, Caller, Passwords, SessionError, SessionService,
    StatisticsService, TagService, TaskService,
};
use docket_domain::session::NewSession;
use docket_domain::{Device, Role, Session, SessionId, Task, TaskDraft, TaskId, User, UserId};
use docket_testkit::fakes::{
    AuditLog, FixedClock, PlainHasher, PlainRefreshTokens, PlainTokens, StrictThrottle,
};
use docket_testkit::fixtures::{full_identity, password, session_lifetime, unique_digests};
use docket_testkit::memory::MemoryStore;
use secrecy::ExposeSecret;

/// The password that everybody here has unless said otherwise.
pub(crate) const PASSWORD: &str = "correct horse";

/// For how many seconds an access token is good here.
pub(crate) const LIFETIME: u32 = 600;

/// What is set of tasks here.
const SETTINGS: TaskSettings = TaskSettings {
    foreign_tasks: ForeignTasks::Forbidden,
    keep_answers_for: KEPT,
};

/// For how many seconds answers are kept here.
pub(crate) const KEPT: u32 = 3600;

/// Runs every unit of work twice, the first time in vain, as an engine may: whatever a use case
/// does beside its unit of work would be done twice.
struct Twice(MemoryStore);

impl Engine for Twice {
    fn run(
        &self,
        access: Access,
        job: Box<dyn Job>,
    ) -> BoxFuture<'_, Result<Box<dyn Job>, StoreError>> {
        Box::pin(async move {
            // What is written while reading is forgotten.
            let job = self.0.run(Access::Read, job).await?;
            self.0.run(access, job).await
        })
    }

    fn check(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.0.check()
    }
}

pub(crate) struct World {
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) hasher: Arc<PlainHasher>,
    pub(crate) throttle: Arc<StrictThrottle>,
    pub(crate) audit: Arc<AuditLog>,
    pub(crate) store: Store,
    pub(crate) accounts: AccountService,
    pub(crate) sessions: SessionService,
    pub(crate) administration: AdministrationService,
    pub(crate) tasks: TaskService,
    pub(crate) tags: TagService,
    pub(crate) statistics: StatisticsService,
}

impl World {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(FixedClock::new());
        let hasher = Arc::new(PlainHasher::new());
        let throttle = Arc::new(StrictThrottle::new());
        let audit = Arc::new(AuditLog::new());
        let passwords = Passwords::new(hasher.clone(), throttle.clone());
        let tokens = Tokens {
            access: Arc::new(PlainTokens::good_for(LIFETIME)),
            refresh: Arc::new(PlainRefreshTokens::new()),
        };
        let store = Store::new(Arc::new(Twice(MemoryStore::new())));
        let callers = Callers::new();
        Self {
            accounts: AccountService::new(
                store.clone(),
                passwords.clone(),
                clock.clone(),
                audit.clone(),
                callers.clone(),
            ),
            sessions: SessionService::new(
                store.clone(),
                passwords.clone(),
                tokens,
                clock.clone(),
                audit.clone(),
                callers.clone(),
                session_lifetime(),
            ),
            administration: AdministrationService::new(
                store.clone(),
                passwords,
                clock.clone(),
                audit.clone(),
                callers,
            ),
            tasks: TaskService::new(store.clone(), clock.clone(), audit.clone(), SETTINGS),
            tags: TagService::new(store.clone(), clock.clone()),
            statistics: StatisticsService::new(store.clone(), clock.clone()),
            clock,
            hasher,
            throttle,
            audit,
            store,
        }
    }

    /// The sessions as another process sees them that shares the store.
    pub(crate) fn sessions_elsewhere(&self) -> SessionService {
        let tokens = Tokens {
            access: Arc::new(PlainTokens::good_for(LIFETIME)),
            refresh: Arc::new(PlainRefreshTokens::new()),
        };
        SessionService::new(
            self.store.clone(),
            Passwords::new(self.hasher.clone(), self.throttle.clone()),
            tokens,
            self.clock.clone(),
            self.audit.clone(),
            Callers::new(),
            session_lifetime(),
        )
    }

    /// Registers someone with this user name, and an address made of it.
    pub(crate) async fn register(&self, name: &str) -> User {
        self.accounts
            .register(full_identity(name), password(PASSWORD))
            .await
            .unwrap()
    }

    /// Registers someone, and answers them as one who makes requests, in a session of theirs.
    pub(crate) async fn caller(&self, name: &str) -> Caller {
        let user = self.register(name).await;
        self.caller_as(user).await
    }

    /// Registers someone who is an administrator then, likewise.
    pub(crate) async fn admin(&self, name: &str) -> Caller {
        let mut user = self.register(name).await;
        user.role = Role::Admin;
        self.update_user(user.clone()).await;
        self.caller_as(user).await
    }

    /// `user` as one who makes requests, in a new session of theirs.
    pub(crate) async fn caller_as(&self, user: User) -> Caller {
        let session = self.begin_session(user.id).await;
        Caller::new(user, session.id)
    }

    /// One more session of the caller's, past all use cases.
    pub(crate) async fn session_of(&self, caller: &Caller) -> Session {
        self.begin_session(caller.user_id()).await
    }

    async fn begin_session(&self, user: UserId) -> Session {
        let now = self.clock.now();
        let session = NewSession::start(user, Device::default(), session_lifetime(), now);
        let digests = unique_digests();
        self.store
            .write(move |work| work.sessions().add(session.clone(), &digests))
            .await
            .unwrap()
    }

    /// The ids of all sessions of a user that are not over, the last used first.
    pub(crate) async fn sessions_of(&self, user: UserId) -> Vec<SessionId> {
        let now = self.clock.now();
        let sessions = self
            .store
            .read(move |work| work.sessions().list(user, now))
            .await
            .unwrap();
        sessions.iter().map(|session| session.id).collect()
    }

    /// Logs in, and answers the access token.
    pub(crate) async fn log_in(&self, name: &str, text: &str) -> Result<String, SessionError> {
        let device = Device::default();
        let grant = self.sessions.log_in(name, password(text), device).await?;
        Ok(access(&grant))
    }

    /// Logs in with the password that everybody has.
    pub(crate) async fn grant(&self, name: &str) -> Grant {
        self.grant_from(name, Device::default()).await
    }

    /// Logs in from `device`, likewise.
    pub(crate) async fn grant_from(&self, name: &str, device: Device) -> Grant {
        self.sessions
            .log_in(name, password(PASSWORD), device)
            .await
            .unwrap()
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

    /// Puts this hash in the place of a user's, past all use cases.
    pub(crate) async fn replace_hash(&self, id: UserId, new: PasswordHash) {
        let old = self.credentials(id).await.unwrap().password_hash;
        assert!(
            self.store
                .write(move |work| work.users().replace_password_hash(id, &old, &new))
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
        TaskService::new(
            self.store.clone(),
            self.clock.clone(),
            self.audit.clone(),
            settings,
        )
    }

    /// What is stored of a task.
    pub(crate) async fn stored_task(&self, id: TaskId) -> Option<Task> {
        self.store
            .read(move |work| work.tasks().find(id))
            .await
            .unwrap()
    }
}

/// The access token of a grant.
pub(crate) fn access(grant: &Grant) -> String {
    grant.access.token.expose_secret().to_owned()
}
