//! The store: units of work over what is kept.
//!
//! A use case hands over a closure; the adapter decides on which thread it runs. The closure is
//! plain sequential code that sees a [`UnitOfWork`] and nothing else:
//!
//! ```
//! use docket_application::ports::store::{Store, StoreError};
//! use docket_domain::{Task, TaskId};
//!
//! async fn find(store: &Store, id: TaskId) -> Result<Option<Task>, StoreError> {
//!     store.read(move |work| work.tasks().find(id)).await
//! }
//! ```
//!
//! `Ok` commits, `Err` and a panic roll back, and the future resolves only when the commit is
//! durable. A closure may be run more than once (after a lost race with another writer, or on
//! another connection after one was lost): only its last run has effects, so it must have none
//! of its own.

mod error;
mod job;

pub use error::{Entity, Inconsistency, StoreError};
pub use job::{Job, Outcome};

use std::sync::Arc;

use super::BoxFuture;
use super::idempotency::AnswerRepository;
use super::sessions::SessionRepository;
use super::tasks::TaskRepository;
use super::users::UserRepository;

/// What is open between the beginning and the end of one unit of work.
pub trait UnitOfWork {
    /// The users.
    fn users(&mut self) -> &mut dyn UserRepository;
    /// The sessions.
    fn sessions(&mut self) -> &mut dyn SessionRepository;
    /// The tasks.
    fn tasks(&mut self) -> &mut dyn TaskRepository;
    /// What was answered to requests that may come again.
    fn answers(&mut self) -> &mut dyn AnswerRepository;
}

/// What a unit of work may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Read, by a single statement: several of them need not see the same state.
    Read,
    /// Read by several statements, which all see the same state.
    Snapshot,
    /// Read and write, all or nothing.
    Write,
    /// Read, and then write by one call of a repository at most, which is all or nothing by itself;
    /// so nothing need be put around it. After that call the unit MUST end well: what it wrote may
    /// stand already. Others may write between what was read and that call, as far as the call does
    /// not find that out: those that take a version do.
    SingleWrite,
}

/// Runs units of work. Implemented by adapters; use cases go through [`Store`].
pub trait Engine: Send + Sync {
    /// Runs `job` in a unit of work and gives it back with its outcome inside.
    ///
    /// * [`Outcome::Commit`] of a job with [`Access::Write`] or [`Access::SingleWrite`] MUST be
    ///   durable when the future resolves to `Ok`.
    /// * [`Outcome::Rollback`] and a panic MUST leave nothing behind, but for a
    ///   [`Access::SingleWrite`] that had written before.
    /// * A job whose repository call answered [`StoreError::Stale`] MUST be run again, a bounded
    ///   number of times, in a new unit of work.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the job was not run, or its end is unknown, because the
    /// database is away or there is too much to do. [`StoreError::Panicked`] if the job did.
    fn run(
        &self,
        access: Access,
        job: Box<dyn Job>,
    ) -> BoxFuture<'_, Result<Box<dyn Job>, StoreError>>;

    /// Whether the database answers and has the schema that this version needs.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if not.
    fn check(&self) -> BoxFuture<'_, Result<(), StoreError>>;
}

/// The way to the store for use cases: an [`Engine`] with types.
#[derive(Clone)]
pub struct Store {
    engine: Arc<dyn Engine>,
}

impl Store {
    /// A store on this engine.
    #[must_use]
    pub fn new(engine: Arc<dyn Engine>) -> Self {
        Self { engine }
    }

    /// Runs a unit of work that only reads. See [`Access::Read`].
    ///
    /// # Errors
    /// What `unit` answers, or a [`StoreError`].
    pub async fn read<T, E, F>(&self, unit: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn UnitOfWork) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(Access::Read, unit).await
    }

    /// Runs a unit of work that only reads, by several statements. See [`Access::Snapshot`].
    ///
    /// # Errors
    /// What `unit` answers, or a [`StoreError`].
    pub async fn snapshot<T, E, F>(&self, unit: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn UnitOfWork) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(Access::Snapshot, unit).await
    }

    /// Runs a unit of work that may write. See [`Access::Write`].
    ///
    /// # Errors
    /// What `unit` answers, or a [`StoreError`].
    pub async fn write<T, E, F>(&self, unit: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn UnitOfWork) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(Access::Write, unit).await
    }

    /// Runs a unit of work that writes by one call of a repository at most. See
    /// [`Access::SingleWrite`].
    ///
    /// # Errors
    /// What `unit` answers, or a [`StoreError`].
    pub async fn write_one<T, E, F>(&self, unit: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn UnitOfWork) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(Access::SingleWrite, unit).await
    }

    /// Whether the store can be used right now. See [`Engine::check`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if not.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.engine.check().await
    }

    pub(crate) async fn run<T, E, F>(&self, access: Access, unit: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn UnitOfWork) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let job = self.engine.run(access, job::boxed(unit)).await?;
        job::outcome::<T, E, F>(job).unwrap_or_else(|| Err(StoreError::Panicked.into()))
    }
}
