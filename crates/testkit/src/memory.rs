//! The store in memory: what a store must do, as simply as it can be said.
//!
//! A unit of work gets a copy of everything, and the copy takes the place of the original if the
//! unit commits. One mutex is held meanwhile, so there are never two at once.

mod state;
mod unit;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use docket_application::ports::BoxFuture;
use docket_application::ports::store::{Access, Engine, Job, Outcome, Store, StoreError};

use state::State;
use unit::Unit;

/// How often a job is run, at most, that sees something stale each time.
const MAX_RUNS: u32 = 3;

/// A store in memory.
#[derive(Default)]
pub struct MemoryStore {
    state: Mutex<State>,
}

impl MemoryStore {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty one, as use cases know stores.
    #[must_use]
    pub fn store() -> Store {
        Store::new(Arc::new(Self::new()))
    }

    fn run_now(&self, access: Access, mut job: Box<dyn Job>) -> Result<Box<dyn Job>, StoreError> {
        // No job panics while it is locked without being caught, so it is never left half done.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for runs in 1.. {
            let mut unit = Unit::on(&state);
            let outcome = catch_unwind(AssertUnwindSafe(|| job.run(&mut unit)))
                .map_err(|_| StoreError::Panicked)?;
            if unit.saw_stale && runs < MAX_RUNS {
                continue;
            }
            let may_write = matches!(access, Access::Write | Access::SingleWrite);
            if may_write && outcome == Outcome::Commit {
                *state = unit.state;
            }
            break;
        }
        Ok(job)
    }
}

impl Engine for MemoryStore {
    fn run(
        &self,
        access: Access,
        job: Box<dyn Job>,
    ) -> BoxFuture<'_, Result<Box<dyn Job>, StoreError>> {
        Box::pin(async move { self.run_now(access, job) })
    }

    fn check(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async { Ok(()) })
    }
}
