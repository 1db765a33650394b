//! SQLite: reader threads, and one writer thread that commits for many at once.
//!
//! SQLite runs in the thread that calls it and lets one connection write at a time. So each
//! connection has a thread of its own, and whoever writes waits in a queue instead of in SQLite.

mod connection;
mod pragmas;
mod reader;
mod writer;

pub use connection::SqliteError;
pub(crate) use connection::{Role, SqliteFile};

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{PoisonError, RwLock};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Sender, TrySendError, bounded};
use docket_application::ports::store::{Access, StoreError};

use crate::database::OpenError;
use crate::errand::{Answer, Errand, Request};
use crate::error::Refusal;
use reader::Reader;
use writer::Writer;

/// How many units of work may wait for the writer, and for the readers. At tens of thousands a
/// second this is a tenth of a second's work: who would wait longer is better told at once.
const QUEUE: usize = 1024;

/// A SQLite database with its threads.
pub(crate) struct Sqlite {
    /// `None` once it is closed.
    queues: RwLock<Option<Queues>>,
    threads: RwLock<Vec<JoinHandle<()>>>,
}

struct Queues {
    reads: Sender<Request>,
    writes: Sender<Request>,
}

impl Sqlite {
    /// Opens the file, which is made if it is not there, with so many readers.
    pub(crate) fn open(path: &Path, readers: Option<NonZeroUsize>) -> Result<Self, OpenError> {
        let file = SqliteFile::at(path)?;
        let (to_read, queue_of_readers) = bounded(QUEUE);
        let (to_write, queue_of_writer) = bounded(QUEUE);
        let connection = file.open(Role::Writer)?;
        let writer = Writer::new(file.clone(), connection, queue_of_writer);
        let mut threads = vec![spawn("docket-write", move || writer.work())?];
        let readers = readers.map_or_else(default_readers, NonZeroUsize::get);
        for number in 1..=readers {
            let reader = Reader::new(
                file.clone(),
                file.open(Role::Reader)?,
                queue_of_readers.clone(),
            );
            threads.push(spawn(&format!("docket-read-{number}"), move || {
                reader.work();
            })?);
        }
        Ok(Self {
            queues: RwLock::new(Some(Queues {
                reads: to_read,
                writes: to_write,
            })),
            threads: RwLock::new(threads),
        })
    }

    /// Has an errand done.
    pub(crate) async fn send(&self, errand: Errand) -> Answer {
        let answer = self.enqueue(errand)?;
        // Nobody answers only if a thread has died, which they do not.
        answer
            .await
            .unwrap_or_else(|_| Err(StoreError::unavailable(Refusal::NoAnswer)))
    }

    fn enqueue(
        &self,
        errand: Errand,
    ) -> Result<tokio::sync::oneshot::Receiver<Answer>, StoreError> {
        let queues = self.queues.read().unwrap_or_else(PoisonError::into_inner);
        let queues = queues
            .as_ref()
            .ok_or_else(|| StoreError::unavailable(Refusal::Closed))?;
        let queue = match &errand {
            Errand::Unit(Access::Write | Access::SingleWrite, _) => &queues.writes,
            Errand::Unit(Access::Read | Access::Snapshot, _) | Errand::Check => &queues.reads,
        };
        let (request, answer) = Request::new(errand);
        match queue.try_send(request) {
            Ok(()) => Ok(answer),
            Err(TrySendError::Full(_)) => Err(StoreError::unavailable(Refusal::QueueFull)),
            Err(TrySendError::Disconnected(_)) => Err(StoreError::unavailable(Refusal::Closed)),
        }
    }

    /// Takes no more errands, does those that wait, and ends the threads. The last connection
    /// that closes moves what is in the write-ahead log into the database.
    pub(crate) fn close(&self) {
        drop(
            self.queues
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let mut threads = self.threads.write().unwrap_or_else(PoisonError::into_inner);
        for thread in threads.drain(..) {
            // A thread that panicked has nothing left to wait for.
            let _ = thread.join();
        }
    }
}

/// As many as there are cores, from two to eight.
fn default_readers() -> usize {
    thread::available_parallelism()
        .map_or(2, NonZeroUsize::get)
        .clamp(2, 8)
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(OpenError::Thread)
}
