//! Logins: those that succeed, those that fail, and refresh tokens that come twice.

use std::sync::Arc;

use docket_application::ports::audit::{Act, AuditTrail, Event, LoginFailure};
use prometheus::{IntCounter, IntCounterVec, Opts, Registry};

use crate::audit;

/// Why logins fail.
const FAILURES: [LoginFailure; 5] = [
    LoginFailure::UnknownUser,
    LoginFailure::WrongPassword,
    LoginFailure::Disabled,
    LoginFailure::UnusableHash,
    LoginFailure::Throttled,
];

/// The audit trail, with how often some of what it tells happens.
pub(crate) struct CountedTrail {
    trail: Arc<dyn AuditTrail>,
    succeeded: IntCounter,
    failed: IntCounterVec,
    reused: IntCounter,
}

impl CountedTrail {
    /// Begins to count what `trail` is told.
    ///
    /// # Errors
    /// If that is counted already.
    pub(crate) fn new(trail: Arc<dyn AuditTrail>, registry: &Registry) -> prometheus::Result<Self> {
        let succeeded = IntCounter::new("docket_logins_succeeded_total", "Sessions begun.")?;
        let failed = IntCounterVec::new(
            Opts::new(
                "docket_logins_failed_total",
                "Logins that failed, by reason; without those refused for their address.",
            ),
            &["reason"],
        )?;
        let reused = IntCounter::new(
            "docket_refresh_tokens_reused_total",
            "Refresh tokens used a second time, which ended their sessions.",
        )?;
        registry.register(Box::new(succeeded.clone()))?;
        registry.register(Box::new(failed.clone()))?;
        registry.register(Box::new(reused.clone()))?;
        // A rate needs a series from before the first time.
        for failure in FAILURES {
            failed.with_label_values(&[audit::failure_word(failure)]);
        }
        Ok(Self {
            trail,
            succeeded,
            failed,
            reused,
        })
    }
}

impl AuditTrail for CountedTrail {
    fn record(&self, event: &Event) {
        match event.act {
            Act::LoggedIn => self.succeeded.inc(),
            Act::LoginFailed(failure) => {
                let reason = audit::failure_word(failure);
                self.failed.with_label_values(&[reason]).inc();
            }
            Act::RefreshReused => self.reused.inc(),
            _ => {}
        }
        self.trail.record(event);
    }
}
