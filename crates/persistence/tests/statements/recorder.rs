//! A database that tells which statements were run on it.

use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use docket_application::ports::store::{Store, StoreError};
use docket_domain::UserId;
use docket_persistence::{Database, DatabaseOptions, DatabaseUrl, Migrator};
use docket_testkit::database::{TestDatabase, TestEngine};
use docket_testkit::{block_on, fixtures};

/// What was run since it was last looked at, with the values that were bound.
static STATEMENTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Who may run anything: diesel's instrumentation is one for the process.
static TURN: Mutex<()> = Mutex::new(());

static INSTALLED: Once = Once::new();

/// A migrated database of one's own, open. While it is there, no other one is.
pub(crate) struct Recorded {
    pub(crate) store: Store,
    pub(crate) test_database: TestDatabase,
    database: Arc<Database>,
    _turn: MutexGuard<'static, ()>,
}

impl Recorded {
    pub(crate) fn new(engine: TestEngine) -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        INSTALLED.call_once(|| set_default_instrumentation(|| Some(Box::new(Recorder))).unwrap());
        let test_database = TestDatabase::create(engine);
        let url = DatabaseUrl::parse(test_database.url()).unwrap();
        Migrator::new(&url).run().unwrap();
        let database = Arc::new(Database::open(&url, DatabaseOptions::default()).unwrap());
        Self {
            store: Store::new(database.clone()),
            test_database,
            database,
            _turn: turn,
        }
    }

    pub(crate) fn add_user(&self, name: &str) -> UserId {
        let user = fixtures::new_user(fixtures::identity(name));
        let added = self.store.write::<_, StoreError, _>(move |work| {
            work.users()
                .add(user.clone(), &fixtures::password_hash("hash"))
        });
        block_on(added).unwrap().id
    }

    /// What `act` answers, and the statements that it ran, but for those that set up connections,
    /// and begin and end transactions.
    pub(crate) fn statements<T>(&self, act: impl FnOnce(&Store) -> T) -> (T, Vec<String>) {
        lock().clear();
        let answer = act(&self.store);
        let mut statements = std::mem::take(&mut *lock());
        statements.retain(|statement| {
            ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"]
                .iter()
                .any(|word| statement.starts_with(word))
        });
        (answer, statements)
    }
}

/// How many times `act` waits for the server: once for each statement, those that begin and end
/// transactions among them. The least of three tries, since the first may set up a connection. To be
/// called while there is a [`Recorded`], whose store `act` uses.
pub(crate) fn trips<T>(mut act: impl FnMut() -> T) -> usize {
    let mut count = || {
        lock().clear();
        act();
        lock().len()
    };
    (0..3).map(|_| count()).min().unwrap_or_default()
}

impl Drop for Recorded {
    fn drop(&mut self) {
        self.database.close();
    }
}

fn lock() -> MutexGuard<'static, Vec<String>> {
    STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes down what a connection runs.
struct Recorder;

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            lock().push(query.to_string());
        }
    }
}
