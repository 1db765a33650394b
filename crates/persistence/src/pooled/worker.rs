//! The threads that talk to a server.

mod single;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use diesel::QueryResult;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::r2d2::Pool;
use docket_application::ports::store::{Access, Job, Outcome, StoreError};

use super::manager::{Link, Manager};
use crate::connection::DbConnection;
use crate::errand::{Errand, Request};
use crate::error::{Fault, Refusal, Symptom, classify, store_error};
use crate::handover::{Queue, Taking};
use crate::migrations::missing_migration;
use crate::work::{self, MAX_RUNS, Ran, Trouble};
use single::single_write;

/// What a worker has.
pub(super) struct Worker {
    pool: Pool<Manager>,
    queue: Arc<Queue<Request>>,
    wait: Duration,
}

/// What came of one try.
enum Try {
    /// It is settled.
    Done(Result<(), StoreError>),
    /// It has left nothing behind and may be tried again; or else this is the answer.
    Again(Reason, Result<(), StoreError>),
}

/// Why it may be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// The connection was lost before anything was committed.
    Lost,
    /// Another transaction got in the way.
    Conflict,
    /// Something had changed since it was read.
    Stale,
}

impl Worker {
    pub(super) fn new(pool: Pool<Manager>, queue: Arc<Queue<Request>>, wait: Duration) -> Self {
        Self { pool, queue, wait }
    }

    /// Works until nobody can ask any more.
    pub(super) fn work(self) {
        let mut taken = Vec::with_capacity(1);
        while self.queue.take(1, None, &mut taken) != Taking::Over {
            for mut request in taken.drain(..) {
                if request.begin() {
                    // Jobs are caught where they run; this is for the rest, so that no thread is
                    // lost.
                    let result = catch_unwind(AssertUnwindSafe(|| self.carry_out(&mut request)))
                        .unwrap_or(Err(StoreError::Panicked));
                    request.answer(result);
                }
            }
        }
    }

    /// Tries an errand until it is settled, for a bounded number of times, and for a bounded time
    /// from when it came.
    fn carry_out(&self, request: &mut Request) -> Result<(), StoreError> {
        // After a restart of the server, every connection of the pool may be found dead.
        let mut connections_left = self.pool.max_size().saturating_add(2);
        let mut runs = 0;
        loop {
            let left = self.wait.saturating_sub(request.age());
            let mut link = self
                .pool
                .get_timeout(left)
                .map_err(|_| StoreError::unavailable(Refusal::NoConnection))?;
            runs += 1;
            let (reason, otherwise) = match attempt(&mut link, &mut request.errand, runs) {
                Try::Done(result) => {
                    link.worked_at = Instant::now();
                    return result;
                }
                Try::Again(reason, otherwise) => (reason, otherwise),
            };
            link.worked_at = Instant::now();
            drop(link);
            tracing::debug!(?reason, runs, "a unit of work may have to be run again");
            if reason == Reason::Lost {
                runs -= 1;
                connections_left -= 1;
            }
            if connections_left == 0 || runs >= MAX_RUNS || request.age() >= self.wait {
                return otherwise;
            }
            if reason == Reason::Conflict {
                give_way(runs);
            }
        }
    }
}

/// Lets those go on that were given way to. Two that wait equally long would meet again.
fn give_way(runs: usize) {
    let longest = u64::try_from(runs).unwrap_or(u64::MAX).min(8) * 1000;
    let random = RandomState::new().build_hasher().finish();
    // Nobody unparks this thread, so this is a sleep, of some milliseconds at most.
    thread::park_timeout(Duration::from_micros(random % longest.max(1)));
}

fn attempt(link: &mut Link, errand: &mut Errand, runs: usize) -> Try {
    match errand {
        Errand::Check => check(link),
        Errand::Unit(Access::Read, job) => read(link, runs, job.as_mut()),
        Errand::Unit(Access::Snapshot, job) => snapshot(link, runs, job.as_mut()),
        Errand::Unit(Access::SingleWrite, job) if runs == 1 => single_write(link, job.as_mut()),
        // What comes again locks what it reads, which needs a transaction.
        Errand::Unit(Access::Write | Access::SingleWrite, job) => write(link, runs, job.as_mut()),
    }
}

fn check(link: &mut Link) -> Try {
    match missing_migration(&mut link.connection) {
        Ok(None) => Try::Done(Ok(())),
        Ok(Some(name)) => Try::Done(Err(StoreError::unavailable(Refusal::SchemaOutdated(name)))),
        Err(error) if classify(&error) == Fault::Lost => {
            link.is_broken = true;
            Try::Again(Reason::Lost, Err(store_error(&error)))
        }
        Err(error) => Try::Done(Err(store_error(&error))),
    }
}

/// Each statement is a transaction of its own: no round trips to begin and end one.
fn read(link: &mut Link, runs: usize, job: &mut dyn Job) -> Try {
    let ran = work::run(&mut link.connection, Access::Read, runs > 1, job);
    settle_read(link, &ran)
}

/// All statements see the state at the beginning.
fn snapshot(link: &mut Link, runs: usize, job: &mut dyn Job) -> Try {
    if let Err(error) = begin_snapshot(&mut link.connection) {
        return not_begun(link, &error);
    }
    let ran = work::run(&mut link.connection, Access::Snapshot, runs > 1, job);
    let result = settle_read(link, &ran);
    if !link.is_broken {
        roll_back(link);
    }
    result
}

/// MySQL has its level for the next transaction alone, and then takes the snapshot at once.
fn begin_snapshot(connection: &mut DbConnection) -> QueryResult<()> {
    match connection {
        DbConnection::Postgres(connection) => AnsiTransactionManager::begin_transaction_sql(
            connection,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ),
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) => AnsiTransactionManager::begin_transaction_sql(
            connection,
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; \
             START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
        ),
        // It has threads of its own and no pool; there it would be this.
        DbConnection::Sqlite(connection) => {
            AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN")
        }
    }
}

/// What a unit comes to whose transaction has not begun.
fn not_begun(link: &mut Link, error: &diesel::result::Error) -> Try {
    link.is_broken = true;
    match classify(error) {
        Fault::Lost => Try::Again(Reason::Lost, Err(store_error(error))),
        _ => Try::Done(Err(store_error(error))),
    }
}

/// What a unit comes to that only reads.
fn settle_read(link: &mut Link, ran: &Ran) -> Try {
    match (ran.trouble, ran.outcome) {
        (_, None) => {
            link.is_broken = true;
            Try::Done(ran.rolled_back())
        }
        (Some(Trouble::Fault(Fault::Lost)), _) => {
            link.is_broken = true;
            Try::Again(Reason::Lost, ran.rolled_back())
        }
        (Some(Trouble::Fault(Fault::Conflict)), _) => {
            Try::Again(Reason::Conflict, ran.rolled_back())
        }
        // Nothing was written, so nothing is to be undone either.
        (_, Some(Outcome::Commit | Outcome::Rollback)) => Try::Done(Ok(())),
    }
}

fn write(link: &mut Link, runs: usize, job: &mut dyn Job) -> Try {
    if let Err(error) = DbConnection::begin_transaction(&mut link.connection) {
        return not_begun(link, &error);
    }
    let ran = work::run(&mut link.connection, Access::Write, runs > 1, job);
    settle_write(link, runs, &ran)
}

/// What a unit comes to that has written in a transaction.
fn settle_write(link: &mut Link, runs: usize, ran: &Ran) -> Try {
    match (ran.trouble, ran.outcome) {
        (_, None) => {
            // The panic may have come from anywhere, the driver included.
            link.is_broken = true;
            Try::Done(ran.rolled_back())
        }
        (Some(Trouble::Fault(Fault::Lost)), _) => {
            link.is_broken = true;
            Try::Again(Reason::Lost, ran.rolled_back())
        }
        (Some(Trouble::Fault(Fault::Conflict)), _) => {
            roll_back(link);
            Try::Again(Reason::Conflict, ran.rolled_back())
        }
        (Some(Trouble::Stale), _) if runs < MAX_RUNS => {
            roll_back(link);
            Try::Again(Reason::Stale, ran.rolled_back())
        }
        (None | Some(Trouble::Stale), Some(Outcome::Commit)) => Try::Done(commit(link)),
        (_, Some(Outcome::Commit | Outcome::Rollback)) => {
            roll_back(link);
            Try::Done(ran.rolled_back())
        }
    }
}

/// A commit that fails may yet have been made, so it is never tried again.
fn commit(link: &mut Link) -> Result<(), StoreError> {
    DbConnection::commit_transaction(&mut link.connection).map_err(|error| {
        link.is_broken = true;
        StoreError::unavailable(Symptom::of(&error))
    })
}

fn roll_back(link: &mut Link) {
    if let Err(error) = DbConnection::rollback_transaction(&mut link.connection) {
        // The server rolls back when the connection closes.
        let cause = Symptom::of(&error);
        tracing::debug!(%cause, "a transaction could not be rolled back");
        link.is_broken = true;
    }
}
