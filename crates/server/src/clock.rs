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
        let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        // A clock before 1970 is one that was never set.
        let microseconds = since_1970.map_or(0, |elapsed| elapsed.as_micros());
        i64::try_from(microseconds)
            .ok()
            .and_then(|microseconds| Timestamp::from_microseconds(microseconds).ok())
            .unwrap_or(Timestamp::MAX)
    }
}
