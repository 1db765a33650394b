//! Ports with their adapters, around which it is counted and traced what is done with them.

use std::sync::Arc;

use docket_application::Passwords;
use docket_application::ports::audit::AuditTrail;
use docket_application::ports::hasher::PasswordHasher;
use docket_application::ports::store::{Engine, Store};
use docket_credentials::Hasher;
use docket_http::{Metrics, RateLimits};
use docket_persistence::Database;

use crate::audit::LoggedTrail;
use crate::metrics::{CountedEngine, CountedHasher, CountedTrail, Loads};
use crate::traces::{TracedEngine, TracedHasher, Traces};

/// What use cases work with, counted and traced.
pub(super) struct Watched {
    pub(super) store: Store,
    pub(super) passwords: Passwords,
    pub(super) audit: Arc<dyn AuditTrail>,
}

impl Watched {
    /// Begins to count, and to trace if traces are sent.
    ///
    /// # Errors
    /// If something is counted already.
    pub(super) fn new(
        metrics: &Metrics,
        traces: Option<&Traces>,
        database: &Arc<Database>,
        hasher: Arc<Hasher>,
        rate_limits: &RateLimits,
    ) -> prometheus::Result<Self> {
        let registry = metrics.registry();
        let loads = Loads::of(Arc::clone(database), Arc::clone(&hasher))?;
        registry.register(Box::new(loads))?;
        let mut engine: Arc<dyn Engine> = Arc::new(CountedEngine::new(database.clone(), registry)?);
        let mut hasher: Arc<dyn PasswordHasher> = Arc::new(CountedHasher::new(hasher, registry)?);
        if let Some(traces) = traces {
            engine = Arc::new(TracedEngine::new(engine, traces.clone()));
            hasher = Arc::new(TracedHasher::new(hasher, traces.clone()));
        }
        let throttle = rate_limits.login_throttle();
        Ok(Self {
            store: Store::new(engine),
            passwords: Passwords::new(hasher, throttle),
            audit: Arc::new(CountedTrail::new(Arc::new(LoggedTrail), registry)?),
        })
    }
}
