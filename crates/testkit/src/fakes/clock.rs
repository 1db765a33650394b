//! A clock that stands still.

use std::sync::Mutex;

use docket_application::ports::clock::Clock;
use docket_domain::Timestamp;

use crate::fixtures;

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct FixedClock(Mutex<Timestamp>);

impl FixedClock {
    /// A clock at [`fixtures::instant`].
    #[must_use]
    pub fn new() -> Self {
        Self::at(fixtures::instant())
    }

    /// A clock at `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    /// Sets it to `now`.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().expect("nobody panics while setting a clock") = now;
    }

    /// Moves it by so many seconds; back, if negative.
    pub fn advance_seconds(&self, seconds: i64) {
        let now = self.now().plus_seconds(seconds);
        self.set(now);
    }
}

impl Default for FixedClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("nobody panics while reading a clock")
    }
}
