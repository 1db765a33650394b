//! PostgreSQL and MySQL: a pool, a semaphore as wide as it, and as many worker threads.
//!
//! A unit of work first waits for a permit, without holding a thread; so there is always a free
//! thread and a free connection for whoever has one. It keeps the permit until the thread is done,
//! also if the caller has long been told that the database does not answer.

mod manager;
mod session;
mod worker;

pub(crate) use session::{Purpose, SessionError, connect};

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use docket_application::ports::store::StoreError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::database::OpenError;
use crate::database_url::DatabaseUrl;
use crate::errand::{Answer, Errand, Request};
use crate::error::Refusal;
use worker::Worker;

/// How many connections there are unless said otherwise.
const CONNECTIONS: NonZeroUsize = NonZeroUsize::new(8).expect("eight is not zero");

/// For how long [`Pooled::close`] waits.
const CLOSING: Duration = Duration::from_secs(10);

/// How long a worker may take once it has a connection: a statement's time-out, and some to roll
/// back.
const WORK: Duration = Duration::from_secs(6);

/// A database on a server.
pub(crate) struct Pooled {
    wait: Duration,
    permits: Arc<Semaphore>,
    /// `None` once it is closed.
    orders: RwLock<Option<Sender<Order>>>,
    /// Disconnected when all workers have ended.
    ended: Mutex<Receiver<()>>,
}

/// A request with its permit.
struct Order {
    request: Request,
    permit: OwnedSemaphorePermit,
    /// When it was asked for.
    came: Instant,
}

impl Pooled {
    /// Starts the workers. Nothing is connected to yet.
    pub(crate) fn open(
        url: &DatabaseUrl,
        connections: Option<NonZeroUsize>,
        wait: Duration,
    ) -> Result<Self, OpenError> {
        let connections = connections.unwrap_or(CONNECTIONS).get();
        let pool = manager::pool(url, connections, wait);
        let (orders, queue) = bounded(connections);
        let (alive, ended) = bounded(0);
        for number in 1..=connections {
            let worker = Worker::new(pool.clone(), queue.clone(), wait);
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
            permits: Arc::new(Semaphore::new(connections)),
            orders: RwLock::new(Some(orders)),
            ended: Mutex::new(ended),
        })
    }

    /// Has an errand done. Waiting for a permit and for a connection takes as long as one wait.
    pub(crate) async fn send(&self, errand: Errand) -> Answer {
        let came = Instant::now();
        let permit = timeout(self.wait, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_| StoreError::unavailable(Refusal::NoPermit))?
            .map_err(|_| StoreError::unavailable(Refusal::Closed))?;
        let (request, answer) = Request::new(errand);
        self.enqueue(Order {
            request,
            permit,
            came,
        })?;
        let left = (self.wait + WORK).saturating_sub(came.elapsed());
        timeout(left, answer)
            .await
            .ok()
            .and_then(Result::ok)
            .unwrap_or_else(|| Err(StoreError::unavailable(Refusal::NoAnswer)))
    }

    fn enqueue(&self, order: Order) -> Result<(), StoreError> {
        let orders = self.orders.read().unwrap_or_else(PoisonError::into_inner);
        let orders = orders
            .as_ref()
            .ok_or_else(|| StoreError::unavailable(Refusal::Closed))?;
        // There is a place for each permit, so this neither waits nor fails.
        orders
            .try_send(order)
            .map_err(|_| StoreError::unavailable(Refusal::QueueFull))
    }

    /// Takes no more errands and waits for the workers to do those they have, unless the server
    /// keeps them for too long.
    pub(crate) fn close(&self) {
        self.permits.close();
        drop(
            self.orders
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.recv_timeout(CLOSING) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("the database does not answer; its connections are left to themselves");
        }
    }
}
