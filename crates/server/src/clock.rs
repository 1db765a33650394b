//! The clock of the machine.

use std::time::SystemTime;

use docket_application::ports::clock::Clock;
use docket_domain::Timestamp;

/// Tells the time of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the time comes from"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::try_from(SystemTime::now())
            .unwrap_or(Timestamp::MAX)
            // A clock before 1970 is one that was never set.
            .max(Timestamp::UNIX_EPOCH)
    }
}
