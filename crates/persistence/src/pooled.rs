//! PostgreSQL and MySQL: a queue, a pool, and as many worker threads as it has connections.
//!
//! So there is always a free connection for a thread that has something to do, and it takes the
//! next unit of work by itself, without anybody being woken in between. A thread stays with its
//! unit until the server has answered, also if the caller has long been told that it does not.

mod manager;
mod session;
mod worker;

pub(crate) use session::{Purpose, SessionError, connect};

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use diesel::r2d2::Pool;
use docket_application::ports::store::StoreError;
use tokio::time::timeout;

use crate::database::{OpenError, PoolLoad};
use crate::database_url::DatabaseUrl;
use crate::errand::{Answer, Errand, Request};
use crate::error::Refusal;
use crate::handover::{self, Queue};
use manager::Manager;
use worker::Worker;

/// How many connections there are unless said otherwise.
const CONNECTIONS: NonZeroUsize = NonZeroUsize::new(8).expect("eight is not zero");

/// For how long [`Pooled::close`] waits.
const CLOSING: Duration = Duration::from_secs(10);

/// How many units of work may wait for a worker.
const QUEUE: usize = 1024;

/// A database on a server.
pub(crate) struct Pooled {
    wait: Duration,
    /// How long a worker may take once it has a connection.
    work: Duration,
    queue: Arc<Queue<Request>>,
    /// `None` after it was closed, so that its connections end with the workers.
    pool: Mutex<Option<Pool<Manager>>>,
    /// Disconnected when all workers have ended.
    ended: Mutex<Receiver<()>>,
}

impl Pooled {
    /// Starts the workers. Nothing is connected to yet.
    pub(crate) fn open(
        url: &DatabaseUrl,
        connections: Option<NonZeroUsize>,
        wait: Duration,
        work: Duration,
    ) -> Result<Self, OpenError> {
        let connections = connections.unwrap_or(CONNECTIONS).get();
        let pool = manager::pool(url, connections, wait);
        let queue = Arc::new(Queue::bounded(QUEUE));
        let (alive, ended) = bounded(0);
        for number in 1..=connections {
            let worker = Worker::new(pool.clone(), Arc::clone(&queue), wait);
            let alive = alive.clone();
            thread::Builder::new()
                .name(format!("docket-db-{number}"))
                .spawn(move || {
                    worker.work();
                    drop(alive);
                })
                .map_err(OpenError::Thread)?;
        }
        Ok(Self {
            wait,
            work,
            queue,
            pool: Mutex::new(Some(pool)),
            ended: Mutex::new(ended),
        })
    }

    /// Has an errand done. Waiting for a worker and for a connection takes as long as one wait.
    pub(crate) async fn send(&self, errand: Errand) -> Answer {
        let (request, mut answer) = Request::new(errand);
        self.queue.push(request)?;
        handover::let_others_ask().await;
        self.queue.ring();
        let given = match timeout(self.wait, &mut answer).await {
            Ok(given) => given,
            Err(_) if answer.is_begun() => timeout(self.work, answer).await.ok().flatten(),
            Err(_) => return Err(StoreError::unavailable(Refusal::NoPermit)),
        };
        given.unwrap_or_else(|| Err(StoreError::unavailable(Refusal::NoAnswer)))
    }

    /// How busy the connections are, of those that have been made.
    pub(crate) fn load(&self) -> Vec<PoolLoad> {
        let pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        let state = pool.as_ref().map(Pool::state);
        let (connections, idle) =
            state.map_or((0, 0), |state| (state.connections, state.idle_connections));
        let count = |connections| usize::try_from(connections).unwrap_or(usize::MAX);
        let (waiting, _) = self.queue.load();
        vec![PoolLoad {
            name: "all",
            in_use: count(connections.saturating_sub(idle)),
            idle: count(idle),
            waiting,
            capacity: self.queue.capacity(),
        }]
    }

    /// Takes no more errands and waits for the workers to do those they have, unless the server
    /// keeps them for too long.
    pub(crate) fn close(&self) {
        self.queue.close();
        drop(
            self.pool
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.recv_timeout(CLOSING) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("the database does not answer; its connections are left to themselves");
        }
    }
}

impl Drop for Pooled {
    /// The threads end when they have done what waits.
    fn drop(&mut self) {
        self.queue.close();
    }
}
