//! Waiting for what is awaited, with a limit.

use std::thread;
use std::time::{Duration, Instant};

/// How long anything may take. Far more than it ever does, for machines with much else to do.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(30);

/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(5);

/// Looks until there is something to see.
#[track_caller]
pub(crate) fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(
            started.elapsed() < TIMEOUT,
            "{what}: not within {TIMEOUT:?}"
        );
        thread::park_timeout(PAUSE);
    }
}
