//! The open database: the store port, on whichever engine the URL names.

use std::num::NonZeroUsize;
use std::time::Duration;

use docket_application::ports::BoxFuture;
use docket_application::ports::store::{Access, Engine, Job, StoreError};

use crate::database_url::{DatabaseUrl, Target};
use crate::errand::{Answer, Errand};
use crate::error::Refusal;
use crate::pooled::Pooled;
use crate::sqlite::Sqlite;

pub use crate::sqlite::SqliteError;

/// How a database is used.
#[derive(Debug, Clone, Copy)]
pub struct DatabaseOptions {
    /// How many connections there are: readers with SQLite, which has one writer beside them;
    /// all of them with the others. Unless said otherwise as many as there are cores, from two to
    /// eight, and eight.
    pub pool_size: Option<NonZeroUsize>,
    /// How long a unit of work waits for a connection at most, where there is a pool.
    pub wait: Duration,
    /// How long it may take once it has one: a statement's time-out, and some to roll back, unless
    /// it is known to have many statements.
    pub work: Duration,
}

impl Default for DatabaseOptions {
    fn default() -> Self {
        Self {
            pool_size: None,
            wait: Duration::from_secs(2),
            work: Duration::from_secs(6),
        }
    }
}

/// How busy the connections are that share one queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolLoad {
    /// What they are for: `read` and `write` with SQLite, `all` with the others.
    pub name: &'static str,
    /// How many connections are in use.
    pub in_use: usize,
    /// How many are open and not in use.
    pub idle: usize,
    /// How many units of work wait for one.
    pub waiting: usize,
    /// How many may wait; one more is refused.
    pub capacity: usize,
}

/// A database that units of work are run on. It has threads of its own, which end some time after
/// it is dropped, and before [`Self::close`] returns.
pub struct Database {
    engine: OpenEngine,
}

enum OpenEngine {
    Sqlite(Sqlite),
    Pooled(Pooled),
}

impl Database {
    /// Opens the database at `url`. A file of SQLite is opened now, and made if it is not there;
    /// a server need not be there yet, and is asked for when there is work to do.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(url: &DatabaseUrl, options: DatabaseOptions) -> Result<Self, OpenError> {
        let DatabaseOptions {
            pool_size,
            wait,
            work,
        } = options;
        let engine = if let Target::Sqlite(path) = url.target() {
            OpenEngine::Sqlite(Sqlite::open(path, pool_size)?)
        } else {
            OpenEngine::Pooled(Pooled::open(url, pool_size, wait, work)?)
        };
        Ok(Self { engine })
    }

    /// Takes no more work, finishes what waits, and closes the connections; with SQLite, what is
    /// in the write-ahead log is moved into the file. Blocks until then, for ten seconds at most
    /// where a server does not answer. Units of work are [`StoreError::Unavailable`] afterwards.
    pub fn close(&self) {
        match &self.engine {
            OpenEngine::Sqlite(sqlite) => sqlite.close(),
            OpenEngine::Pooled(pooled) => pooled.close(),
        }
    }

    /// How busy it is at this moment.
    #[must_use]
    pub fn load(&self) -> Vec<PoolLoad> {
        match &self.engine {
            OpenEngine::Sqlite(sqlite) => sqlite.load(),
            OpenEngine::Pooled(pooled) => pooled.load(),
        }
    }

    async fn send(&self, errand: Errand) -> Answer {
        match &self.engine {
            OpenEngine::Sqlite(sqlite) => sqlite.send(errand).await,
            OpenEngine::Pooled(pooled) => pooled.send(errand).await,
        }
    }
}

impl Engine for Database {
    fn run(
        &self,
        access: Access,
        job: Box<dyn Job>,
    ) -> BoxFuture<'_, Result<Box<dyn Job>, StoreError>> {
        Box::pin(async move {
            match self.send(Errand::Unit(access, job)).await? {
                Errand::Unit(_, job) => Ok(job),
                // Errands come back as they were sent.
                Errand::Check => Err(StoreError::unavailable(Refusal::NoAnswer)),
            }
        })
    }

    fn check(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.send(Errand::Check).await.map(|_| ()) })
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").finish_non_exhaustive()
    }
}

/// Why a database was not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file of SQLite cannot be used.
    #[error("the SQLite database cannot be opened")]
    Sqlite(#[from] SqliteError),
    /// A thread could not be started.
    #[error("a thread could not be started")]
    Thread(#[source] std::io::Error),
}
