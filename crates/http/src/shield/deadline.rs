//! By when a request must be answered.

use std::time::Duration;

use actix_web::{HttpMessage, HttpRequest};
use tokio::time::Instant;

/// How much longer than its body a request may take, so that a body that stalls is answered as
/// what it is.
const GRACE: Duration = Duration::from_secs(1);

/// By when a request must be answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// So long from now.
    pub(crate) fn after(duration: Duration) -> Self {
        Self(Instant::now() + duration)
    }

    /// The deadline of this request.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        // Without the edge there is no deadline; with it there always is.
        let found = request.extensions().get::<Self>().copied();
        found.unwrap_or_else(|| Self::after(Duration::from_secs(30)))
    }

    /// By when its body must be there.
    pub(crate) fn instant(self) -> Instant {
        self.0
    }

    /// By when all must be done.
    pub(crate) fn grace(self) -> Instant {
        self.0 + GRACE
    }
}
