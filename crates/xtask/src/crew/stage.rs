//! What the writers look at together: where the server is, and whether it is over.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Where the server is, and whether it is over.
#[derive(Debug)]
pub(super) struct Stage {
    server: Mutex<Option<SocketAddr>>,
    is_over: AtomicBool,
}

impl Stage {
    pub(super) fn at(server: SocketAddr) -> Self {
        Self {
            server: Mutex::new(Some(server)),
            is_over: AtomicBool::new(false),
        }
    }

    pub(super) fn set(&self, server: Option<SocketAddr>) {
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = server;
    }

    /// Where the server is, unless it is away.
    pub(super) fn server(&self) -> Option<SocketAddr> {
        *self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }
}
