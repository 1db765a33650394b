//! The thread that writes: many units of work, one commit.
//!
//! A commit costs a write to the disk, whatever is in it. So the writer takes all that waits for
//! it, has it committed at once ([`commit`]), and only then answers: each is as durable as if it
//! had been alone.

use std::sync::Arc;
use std::time::Duration;

use diesel::SqliteConnection;
use docket_application::ports::store::StoreError;

use super::commit::{self, BatchError, Results};
use super::connection::{Role, SqliteFile};
use crate::connection::DbConnection;
use crate::errand::{Answer, Request};
use crate::handover::{Queue, Replies, Taking};

/// How many units share one commit at most. More would gain little, and let the first one wait
/// for the last one longer.
const BATCH: usize = 64;

/// For how long those of one batch wait for one of theirs to wake them, at most.
const PATIENCE: Duration = Duration::from_millis(2);

/// What the thread that writes has.
pub(super) struct Writer {
    file: SqliteFile,
    /// `None` after it was found to be of no more use.
    connection: Option<DbConnection>,
    queue: Arc<Queue<Request>>,
    replies: Replies<Answer>,
}

impl Writer {
    pub(super) fn new(
        file: SqliteFile,
        connection: SqliteConnection,
        queue: Arc<Queue<Request>>,
    ) -> Self {
        Self {
            file,
            connection: Some(DbConnection::Sqlite(connection)),
            queue,
            replies: Replies::new(),
        }
    }

    /// Writes until nobody can ask any more.
    pub(super) fn work(mut self) {
        let mut taken = Vec::with_capacity(BATCH);
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let patience = self.replies.are_some_left().then_some(PATIENCE);
            match self.queue.take(BATCH, patience, &mut taken) {
                Taking::Taken => {
                    batch.extend(taken.drain(..).filter_map(Request::in_time));
                    self.carry_out(&mut batch);
                }
                Taking::Nothing => self.replies.wake_left(),
                Taking::Over => return,
            }
        }
    }

    /// Runs a batch, and answers when all of it is durable.
    fn carry_out(&mut self, batch: &mut Vec<Request>) {
        match self.commit(batch) {
            Ok(results) => {
                for (request, result) in batch.drain(..).zip(results) {
                    request.answer_with(result, &mut self.replies);
                }
            }
            Err(error) => {
                if !error.is_only_busy() {
                    // Whatever SQLite left of the transaction goes with the connection.
                    self.connection = None;
                }
                let cause = error.symptom();
                for request in batch.drain(..) {
                    let failure = StoreError::unavailable(cause.clone());
                    request.answer_with(Err(failure), &mut self.replies);
                }
            }
        }
        self.replies.give();
    }

    fn commit(&mut self, batch: &mut [Request]) -> Result<Results, BatchError> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            closed => closed.insert(DbConnection::Sqlite(self.file.open(Role::Writer)?)),
        };
        commit::all(connection, batch)
    }
}

#[cfg(test)]
mod tests {
    use std::any::Any;
    use std::future::Future as _;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use diesel::connection::SimpleConnection;
    use docket_application::ports::store::{Access, Job, Outcome, UnitOfWork};
    use docket_testkit::database::{TestDatabase, TestEngine};
    use docket_testkit::fixtures;

    use super::*;
    use crate::errand::Errand;
    use crate::handover::Awaited;
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

    /// An answer that has been given.
    fn given(answer: Awaited<Answer>) -> Answer {
        let mut context = Context::from_waker(Waker::noop());
        match pin!(answer).poll(&mut context) {
            Poll::Ready(Some(answer)) => answer,
            other => panic!("{}", other.is_pending()),
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
        let mut writer = Writer::new(file, connection, Arc::new(Queue::bounded(1)));

        let mut commit = |sizes: &[usize]| {
            let (mut batch, answers): (Vec<_>, Vec<_>) = sizes
                .iter()
                .map(|size| Request::new(Errand::Unit(Access::Write, Box::new(AddUsers(*size)))))
                .unzip();
            writer.carry_out(&mut batch);
            answers
                .into_iter()
                .map(|answer| given(answer).map(|_| ()))
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
