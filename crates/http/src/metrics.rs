//! What is counted, as Prometheus reads it at `GET /metrics`.
//!
//! Every series that a request adds to is found when it is added to for the first time, and kept:
//! after that, counting is some additions to atomic numbers, without a lock, a look-up by name, or
//! memory to be had. What a label can say is bounded: the routes, methods and statuses that there
//! are, and one word for all others.

mod refusals;
mod requests;

pub(crate) use refusals::Refusals;
pub(crate) use requests::{InFlight, Requests, method_word};

use prometheus::{Registry, TextEncoder};

/// The media type of what is counted: Prometheus' text format, version 0.0.4.
pub(crate) const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Everything that is counted in this process. Clones are the same.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
    is_shown: bool,
}

/// Something cannot be counted as it was described: a defect.
#[derive(Debug, thiserror::Error)]
#[error("something cannot be counted as described")]
pub struct MetricsError(#[from] prometheus::Error);

impl Metrics {
    /// Nothing yet. Whether it is shown to who asks, or counted for nobody.
    #[must_use]
    pub fn new(is_shown: bool) -> Self {
        Self {
            registry: Registry::new(),
            is_shown,
        }
    }

    /// Where those who count something register it. Names begin with `docket_`.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// All of it as text, or `None` if it is not shown.
    ///
    /// # Errors
    /// If something was counted that has no form as text.
    pub(crate) fn told(&self) -> Result<Option<String>, MetricsError> {
        if !self.is_shown {
            return Ok(None);
        }
        let families = self.registry.gather();
        Ok(Some(TextEncoder::new().encode_to_string(&families)?))
    }
}

/// What is counted of requests.
#[derive(Debug)]
pub(crate) struct Meter {
    pub(crate) requests: Requests,
    pub(crate) refusals: Refusals,
}

impl Meter {
    /// Begins to count requests for these routes.
    ///
    /// # Errors
    /// If they are being counted already.
    pub(crate) fn new(metrics: &Metrics, routes: Vec<String>) -> Result<Self, MetricsError> {
        Ok(Self {
            requests: Requests::new(metrics.registry(), routes)?,
            refusals: Refusals::new(metrics.registry())?,
        })
    }
}
