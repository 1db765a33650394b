//! What these tests share.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Poll, Waker};

use docket_application::ports::store::{Store, StoreError, UnitOfWork};
use docket_domain::User;
use docket_persistence::{Database, DatabaseOptions, DatabaseUrl, Migrator};
use docket_testkit::database::{TestDatabase, TestEngine};
use docket_testkit::fixtures;

/// A migrated database of one's own, open. It is closed and dropped with this value.
pub(crate) struct Fixture {
    pub(crate) url: DatabaseUrl,
    pub(crate) database: Arc<Database>,
    pub(crate) store: Store,
    pub(crate) test_database: TestDatabase,
}

impl Fixture {
    pub(crate) fn new(engine: TestEngine) -> Self {
        Self::with(engine, DatabaseOptions::default())
    }

    pub(crate) fn with(engine: TestEngine, options: DatabaseOptions) -> Self {
        let test_database = TestDatabase::create(engine);
        let url = DatabaseUrl::parse(test_database.url()).unwrap();
        Migrator::new(&url).run().unwrap();
        let database = Arc::new(Database::open(&url, options).unwrap());
        let store = Store::new(database.clone());
        Self {
            url,
            database,
            store,
            test_database,
        }
    }

    /// Another instance of the service on the same database.
    pub(crate) fn another(&self) -> Store {
        Store::new(Arc::new(
            Database::open(&self.url, DatabaseOptions::default()).unwrap(),
        ))
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        self.database.close();
    }
}

/// What a unit of work answers that adds a user with this name.
pub(crate) async fn add_user(store: &Store, name: &str) -> Result<User, StoreError> {
    let name = name.to_owned();
    store.write(move |work| insert_user(work, &name)).await
}

/// Adds a user with this name.
pub(crate) fn insert_user(work: &mut dyn UnitOfWork, name: &str) -> Result<User, StoreError> {
    let user = fixtures::new_user(fixtures::identity(name));
    work.users().add(user, &fixtures::password_hash("hash"))
}

/// Whether there is a user with this name.
pub(crate) async fn has_user(store: &Store, name: &str) -> bool {
    let name = docket_domain::LoginName::parse(name).unwrap();
    let found =
        store.read::<_, StoreError, _>(move |work| work.users().find_credentials_by_name(&name));
    found.await.unwrap().is_some()
}

/// A future that has begun and waits.
pub(crate) fn started<'a, T>(
    future: impl Future<Output = T> + 'a,
) -> Pin<Box<dyn Future<Output = T> + 'a>> {
    let mut future: Pin<Box<dyn Future<Output = T> + 'a>> = Box::pin(future);
    // Once to ask, and once more to wake a thread, when others have had a chance to ask too.
    for _ in 0..2 {
        assert!(poll_once(&mut future).is_pending(), "it must wait");
    }
    future
}

/// What polling once answers.
pub(crate) fn poll_once<T>(future: &mut Pin<Box<dyn Future<Output = T> + '_>>) -> Poll<T> {
    future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
}

/// A unit of work that keeps its thread until it is let go.
pub(crate) struct Gate {
    entered: Receiver<()>,
    release: Sender<()>,
}

impl Gate {
    /// The gate, and what the unit of work has to run.
    pub(crate) fn new() -> (Self, impl FnMut() + Send + 'static) {
        let (enter, entered) = channel();
        let (release, released) = channel();
        let wait = move || {
            enter.send(()).unwrap();
            released.recv().unwrap();
        };
        (Self { entered, release }, wait)
    }

    /// Waits until the unit runs.
    pub(crate) fn wait_until_entered(&self) {
        self.entered.recv().unwrap();
    }

    /// Lets it go.
    pub(crate) fn open(&self) {
        self.release.send(()).unwrap();
    }
}
