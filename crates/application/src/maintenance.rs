//! What has to be done from time to time, whoever asks for what.

use std::sync::Arc;

use crate::ports::clock::Clock;
use crate::ports::store::{Store, StoreError, UnitOfWork};

/// How much is removed in one unit of work, so that nobody waits long for it.
const BATCH: u16 = 500;

/// The use cases that nobody asks for.
#[derive(Clone)]
pub struct MaintenanceService {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl MaintenanceService {
    /// The service on these ports.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// Removes the answers that are no longer kept, and says how many there were.
    ///
    /// # Errors
    /// [`StoreError`] if the store does not answer; what was removed until then stays removed.
    pub async fn remove_expired_answers(&self) -> Result<usize, StoreError> {
        let now = self.clock.now();
        self.in_batches(move |work| work.answers().remove_expired(now, BATCH))
            .await
    }

    /// Removes the sessions that are over, and says how many there were.
    ///
    /// # Errors
    /// As for [`Self::remove_expired_answers`].
    pub async fn remove_expired_sessions(&self) -> Result<usize, StoreError> {
        let now = self.clock.now();
        self.in_batches(move |work| work.sessions().remove_expired(now, BATCH))
            .await
    }

    /// Removes batch after batch, until one is not full.
    async fn in_batches(
        &self,
        remove: impl Fn(&mut dyn UnitOfWork) -> Result<usize, StoreError> + Copy + Send + 'static,
    ) -> Result<usize, StoreError> {
        let mut removed = 0;
        loop {
            let batch = self.store.write_one(remove).await?;
            removed += batch;
            if batch < usize::from(BATCH) {
                return Ok(removed);
            }
        }
    }
}
