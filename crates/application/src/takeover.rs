//! Taking over the users and tasks of another program: all of them, or nothing.
//!
//! It goes in three steps, so that everything that is wrong is told at once, and the target is
//! written to for as short a time as can be:
//!
//! 1. [`Survey::of`] reads the whole source and finds every fault. It needs no target.
//! 2. [`TakeoverService::compare`] finds who of them is in the target already.
//! 3. [`TakeoverService::bring`] reads the source once more, and writes all of it in one unit of
//!    work.
//!
//! Of the source no more is in memory than a part of its rows, and the names and ids of its users.

mod carry;
mod error;
mod fault;
mod rules;
mod summary;
mod survey;

pub use error::TakeoverError;
pub use fault::{Fault, Faults, Why};
pub use summary::Summary;
pub use survey::Survey;

use std::sync::Arc;

use docket_domain::{Email, Username};

use crate::administration::UserQuery;
use crate::page::PageRequest;
use crate::ports::audit::{Act, Actor, AuditTrail, Event};
use crate::ports::clock::Clock;
use crate::ports::foreign::ForeignSource;
use crate::ports::hasher::PasswordHasher;
use crate::ports::store::{Store, StoreError};

/// What is told of how far it has come: so many rows since the last time.
pub type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// What is done with what cannot come over as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Choices {
    /// With users whose passwords nobody could compare with their hashes.
    pub unusable_passwords: UnusablePasswords,
    /// With tasks that have no owner, or one who is not there.
    pub ownerless_tasks: OwnerlessTasks,
}

/// What is done with users whose passwords nobody could compare with their hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnusablePasswords {
    /// They are faults.
    #[default]
    Refuse,
    /// They come with a password that nobody knows, and need another one before they can log in.
    Replace,
}

/// What is done with tasks that have no owner, or one who is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OwnerlessTasks {
    /// They are faults.
    #[default]
    Refuse,
    /// They stay where they are.
    Skip,
}

/// The use cases of taking over, at the command line.
#[derive(Clone)]
pub struct TakeoverService {
    store: Store,
    hasher: Arc<dyn PasswordHasher>,
    clock: Arc<dyn Clock>,
    audit: Arc<dyn AuditTrail>,
}

impl TakeoverService {
    /// The service on these ports.
    #[must_use]
    pub fn new(
        store: Store,
        hasher: Arc<dyn PasswordHasher>,
        clock: Arc<dyn Clock>,
        audit: Arc<dyn AuditTrail>,
    ) -> Self {
        Self {
            store,
            hasher,
            clock,
            audit,
        }
    }

    /// Adds to the faults of `survey` the names that users of the target have already.
    ///
    /// # Errors
    /// [`StoreError`] if the store does not answer.
    pub async fn compare(&self, survey: &mut Survey) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let query = UserQuery {
                after,
                page: PageRequest::new(0, PageRequest::MAX_LIMIT),
                ..UserQuery::default()
            };
            let limit = usize::from(PageRequest::MAX_LIMIT);
            let users = self
                .store
                .read::<_, StoreError, _>(move |work| work.users().list(&query, limit))
                .await?;
            for user in &users {
                let username = user.identity.username().map(Username::key);
                let email = user.identity.email().map(Email::key);
                survey.note_taken(username.as_deref(), email.as_deref(), user.id);
            }
            if users.len() < limit {
                return Ok(());
            }
            after = users.last().map(|user| user.id);
        }
    }

    /// Brings everything over that `source` has, in one unit of work. It blocks no more than one
    /// thread of the store's, and the source is closed afterwards.
    ///
    /// # Errors
    /// [`TakeoverError`]; nothing has been brought over then, unless it says that nobody knows.
    pub async fn bring(
        &self,
        mut source: Box<dyn ForeignSource>,
        choices: Choices,
        progress: Progress,
    ) -> Result<Summary, TakeoverError> {
        let hasher = Arc::clone(&self.hasher);
        let now = self.clock.now();
        let brought = self
            .store
            .write(move |work| {
                carry::all(source.as_mut(), work, &*hasher, choices, now, &*progress)
            })
            .await?;
        for user in &brought.users {
            self.audit.record(&Event {
                act: Act::Registered,
                actor: Actor::Operator,
                user: Some(*user),
                session: None,
            });
        }
        Ok(brought.summary)
    }
}
