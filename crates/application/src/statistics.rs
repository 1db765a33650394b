//! Statistics: how many tasks of each kind someone has.

use std::sync::Arc;

use docket_domain::{Priority, Status, Tag};

use crate::ports::clock::Clock;
use crate::ports::store::{Store, StoreError};
use crate::sessions::Caller;

/// How many tasks of each kind someone has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statistics {
    /// How many of each status and priority; kinds that do not occur are absent.
    pub by_kind: Vec<((Status, Priority), u64)>,
    /// How many are open and past their due date.
    pub overdue: u64,
    /// How many have each tag, by tag.
    pub by_tag: Vec<(Tag, u64)>,
}

impl Statistics {
    /// How many there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.count(|_, _| true)
    }

    /// How many have this status.
    #[must_use]
    pub fn with_status(&self, status: Status) -> u64 {
        self.count(|found, _| found == status)
    }

    /// How many have this priority.
    #[must_use]
    pub fn with_priority(&self, priority: Priority) -> u64 {
        self.count(|_, found| found == priority)
    }

    fn count(&self, counts: impl Fn(Status, Priority) -> bool) -> u64 {
        self.by_kind
            .iter()
            .filter(|((status, priority), _)| counts(*status, *priority))
            .map(|(_, count)| count)
            .sum()
    }
}

/// The use case of statistics.
#[derive(Clone)]
pub struct StatisticsService {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl StatisticsService {
    /// The service on these ports.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// How many tasks of each kind the caller has, all at one moment.
    ///
    /// # Errors
    /// [`StoreError`] if the store does not answer.
    pub async fn of(&self, caller: &Caller) -> Result<Statistics, StoreError> {
        let owner = caller.user_id();
        let today = caller.time_zone().day_of(self.clock.now());
        self.store
            .snapshot(move |work| work.tasks().statistics(owner, today))
            .await
    }
}
