//! An audit trail that can be read.

use std::sync::{Mutex, MutexGuard};

use docket_application::ports::audit::{AuditTrail, Event};

/// Remembers what it is told.
#[derive(Debug, Default)]
pub struct AuditLog(Mutex<Vec<Event>>);

impl AuditLog {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What it was told since this was asked last, in that order.
    #[must_use]
    pub fn take(&self) -> Vec<Event> {
        std::mem::take(&mut *self.events())
    }

    fn events(&self) -> MutexGuard<'_, Vec<Event>> {
        self.0.lock().expect("nobody panics while taking a note")
    }
}

impl AuditTrail for AuditLog {
    fn record(&self, event: &Event) {
        self.events().push(*event);
    }
}
