//! What is told of a request once it is answered: to the metrics, to its trace, and by its one line of
//! the log.

use std::time::Instant;

use actix_web::http::StatusCode;

use super::serving::{Served, in_request_span};
use crate::shield::Seen;

/// The end of a request that is still to come.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    started: Instant,
}

impl Ending {
    /// That of a request that has just come in.
    pub(super) fn begin() -> Self {
        Self {
            started: Instant::now(),
        }
    }

    /// Tells of it. `whole` says of an answer that was made while it was sent whether it was sent to
    /// its end.
    pub(super) fn tell(
        self,
        served: &Served,
        seen: &Seen,
        status: StatusCode,
        whole: Option<bool>,
    ) {
        let took = self.started.elapsed();
        seen.count(status, took);
        if let Some(trace) = &served.trace {
            trace.answered(seen.pattern(), status.as_u16());
        }
        if tracing::enabled!(tracing::Level::INFO) {
            in_request_span(|| {
                tracing::info!(
                    target: "docket_http::edge",
                    method = %seen.method(),
                    path = seen.told_path(),
                    status = status.as_u16(),
                    microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
                    whole,
                    "answered"
                );
            });
        }
    }
}
