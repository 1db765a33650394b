//! What time it is.

use docket_domain::Timestamp;

/// Tells the time. A port, so that tests decide what time it is.
pub trait Clock: Send + Sync {
    /// The present instant, to the microsecond.
    fn now(&self) -> Timestamp;
}
