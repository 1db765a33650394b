//! The thread that writes: many units of work, one commit.
//!
//! A commit costs a write to the disk, whatever is in it. So the writer takes all that waits for
//! it, runs each unit in a savepoint of one transaction, commits once, and only then answers:
//! each is as durable as if it had been alone. A unit that fails or panics is rolled back to its
//! savepoint and harms no neighbour; a commit that fails fails all of them.

use crossbeam_channel::Receiver;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use docket_application::ports::store::{Access, Job, Outcome, StoreError};

use super::connection::{Role, SqliteError, SqliteFile};
use crate::connection::DbConnection;
use crate::errand::{Errand, Request};
use crate::error::{Fault, Symptom, classify};
use crate::migrations::check_schema;
use crate::work::{self, MAX_RUNS, Trouble};

/// How many units share one commit at most. More would gain little, and let the first one wait
/// for the last one longer.
const BATCH: usize = 64;

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
enum BatchError {
    #[error("the database file cannot be opened again")]
    Open(#[from] SqliteError),
    #[error("a transaction could not be begun, kept or undone")]
    Transaction(#[from] diesel::result::Error),
    #[error("a transaction was lost: {0}")]
    Lost(String),
}

impl BatchError {
    /// What is told of it.
    fn symptom(&self) -> Symptom {
        match self {
            Self::Transaction(error) => Symptom::of(error),
            Self::Open(error) => error.symptom(),
            Self::Lost(message) => Symptom::in_message(message, Fault::Lost),
        }
    }
}

/// What the thread that writes has.
pub(super) struct Writer {
    file: SqliteFile,
    /// `None` after it was found to be of no more use.
    connection: Option<DbConnection>,
    queue: Receiver<Request>,
}

impl Writer {
    pub(super) fn new(
        file: SqliteFile,
        connection: SqliteConnection,
        queue: Receiver<Request>,
    ) -> Self {
        Self {
            file,
            connection: Some(DbConnection::Sqlite(connection)),
            queue,
        }
    }

    /// Writes until nobody can ask any more.
    pub(super) fn work(mut self) {
        while let Ok(first) = self.queue.recv() {
            let others = self.queue.try_iter().take(BATCH - 1);
            let all = std::iter::once(first).chain(others);
            let batch = all.filter_map(Request::in_time).collect();
            self.carry_out(batch);
        }
    }

    /// Runs a batch, and answers when all of it is durable.
    fn carry_out(&mut self, mut batch: Vec<Request>) {
        match self.commit(&mut batch) {
            Ok(results) => {
                for (request, result) in batch.into_iter().zip(results) {
                    request.answer(result);
                }
            }
            Err(error) => {
                if !is_only_busy(&error) {
                    // Whatever SQLite left of the transaction goes with the connection.
                    self.connection = None;
                }
                let cause = error.symptom();
                for request in batch {
                    request.answer(Err(StoreError::unavailable(cause.clone())));
                }
            }
        }
    }

    fn commit(&mut self, batch: &mut [Request]) -> Result<Vec<Result<(), StoreError>>, BatchError> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            closed => closed.insert(DbConnection::Sqlite(self.file.open(Role::Writer)?)),
        };
        match batch {
            [] => Ok(Vec::new()),
            [request] => Ok(vec![run(connection, &TRANSACTION, &mut request.errand)?]),
            requests => {
                connection.batch_execute(TRANSACTION.begin)?;
                let results = requests
                    .iter_mut()
                    .map(|request| run(connection, &SAVEPOINT, &mut request.errand))
                    .collect::<Result<Vec<_>, BatchError>>()?;
                connection.batch_execute(TRANSACTION.keep)?;
                Ok(results)
            }
        }
    }
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

/// Whether the transaction could not even begin, because another process was writing: then there
/// is nothing wrong with the connection.
fn is_only_busy(error: &BatchError) -> bool {
    matches!(error, BatchError::Transaction(error) if classify(error) == Fault::Busy
        && error.to_string().contains("locked"))
}

#[cfg(test)]
mod tests {
    use std::any::Any;

    use crossbeam_channel::unbounded;
    use docket_application::ports::store::UnitOfWork;
    use docket_testkit::database::{TestDatabase, TestEngine};
    use docket_testkit::fixtures;

    use super::*;
    use crate::{DatabaseUrl, Migrator};

    /// Adds so many users.
    struct AddUsers(usize);

    impl Job for AddUsers {
        fn run(&mut self, work: &mut dyn UnitOfWork) -> Outcome {
            let hash = fixtures::password_hash(&"x".repeat(200));
            for _ in 0..self.0 {
                let user = fixtures::new_user(fixtures::identity(&fixtures::unique("user")));
                if work.users().add(user, &hash).is_err() {
                    return Outcome::Rollback;
                }
            }
            Outcome::Commit
        }

        fn into_any(self: Box<Self>) -> Box<dyn Any> {
            self
        }
    }

    #[test]
    fn a_full_disk_fails_the_whole_batch_and_the_next_one_starts_clean() {
        let test_database = TestDatabase::create(TestEngine::Sqlite);
        let url = DatabaseUrl::parse(test_database.url()).unwrap();
        Migrator::new(&url).run().unwrap();
        let file = SqliteFile::at(url.sqlite_path().unwrap()).unwrap();
        let mut connection = file.open(Role::Writer).unwrap();
        // It stands for a disk: SQLite cannot tell the one from the other.
        connection
            .batch_execute("PRAGMA max_page_count = 20")
            .unwrap();
        let (_queue, orders) = unbounded();
        let mut writer = Writer::new(file, connection, orders);

        let mut commit = |sizes: &[usize]| {
            let (batch, mut answers): (Vec<_>, Vec<_>) = sizes
                .iter()
                .map(|size| Request::new(Errand::Unit(Access::Write, Box::new(AddUsers(*size)))))
                .unzip();
            writer.carry_out(batch);
            answers
                .iter_mut()
                .map(|answer| answer.try_recv().unwrap().map(|_| ()))
                .collect::<Vec<_>>()
        };
        let lost = commit(&[1, 1000, 1]);
        assert!(
            lost.iter()
                .all(|answer| matches!(answer, Err(StoreError::Unavailable(Some(_)))))
        );
        assert!(commit(&[1, 2]).iter().all(Result::is_ok));
        assert!(commit(&[1]).iter().all(Result::is_ok));
    }
}
