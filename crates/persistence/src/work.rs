//! The unit of work: repositories over one connection, and how a job is run with them.

mod answers;
pub(crate) mod bulk;
mod guard;
mod search;
mod sessions;
mod single;
mod tasks;
mod users;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use docket_application::ports::idempotency::AnswerRepository;
use docket_application::ports::sessions::SessionRepository;
use docket_application::ports::store::{Access, Job, Outcome, StoreError, UnitOfWork};
use docket_application::ports::tasks::TaskRepository;
use docket_application::ports::users::UserRepository;
use docket_domain::{Tags, TaskId, Timestamp};

use crate::connection::DbConnection;
use crate::error::{Constraint, Fault, UnitError, broken_constraint, classify, store_error};
use guard::PostgresGuard;
use single::{Begun, Written};

/// How often a unit of work is run at most, when others get in its way. From its second run on it
/// locks what it reads (see [`Work::locks`]), so that more than two are rare.
pub(crate) const MAX_RUNS: usize = 32;

/// What happened in a unit of work that whoever runs it must know; the job hides its own result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A repository answered that something had changed since it was read.
    Stale,
    /// A statement failed otherwise.
    Fault(Fault),
}

/// How a run of a job ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// What the job wants; `None` if it panicked.
    pub(crate) outcome: Option<Outcome>,
    /// What went wrong on the way.
    pub(crate) trouble: Option<Trouble>,
    /// What the database said of it.
    pub(crate) message: Option<String>,
    /// Whether it was sent a statement that writes, whatever came of it.
    pub(crate) has_written: bool,
    /// Whether it began a transaction itself, which is still open.
    pub(crate) has_begun: bool,
}

impl Ran {
    /// What to answer for a unit that was rolled back because of its trouble: if the job says so
    /// itself, it holds the better error.
    pub(crate) fn rolled_back(&self) -> Result<(), StoreError> {
        match (self.outcome, self.trouble) {
            (None, _) => Err(StoreError::Panicked),
            (Some(Outcome::Rollback), _) | (_, None) => Ok(()),
            (Some(Outcome::Commit), Some(Trouble::Stale)) => Err(StoreError::Stale),
            (Some(Outcome::Commit), Some(Trouble::Fault(fault))) => {
                Err(UnitError::FailureIgnored.after(fault))
            }
        }
    }
}

/// Runs `job` on a connection on which its transaction, if it needs one, has begun.
pub(crate) fn run(
    connection: &mut DbConnection,
    access: Access,
    is_rerun: bool,
    job: &mut dyn Job,
) -> Ran {
    run_within(connection, (access, Begun::Before), is_rerun, job)
}

/// Runs `job`, which writes once at most, on a connection on which nothing has begun. One that is
/// not known to work is put to the test before anything is written: what was sent into the void
/// could not be sent again, for it might have been done.
pub(crate) fn run_alone(connection: &mut DbConnection, is_known: bool, job: &mut dyn Job) -> Ran {
    let begun = if is_known {
        Begun::NotYet
    } else {
        Begun::NotYetUnknown
    };
    run_within(connection, (Access::SingleWrite, begun), false, job)
}

fn run_within(
    connection: &mut DbConnection,
    (access, begun): (Access, Begun),
    is_rerun: bool,
    job: &mut dyn Job,
) -> Ran {
    let mut work = Work {
        connection,
        access,
        begun,
        is_rerun,
        written: Written::Nothing,
        holds_something: false,
        tags_read: HashMap::new(),
        trouble: None,
        message: None,
    };
    // What a panic may leave behind is rolled back with the transaction, or with the connection.
    let outcome = catch_unwind(AssertUnwindSafe(|| job.run(&mut work))).ok();
    Ran {
        outcome,
        trouble: work.trouble,
        message: work.message,
        has_written: work.written != Written::Nothing,
        has_begun: work.begun == Begun::Here,
    }
}

/// What is open between the beginning and the end of one unit of work.
struct Work<'c> {
    connection: &'c mut DbConnection,
    access: Access,
    begun: Begun,
    is_rerun: bool,
    written: Written,
    /// Whether the transaction has written or locked anything.
    holds_something: bool,
    /// The tags of tasks that were read in order to write; those of others are not known.
    tags_read: HashMap<TaskId, Tags>,
    trouble: Option<Trouble>,
    message: Option<String>,
}

impl UnitOfWork for Work<'_> {
    fn users(&mut self) -> &mut dyn UserRepository {
        self
    }

    fn sessions(&mut self) -> &mut dyn SessionRepository {
        self
    }

    fn tasks(&mut self) -> &mut dyn TaskRepository {
        self
    }

    fn answers(&mut self) -> &mut dyn AnswerRepository {
        self
    }
}

impl Work<'_> {
    /// Runs a statement that reads.
    fn read<T>(
        &mut self,
        statement: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        self.refuse_after_failure()?;
        let result = statement(self.connection).map_err(|error| self.fail(&error))?;
        if self.begun == Begun::NotYetUnknown {
            self.begun = Begun::NotYet;
        }
        Ok(result)
    }

    /// Runs a statement that writes.
    fn write<T>(
        &mut self,
        statement: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        self.prepare_to_write()?;
        let result = self.read(statement)?;
        self.holds_something = true;
        Ok(result)
    }

    /// Runs a statement that writes and may well break a constraint; the unit of work can go on
    /// after that.
    fn try_write<T>(
        &mut self,
        statement: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<Result<T, Constraint>, StoreError> {
        self.prepare_to_write()?;
        let guard = if self.begun == Begun::NotYet {
            // It is a transaction by itself.
            PostgresGuard::None
        } else {
            PostgresGuard::set(self.connection, self.holds_something)
                .map_err(|error| self.fail(&error))?
        };
        match statement(self.connection) {
            Ok(result) => {
                guard
                    .release(self.connection)
                    .map_err(|error| self.fail(&error))?;
                self.holds_something = true;
                Ok(Ok(result))
            }
            Err(error) => match broken_constraint(&error) {
                Some(constraint) => {
                    guard
                        .roll_back(self.connection)
                        .map_err(|error| self.fail(&error))?;
                    Ok(Err(constraint))
                }
                None => Err(self.fail(&error)),
            },
        }
    }

    /// Runs a statement that removes what expired before an instant, so many rows at most.
    fn remove_oldest(
        &mut self,
        removal: fn(&DbConnection) -> &'static str,
        now: Timestamp,
        limit: u16,
    ) -> Result<usize, StoreError> {
        self.write(|connection| {
            diesel::sql_query(removal(connection))
                .bind::<BigInt, _>(now.as_microseconds())
                .bind::<BigInt, _>(i64::from(limit))
                .execute(connection)
        })
    }

    /// Whether what is read is to be locked until the end, so that it cannot be stale when it is
    /// written. Never in the first run: the version finds the rare conflict at no cost.
    fn locks(&self) -> bool {
        self.is_rerun && self.access == Access::Write
    }

    /// Says and remembers that something had changed since it was read.
    fn stale(&mut self) -> StoreError {
        self.trouble = Some(Trouble::Stale);
        StoreError::Stale
    }

    fn fail(&mut self, error: &diesel::result::Error) -> StoreError {
        self.trouble = Some(Trouble::Fault(classify(error)));
        self.message = Some(error.to_string());
        store_error(error)
    }

    /// After a failure the database may have ended the transaction by itself, and the next
    /// statement would be outside of it.
    fn refuse_after_failure(&self) -> Result<(), StoreError> {
        match self.trouble {
            Some(Trouble::Fault(fault)) => Err(UnitError::Over.after(fault)),
            Some(Trouble::Stale) | None => Ok(()),
        }
    }

    fn refuse_if_read_only(&self) -> Result<(), StoreError> {
        match self.access {
            Access::Write | Access::SingleWrite => Ok(()),
            Access::Read | Access::Snapshot => Err(StoreError::Failed(UnitError::ReadOnly.into())),
        }
    }
}

#[cfg(feature = "mysql")]
#[diesel::declare_sql_function]
extern "SQL" {
    /// The id that the last insert of this session was given.
    fn last_insert_id() -> diesel::sql_types::BigInt;
}
