//! Units of work in traces: how long each waited, and how long it ran. What is left of it is the
//! commit.

use std::any::Any;
use std::sync::Arc;

use docket_application::ports::BoxFuture;
use docket_application::ports::store::{Access, Engine, Job, Outcome, StoreError, UnitOfWork};
use opentelemetry::Context;

use super::{Traces, end};

/// The store port, with its units of work in the traces of requests.
pub(crate) struct TracedEngine {
    engine: Arc<dyn Engine>,
    traces: Traces,
}

impl TracedEngine {
    /// Traces what is done with `engine`.
    pub(crate) fn new(engine: Arc<dyn Engine>, traces: Traces) -> Self {
        Self { engine, traces }
    }
}

impl Engine for TracedEngine {
    fn run(
        &self,
        access: Access,
        job: Box<dyn Job>,
    ) -> BoxFuture<'_, Result<Box<dyn Job>, StoreError>> {
        let name = match access {
            Access::Read => "database read",
            Access::Snapshot => "database snapshot",
            Access::Write | Access::SingleWrite => "database write",
        };
        let Some(unit) = self.traces.part(name) else {
            return self.engine.run(access, job);
        };
        let job = TracedJob {
            wait: Some(self.traces.part_of(&unit, "wait")),
            unit: unit.clone(),
            traces: self.traces.clone(),
            job,
        };
        let outcome = self.engine.run(access, Box::new(job));
        Box::pin(async move {
            let outcome = outcome.await.and_then(TracedJob::taken_out);
            end(&unit, outcome.as_ref().err().map(word));
            outcome
        })
    }

    fn check(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.engine.check()
    }
}

/// The word for why a unit of work came to nothing.
fn word(error: &StoreError) -> &'static str {
    match error {
        StoreError::Unavailable(_) => "unavailable",
        StoreError::Panicked => "panicked",
        _ => "failed",
    }
}

/// A job that tells when it is run.
struct TracedJob {
    job: Box<dyn Job>,
    traces: Traces,
    unit: Context,
    /// Until it is run for the first time.
    wait: Option<Context>,
}

impl TracedJob {
    /// The job that was put in.
    fn taken_out(job: Box<dyn Job>) -> Result<Box<dyn Job>, StoreError> {
        let job = job.into_any().downcast::<Self>();
        // Jobs come back as they were sent.
        job.map(|traced| traced.job)
            .map_err(|_| StoreError::Panicked)
    }
}

impl Job for TracedJob {
    fn run(&mut self, work: &mut dyn UnitOfWork) -> Outcome {
        if let Some(wait) = self.wait.take() {
            end(&wait, None);
        }
        // It ends when it is dropped, also by a panic.
        let _run = self.traces.part_of(&self.unit, "run");
        self.job.run(work)
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}
