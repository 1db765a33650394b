//! SQLite: reader threads, and one writer thread that commits for many at once.
//!
//! SQLite runs in the thread that calls it and lets one connection write at a time. So each
//! connection has a thread of its own, and whoever writes waits in a queue instead of in SQLite.

mod at_rest;
mod backup;
mod commit;
mod connection;
mod doorway;
mod part;
mod pragmas;
mod reader;
mod restore;
mod writer;

pub use at_rest::{Contents, Unsound};
pub(crate) use at_rest::{ENCODED, MAGIC, beside, has_content};
pub use backup::{BackupError, CopyStep, back_up};
pub use connection::SqliteError;
pub(crate) use connection::{Role, SqliteFile};
pub use restore::{RestoreError, RestoreOptions, Restored, restore};

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use docket_application::ports::store::{Access, StoreError};

use crate::database::{OpenError, PoolLoad};
use crate::errand::{Answer, Errand, Request};
use crate::error::Refusal;
use crate::handover::{self, Queue};
use reader::Reader;
use writer::Writer;

/// How many units of work may wait for the writer, and for the readers. At tens of thousands a
/// second this is a tenth of a second's work: who would wait longer is better told at once.
const QUEUE: usize = 1024;

/// A SQLite database with its threads.
pub(crate) struct Sqlite {
    reads: Arc<Queue<Request>>,
    writes: Arc<Queue<Request>>,
    readers: usize,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Sqlite {
    /// Opens the file, which is made if it is not there, with so many readers.
    pub(crate) fn open(path: &Path, readers: Option<NonZeroUsize>) -> Result<Self, OpenError> {
        let file = SqliteFile::at(path)?;
        let readers = readers.map_or_else(default_readers, NonZeroUsize::get);
        let sqlite = Self {
            reads: Arc::new(Queue::bounded(QUEUE)),
            writes: Arc::new(Queue::bounded(QUEUE)),
            readers,
            threads: Mutex::default(),
        };
        let connection = file.open(Role::Writer)?;
        let writer = Writer::new(file.clone(), connection, Arc::clone(&sqlite.writes));
        sqlite.start("docket-write", move || writer.work())?;
        for number in 1..=readers {
            let connection = file.open(Role::Reader)?;
            let reader = Reader::new(file.clone(), connection, Arc::clone(&sqlite.reads));
            sqlite.start(&format!("docket-read-{number}"), move || reader.work())?;
        }
        Ok(sqlite)
    }

    fn start(&self, name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), OpenError> {
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(work)
            .map_err(OpenError::Thread)?;
        self.threads().push(thread);
        Ok(())
    }

    /// Has an errand done.
    pub(crate) async fn send(&self, errand: Errand) -> Answer {
        let queue = match &errand {
            Errand::Unit(Access::Write | Access::SingleWrite, _) => &self.writes,
            Errand::Unit(Access::Read | Access::Snapshot, _) | Errand::Check => &self.reads,
        };
        let (request, answer) = Request::new(errand);
        queue.push(request)?;
        handover::let_others_ask().await;
        queue.ring();
        // Nobody answers only if a thread has died, which they do not.
        let answer = answer.await;
        answer.unwrap_or_else(|| Err(StoreError::unavailable(Refusal::NoAnswer)))
    }

    /// How busy the readers and the writer are. Each has its own connection.
    pub(crate) fn load(&self) -> Vec<PoolLoad> {
        let load = |name, queue: &Queue<Request>, threads: usize| {
            let (waiting, idle) = queue.load();
            let idle = idle.min(threads);
            PoolLoad {
                name,
                in_use: threads - idle,
                idle,
                waiting,
                capacity: queue.capacity(),
            }
        };
        vec![
            load("read", &self.reads, self.readers),
            load("write", &self.writes, 1),
        ]
    }

    /// Takes no more errands, does those that wait, and ends the threads. The last connection
    /// that closes moves what is in the write-ahead log into the database.
    pub(crate) fn close(&self) {
        self.reads.close();
        self.writes.close();
        for thread in self.threads().drain(..) {
            // A thread that panicked has nothing left to wait for.
            let _ = thread.join();
        }
    }

    fn threads(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sqlite {
    /// The threads end when they have done what waits.
    fn drop(&mut self) {
        self.reads.close();
        self.writes.close();
    }
}

/// As many as there are cores, from two to eight.
fn default_readers() -> usize {
    thread::available_parallelism()
        .map_or(2, NonZeroUsize::get)
        .clamp(2, 8)
}
