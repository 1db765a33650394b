//! Connections on which nothing comes any more, and their end.
//!
//! The framework closes a connection whose first request does not get to the end of its head, and
//! one on which no further request begins. It does not look after further requests that begin and
//! never get to the end of their heads, nor after clients that do not take their answers: those
//! would keep their connections for ever. So each connection tells here when it was last busy, and
//! is shut down when that is too long ago.

use std::any::Any;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use actix_web::HttpRequest;
use actix_web::dev::Extensions;
use actix_web::rt;
use socket2::SockRef;

use crate::state::Readiness;

/// How often it is looked for connections that have had their time.
const PACE: Duration = Duration::from_secs(1);

/// In place of an instant: a request is under way.
const BUSY: u64 = u64::MAX;

/// The open connections. Clones are the same.
#[derive(Clone)]
pub(crate) struct Connections {
    started: Instant,
    readiness: Readiness,
    open: Arc<Mutex<Vec<Weak<Connection>>>>,
}

/// One open connection.
pub(crate) struct Connection {
    started: Instant,
    readiness: Readiness,
    /// The same socket once more: it is shut down by this one, and closed by the framework, which
    /// finds that nothing more comes.
    socket: TcpStream,
    /// Milliseconds from `started` to when a request was last under way, or [`BUSY`].
    idle_since: AtomicU64,
    /// Whether it has been said that nothing more is read.
    is_ending: AtomicBool,
}

/// While this lives, a request is under way on a connection.
pub(crate) struct Busy(Arc<Connection>);

impl Connections {
    /// None yet. Requests on them are the last as soon as no more are wanted.
    pub(crate) fn new(readiness: Readiness) -> Self {
        Self {
            started: Instant::now(),
            readiness,
            open: Arc::default(),
        }
    }

    /// Notes that a connection was opened. `extensions` last as long as it does.
    pub(crate) fn note(&self, connection: &dyn Any, extensions: &mut Extensions) {
        let Some(stream) = connection.downcast_ref::<rt::net::TcpStream>() else {
            return;
        };
        // Without another file for it, it goes on without being looked after.
        let Ok(socket) = stream.as_fd().try_clone_to_owned() else {
            return;
        };
        let connection = Arc::new(Connection {
            started: self.started,
            readiness: self.readiness.clone(),
            socket: socket.into(),
            idle_since: AtomicU64::new(milliseconds(self.started.elapsed())),
            is_ending: AtomicBool::new(false),
        });
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.push(Arc::downgrade(&connection));
        drop(open);
        extensions.insert(connection);
    }

    /// Shuts down, from now on and as long as the service runs, every connection on which no
    /// request was under way for `limit`.
    pub(crate) fn look_after(self, limit: Duration) {
        rt::spawn(async move {
            loop {
                tokio::time::sleep(PACE).await;
                self.shut_down_idle(limit);
            }
        });
    }

    fn shut_down_idle(&self, limit: Duration) {
        for connection in self.idle(limit) {
            // It may have been closed at its other end.
            let _ = connection.socket.shutdown(Shutdown::Both);
        }
    }

    /// Reads nothing more from any connection on which no request was under way for `limit`, but
    /// what has already come: a request that is among it is answered, and then the connection ends.
    pub(crate) fn end_idle(&self, limit: Duration) {
        for connection in self.idle(limit) {
            if !connection.is_ending.swap(true, Ordering::Relaxed) {
                let _ = connection.socket.shutdown(Shutdown::Read);
            }
        }
    }

    /// Whether a request is under way on every one of them.
    pub(crate) fn are_all_busy(&self) -> bool {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.iter()
            .filter_map(Weak::upgrade)
            .all(|connection| connection.idle_since.load(Ordering::Relaxed) == BUSY)
    }

    /// Those on which no request was under way for so long.
    fn idle(&self, limit: Duration) -> Vec<Arc<Connection>> {
        let now = milliseconds(self.started.elapsed());
        let limit = milliseconds(limit);
        let mut idle = Vec::new();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|connection| {
            let Some(connection) = connection.upgrade() else {
                return false;
            };
            let since = connection.idle_since.load(Ordering::Relaxed);
            if since != BUSY && now.saturating_sub(since) > limit {
                idle.push(connection);
            }
            true
        });
        idle
    }
}

impl Busy {
    /// Notes that a request is under way on its connection.
    pub(crate) fn with(request: &HttpRequest) -> Option<Self> {
        let connection = request.conn_data::<Arc<Connection>>()?;
        connection.idle_since.store(BUSY, Ordering::Relaxed);
        Some(Self(Arc::clone(connection)))
    }

    /// Notes that it is the client's turn: it has been given a part of the answer, and is to take it
    /// within the time that a connection may be idle.
    pub(crate) fn wait_for_client(&self) {
        self.0.note_idle();
    }

    /// Notes that the client has had its turn.
    pub(crate) fn go_on(&self) {
        self.0.idle_since.store(BUSY, Ordering::Relaxed);
    }

    /// Says whether the connection is to be reset when it is closed: so that a client whose answer is
    /// broken off sees that, even if only the end of the connection tells where an answer ends.
    pub(crate) fn reset_when_closed(&self, is_reset: bool) {
        let linger = is_reset.then_some(Duration::ZERO);
        // Where that cannot be said, the connection may have been closed already.
        let _ = SockRef::from(&self.0.socket).set_linger(linger);
    }

    /// Whether the request is the last on its connection, because no more are wanted.
    pub(crate) fn is_last(&self) -> bool {
        self.0.readiness.is_shutting_down()
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.note_idle();
    }
}

impl Connection {
    fn note_idle(&self) {
        let now = milliseconds(self.started.elapsed());
        self.idle_since.store(now, Ordering::Relaxed);
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(BUSY - 1)
}
