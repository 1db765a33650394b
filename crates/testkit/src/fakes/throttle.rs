//! A throttle that forgets nothing.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use docket_application::ports::throttle::{Account, LoginThrottle, Throttled};

/// Admits so many tries for each account, ever.
#[derive(Debug)]
pub struct StrictThrottle(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    limit: usize,
    tries: HashMap<Account, usize>,
}

impl StrictThrottle {
    /// What it says how long to wait, in seconds.
    pub const RETRY_AFTER: u32 = 60;

    /// One that admits everybody until [`Self::set_limit`].
    #[must_use]
    pub fn new() -> Self {
        Self(Mutex::new(Inner {
            limit: usize::MAX,
            tries: HashMap::new(),
        }))
    }

    /// From now on, admits `limit` tries for each account, and forgets those that were.
    pub fn set_limit(&self, limit: usize) {
        let mut inner = self.inner();
        inner.limit = limit;
        inner.tries.clear();
    }

    /// How often this account was tried, in vain included.
    #[must_use]
    pub fn tries(&self, account: &Account) -> usize {
        self.inner().tries.get(account).copied().unwrap_or_default()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("nobody panics while counting")
    }
}

impl Default for StrictThrottle {
    fn default() -> Self {
        Self::new()
    }
}

impl LoginThrottle for StrictThrottle {
    fn admit(&self, account: &Account) -> Result<(), Throttled> {
        let mut inner = self.inner();
        let limit = inner.limit;
        let tries = inner.tries.entry(account.clone()).or_default();
        *tries += 1;
        if *tries > limit {
            return Err(Throttled {
                retry_after: Self::RETRY_AFTER,
            });
        }
        Ok(())
    }
}
