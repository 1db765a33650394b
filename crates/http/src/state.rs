//! What the routes work with: the services, and what an operator has set.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Data;
use docket_application::ports::clock::Clock;
use docket_application::ports::store::Store;
use docket_application::{
    AccountService, AdministrationService, SessionService, StatisticsService, TagService,
    TaskService,
};

use crate::metrics::Metrics;
use crate::rate_limits::RateLimits;
use crate::traces::RequestTracer;

/// What the routes work with.
#[derive(Clone)]
pub struct Services {
    /// The use cases of accounts.
    pub accounts: AccountService,
    /// The use cases of sessions.
    pub sessions: SessionService,
    /// The use cases of administration.
    pub administration: AdministrationService,
    /// The use cases of tasks.
    pub tasks: TaskService,
    /// The use cases of all tags.
    pub tags: TagService,
    /// The use case of statistics.
    pub statistics: StatisticsService,
    /// The store, to ask whether it is there.
    pub store: Store,
    /// What time it is, for what follows from the day.
    pub clock: Arc<dyn Clock>,
    /// How often is too often.
    pub rate_limits: RateLimits,
    /// Whether requests are still wanted.
    pub readiness: Readiness,
    /// What is counted.
    pub metrics: Metrics,
    /// Who traces requests, if anybody does.
    pub tracer: Option<Arc<dyn RequestTracer>>,
    /// Which build this is.
    pub build: BuildInfo,
}

/// What every request is held to.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How many bytes a body may have.
    pub max_body_bytes: usize,
    /// How long a request may take, its body included.
    pub request_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_body_bytes: 1024 * 1024,
            request_timeout: Duration::from_secs(30),
        }
    }
}

impl Limits {
    pub(crate) fn of(request: &HttpRequest) -> Self {
        request
            .app_data::<Data<Self>>()
            .map_or_else(Self::default, |limits| *limits.as_ref())
    }
}

/// Which build this is.
#[derive(Debug, Clone)]
pub struct BuildInfo {
    /// The version, as in `1.2.3`.
    pub version: &'static str,
    /// The commit it was built from, or `unknown`.
    pub commit: &'static str,
    /// When it was built, by RFC 3339, or `unknown`.
    pub built_at: String,
}

/// Whether requests are still wanted. Load balancers ask for it before they send more.
#[derive(Debug, Clone, Default)]
pub struct Readiness {
    shutting_down: Arc<AtomicBool>,
}

impl Readiness {
    /// Notes that shutdown has begun: from now on, no more requests are wanted.
    pub fn begin_shutdown(&self) {
        self.shutting_down.store(true, Ordering::Relaxed);
    }

    /// Whether shutdown has begun.
    #[must_use]
    pub fn is_shutting_down(&self) -> bool {
        self.shutting_down.load(Ordering::Relaxed)
    }
}
