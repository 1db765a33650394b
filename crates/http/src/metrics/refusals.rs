//! What was refused although nothing was wrong with it: because of a limit, or because too much is
//! asked for or missing.

use docket_application::ports::hasher::HashingError;
use docket_application::ports::store::StoreError;
use prometheus::{IntCounter, IntCounterVec, Opts, Registry};

use crate::error::{ApiError, NotNow};
use crate::rate_limits::Standing;

/// Why the service was not there for a request.
const REASONS: [&str; 5] = ["database", "hashing", "deadline", "shutdown", "other"];

/// What is counted of refusals.
#[derive(Debug)]
pub(crate) struct Refusals {
    /// By the name of the limit.
    rate_limited: [(&'static str, IntCounter); Standing::POLICIES.len()],
    /// By reason, in the order of [`REASONS`].
    unavailable: [IntCounter; REASONS.len()],
}

impl Refusals {
    pub(super) fn new(registry: &Registry) -> prometheus::Result<Self> {
        let rate_limited = IntCounterVec::new(
            Opts::new(
                "docket_rate_limited_requests_total",
                "Requests refused because a limit was exceeded, by limit.",
            ),
            &["limit"],
        )?;
        let unavailable = IntCounterVec::new(
            Opts::new(
                "docket_unavailable_requests_total",
                "Requests answered 503, by what was not available.",
            ),
            &["reason"],
        )?;
        registry.register(Box::new(rate_limited.clone()))?;
        registry.register(Box::new(unavailable.clone()))?;
        Ok(Self {
            rate_limited: Standing::POLICIES
                .map(|limit| (limit, rate_limited.with_label_values(&[limit]))),
            unavailable: REASONS.map(|reason| unavailable.with_label_values(&[reason])),
        })
    }

    /// Counts an error if it is a refusal.
    pub(crate) fn count(&self, error: &ApiError) {
        match error {
            ApiError::RateLimited(standing) => {
                let found = self
                    .rate_limited
                    .iter()
                    .find(|(limit, _)| *limit == standing.policy());
                if let Some((_, counter)) = found {
                    counter.inc();
                }
            }
            ApiError::Unavailable(cause) => {
                let reason = reason_of(cause.as_deref());
                let place = REASONS.iter().position(|known| *known == reason);
                if let Some(counter) = place.and_then(|place| self.unavailable.get(place)) {
                    counter.inc();
                }
            }
            _ => {}
        }
    }
}

/// The word for what was not available.
fn reason_of(cause: Option<&(dyn std::error::Error + Send + Sync + 'static)>) -> &'static str {
    let Some(cause) = cause else { return "other" };
    if cause.is::<StoreError>() {
        "database"
    } else if cause.is::<HashingError>() {
        "hashing"
    } else {
        match cause.downcast_ref::<NotNow>() {
            Some(NotNow::TooSlow) => "deadline",
            Some(NotNow::ShuttingDown) => "shutdown",
            None => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_its_word() {
        let reason = |error: ApiError| match error {
            ApiError::Unavailable(cause) => reason_of(cause.as_deref()),
            other => panic!("{other:?}"),
        };
        let hashing = HashingError::Busy;
        assert_eq!(reason(hashing.into()), "hashing");
        assert_eq!(reason(StoreError::Stale.into()), "database");
        assert_eq!(reason(NotNow::TooSlow.into()), "deadline");
        assert_eq!(reason(NotNow::ShuttingDown.into()), "shutdown");
        assert_eq!(reason(ApiError::Unavailable(None)), "other");
    }
}
