//! The threads that handle requests, as far as one can tell whether they have taken their turn.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::rt;
use futures_util::future::join_all;
use tokio::sync::{mpsc, oneshot};

/// The threads that handle requests. Clones are the same.
#[derive(Clone, Default)]
pub(super) struct Workers(Arc<Mutex<Vec<mpsc::UnboundedSender<oneshot::Sender<()>>>>>);

impl Workers {
    /// Notes that the calling thread is one of them.
    pub(super) fn note_this_one(&self) {
        let (bell, mut rings) = mpsc::unbounded_channel::<oneshot::Sender<()>>();
        rt::spawn(async move {
            while let Some(ring) = rings.recv().await {
                // Who rang may have given up.
                let _ = ring.send(());
            }
        });
        let mut workers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        workers.push(bell);
    }

    /// Waits until each has done what it had to do when this was called, for so long at most. A
    /// thread does one thing after the other: before it answers, it has begun with the connections
    /// that it had been given.
    pub(super) async fn take_a_turn(&self, limit: Duration) {
        let rings: Vec<_> = {
            let workers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let ring = |bell: &mpsc::UnboundedSender<_>| {
                let (ring, heard) = oneshot::channel();
                // A worker that has ended has nothing left to do.
                bell.send(ring).ok().map(|()| heard)
            };
            workers.iter().filter_map(ring).collect()
        };
        // Who does not answer in time is not waited for.
        let _ = tokio::time::timeout(limit, join_all(rings)).await;
    }
}
