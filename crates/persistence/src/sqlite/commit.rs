//! Many units of work, one commit.
//!
//! A unit that fails or panics is undone and harms no neighbour; a commit that fails fails all of
//! them. SQLite could undo a single unit to a savepoint, but then it keeps a copy of every page
//! that the unit changes, for units that hardly ever fail. So all are run in one transaction, and
//! only if one of them is to be undone after it has written, all are run again, each in a savepoint.

use diesel::connection::SimpleConnection;
use docket_application::ports::store::{Access, Job, Outcome, StoreError};

use super::connection::SqliteError;
use crate::connection::DbConnection;
use crate::errand::{Errand, Request};
use crate::error::{Fault, Symptom, classify};
use crate::migrations::check_schema;
use crate::work::{self, MAX_RUNS, Trouble};

/// What came of each unit of a batch that was committed.
pub(super) type Results = Vec<Result<(), StoreError>>;

/// How a unit of work is begun, kept and undone.
struct Frame {
    begin: &'static str,
    keep: &'static str,
    undo: &'static str,
}

/// The transaction itself: a unit that is alone needs no savepoint.
const TRANSACTION: Frame = Frame {
    begin: "BEGIN IMMEDIATE",
    keep: "COMMIT",
    undo: "ROLLBACK",
};

/// A part of the transaction.
const SAVEPOINT: Frame = Frame {
    begin: "SAVEPOINT unit",
    keep: "RELEASE unit",
    undo: "ROLLBACK TO unit; RELEASE unit",
};

/// Why a whole batch came to nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum BatchError {
    #[error("the database file cannot be opened again")]
    Open(#[from] SqliteError),
    #[error("a transaction could not be begun, kept or undone")]
    Transaction(#[from] diesel::result::Error),
    #[error("a transaction was lost: {0}")]
    Lost(String),
}

impl BatchError {
    /// What is told of it.
    pub(super) fn symptom(&self) -> Symptom {
        match self {
            Self::Transaction(error) => Symptom::of(error),
            Self::Open(error) => error.symptom(),
            Self::Lost(message) => Symptom::in_message(message, Fault::Lost),
        }
    }

    /// Whether the transaction could not even begin, because another process was writing: then
    /// there is nothing wrong with the connection.
    pub(super) fn is_only_busy(&self) -> bool {
        matches!(self, Self::Transaction(error) if classify(error) == Fault::Busy
            && error.to_string().contains("locked"))
    }
}

/// Runs a batch and commits it. The error says that nothing came of any of it.
pub(super) fn all(
    connection: &mut DbConnection,
    batch: &mut [Request],
) -> Result<Results, BatchError> {
    match batch {
        [] => Ok(Vec::new()),
        [request] => Ok(vec![run(connection, &TRANSACTION, &mut request.errand)?]),
        requests => {
            connection.batch_execute(TRANSACTION.begin)?;
            let results = if let Some(results) = together(connection, requests)? {
                results
            } else {
                connection.batch_execute(TRANSACTION.undo)?;
                connection.batch_execute(TRANSACTION.begin)?;
                apart(connection, requests)?
            };
            connection.batch_execute(TRANSACTION.keep)?;
            Ok(results)
        }
    }
}

/// Runs units one after the other; `None` if one of them has to be undone.
fn together(
    connection: &mut DbConnection,
    requests: &mut [Request],
) -> Result<Option<Results>, BatchError> {
    let mut results = Vec::with_capacity(requests.len());
    for request in requests {
        let (access, job) = match &mut request.errand {
            Errand::Check => {
                results.push(check_schema(connection));
                continue;
            }
            Errand::Unit(access, job) => (*access, job.as_mut()),
        };
        let ran = work::run(connection, access, false, job);
        match (ran.trouble, ran.outcome) {
            (Some(Trouble::Fault(Fault::Lost | Fault::Conflict | Fault::Busy)), _) => {
                return Err(BatchError::Lost(ran.message.unwrap_or_default()));
            }
            (None, Some(Outcome::Commit)) => results.push(Ok(())),
            (Some(Trouble::Stale), _) => return Ok(None),
            _ if ran.has_written => return Ok(None),
            _ => results.push(ran.rolled_back()),
        }
    }
    Ok(Some(results))
}

/// Runs units one after the other, each so that it can be undone by itself.
fn apart(connection: &mut DbConnection, requests: &mut [Request]) -> Result<Results, BatchError> {
    requests
        .iter_mut()
        .map(|request| run(connection, &SAVEPOINT, &mut request.errand))
        .collect()
}

/// Runs one errand within `frame`. The outer error says that the transaction is lost.
fn run(
    connection: &mut DbConnection,
    frame: &Frame,
    errand: &mut Errand,
) -> Result<Result<(), StoreError>, BatchError> {
    match errand {
        Errand::Check => Ok(check_schema(connection)),
        Errand::Unit(access, job) => run_unit(connection, frame, *access, job.as_mut()),
    }
}

fn run_unit(
    connection: &mut DbConnection,
    frame: &Frame,
    access: Access,
    job: &mut dyn Job,
) -> Result<Result<(), StoreError>, BatchError> {
    let mut runs = 0;
    loop {
        runs += 1;
        connection.batch_execute(frame.begin)?;
        let ran = work::run(connection, access, runs > 1, job);
        match (ran.trouble, ran.outcome) {
            // SQLite may have rolled back all of the transaction by itself: what the units before
            // this one wrote would be gone, and what those after it write would be alone.
            (Some(Trouble::Fault(Fault::Lost | Fault::Conflict | Fault::Busy)), _) => {
                return Err(BatchError::Lost(ran.message.unwrap_or_default()));
            }
            (Some(Trouble::Stale), Some(_)) if runs < MAX_RUNS => {
                connection.batch_execute(frame.undo)?;
            }
            (None | Some(Trouble::Stale), Some(Outcome::Commit)) => {
                connection.batch_execute(frame.keep)?;
                return Ok(Ok(()));
            }
            (_, None | Some(Outcome::Rollback | Outcome::Commit)) => {
                connection.batch_execute(frame.undo)?;
                return Ok(ran.rolled_back());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::any::Any;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use diesel::prelude::*;
    use docket_application::ports::store::UnitOfWork;
    use docket_testkit::database::{TestDatabase, TestEngine};
    use docket_testkit::fixtures;

    use super::*;
    use crate::schema::users;
    use crate::sqlite::{Role, SqliteFile};
    use crate::{DatabaseUrl, Migrator};

    /// Adds a user or looks for one, and ends so.
    struct Unit {
        is_write: bool,
        outcome: Outcome,
        runs: Arc<AtomicUsize>,
    }

    impl Job for Unit {
        fn run(&mut self, work: &mut dyn UnitOfWork) -> Outcome {
            self.runs.fetch_add(1, Ordering::Relaxed);
            let user = fixtures::new_user(fixtures::identity(&fixtures::unique("user")));
            if self.is_write {
                let hash = fixtures::password_hash("hash");
                work.users().add(user, &hash).unwrap();
            } else {
                work.users().find(fixtures::user_id(1)).unwrap();
            }
            self.outcome
        }

        fn into_any(self: Box<Self>) -> Box<dyn Any> {
            self
        }
    }

    /// Commits units at once, and tells how many users there are and how often units were run.
    fn committed(units: &[(bool, Outcome)]) -> (i64, usize) {
        let test_database = TestDatabase::create(TestEngine::Sqlite);
        let url = DatabaseUrl::parse(test_database.url()).unwrap();
        Migrator::new(&url).run().unwrap();
        let file = SqliteFile::at(url.sqlite_path().unwrap()).unwrap();
        let mut connection = DbConnection::Sqlite(file.open(Role::Writer).unwrap());
        let runs = Arc::new(AtomicUsize::new(0));
        let (mut batch, _answers): (Vec<_>, Vec<_>) = units
            .iter()
            .map(|(is_write, outcome)| Unit {
                is_write: *is_write,
                outcome: *outcome,
                runs: Arc::clone(&runs),
            })
            .map(|unit| Request::new(Errand::Unit(Access::Write, Box::new(unit))))
            .unzip();
        let results = all(&mut connection, &mut batch).unwrap();
        assert!(results.iter().all(Result::is_ok));
        let users = users::table.count().get_result(&mut connection).unwrap();
        (users, runs.load(Ordering::Relaxed))
    }

    #[test]
    fn units_that_all_end_well_are_run_once() {
        let units = [(true, Outcome::Commit); 3];
        assert_eq!(committed(&units), (3, 3));
    }

    #[test]
    fn a_unit_that_fails_after_it_has_written_is_undone_alone() {
        let units = [
            (true, Outcome::Commit),
            (true, Outcome::Rollback),
            (true, Outcome::Commit),
        ];
        // Two until it was found, and all of them once more.
        assert_eq!(committed(&units), (2, 5));
    }

    #[test]
    fn a_unit_that_fails_before_it_has_written_makes_nobody_run_again() {
        let units = [
            (true, Outcome::Commit),
            (false, Outcome::Rollback),
            (true, Outcome::Commit),
        ];
        assert_eq!(committed(&units), (2, 3));
    }
}
