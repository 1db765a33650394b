//! How long units of work take.

use std::sync::Arc;
use std::time::Instant;

use docket_application::ports::BoxFuture;
use docket_application::ports::store::{Access, Engine, Job, StoreError};
use prometheus::{Histogram, Registry};

use super::durations;

/// Upper bounds of durations, in seconds: from one statement in memory to the longest wait for a
/// server.
const BUCKETS: [f64; 14] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// The store port, with how long its units of work take, from when they are asked for to when they
/// are done: waiting, running and committing.
pub(crate) struct CountedEngine {
    engine: Arc<dyn Engine>,
    reads: Histogram,
    writes: Histogram,
}

impl CountedEngine {
    /// Begins to count what is done with `engine`.
    ///
    /// # Errors
    /// If that is counted already.
    pub(crate) fn new(engine: Arc<dyn Engine>, registry: &Registry) -> prometheus::Result<Self> {
        let [reads, writes] = durations(
            registry,
            (
                "docket_database_unit_duration_seconds",
                "Time of a unit of work: waiting, running and committing.",
            ),
            &BUCKETS,
            ("access", ["read", "write"]),
        )?;
        Ok(Self {
            engine,
            reads,
            writes,
        })
    }
}

impl Engine for CountedEngine {
    fn run(
        &self,
        access: Access,
        job: Box<dyn Job>,
    ) -> BoxFuture<'_, Result<Box<dyn Job>, StoreError>> {
        let took = match access {
            Access::Read | Access::Snapshot => &self.reads,
            Access::Write | Access::SingleWrite => &self.writes,
        };
        let asked = Instant::now();
        let unit = self.engine.run(access, job);
        Box::pin(async move {
            let outcome = unit.await;
            took.observe(asked.elapsed().as_secs_f64());
            outcome
        })
    }

    fn check(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.engine.check()
    }
}
