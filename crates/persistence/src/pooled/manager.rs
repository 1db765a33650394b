//! The pool, and how its connections are made.

use std::time::{Duration, Instant};

use diesel::r2d2::{HandleError, ManageConnection, Pool, R2D2Connection};

use super::session::{Purpose, SessionError, connect};
use crate::connection::DbConnection;
use crate::database_url::DatabaseUrl;
use crate::error::{Fault, Symptom};

/// For how long a connection that worked is taken to work still. Shorter than a server takes to
/// be restarted, and than the time in which everything has to work again after that.
const FRESH: Duration = Duration::from_secs(1);

/// Makes connections to the server that a URL names.
#[derive(Debug)]
pub(super) struct Manager {
    url: DatabaseUrl,
}

/// A connection, and whether it is of any more use.
pub(super) struct Link {
    pub(super) connection: DbConnection,
    /// Set when the connection was lost, or its session may be in any state.
    pub(super) is_broken: bool,
    /// When it was last seen to work.
    pub(super) worked_at: Instant,
}

impl Link {
    /// Whether it worked a moment ago, and so most probably still does.
    pub(super) fn is_fresh(&self) -> bool {
        self.worked_at.elapsed() < FRESH
    }
}

/// The pool of connections to the server at `url`.
pub(super) fn pool(url: &DatabaseUrl, connections: usize, wait: Duration) -> Pool<Manager> {
    Pool::builder()
        .max_size(u32::try_from(connections).unwrap_or(u32::MAX))
        // Made when they are needed: many instances that start together would else take all
        // the connections that a server has.
        .min_idle(Some(0))
        // It would cost a round trip for each use. A dead connection shows itself by the first
        // statement, which is then run on another one.
        .test_on_check_out(false)
        .connection_timeout(wait)
        .error_handler(Box::new(Log))
        .build_unchecked(Manager { url: url.clone() })
}

impl ManageConnection for Manager {
    type Connection = Link;
    type Error = SessionError;

    fn connect(&self) -> Result<Link, SessionError> {
        let connection = connect(self.url.target(), Purpose::Work)?;
        Ok(Link {
            connection,
            is_broken: false,
            worked_at: Instant::now(),
        })
    }

    fn is_valid(&self, link: &mut Link) -> Result<(), SessionError> {
        link.connection.ping().map_err(SessionError::Settings)
    }

    fn has_broken(&self, link: &mut Link) -> bool {
        link.is_broken || link.connection.is_broken()
    }
}

/// Logs why a connection was not made; whoever waits for it is told that there is none.
#[derive(Debug)]
struct Log;

impl HandleError<SessionError> for Log {
    fn handle_error(&self, error: SessionError) {
        let message = std::error::Error::source(&error).map(ToString::to_string);
        let cause = Symptom::in_message(&message.unwrap_or_default(), Fault::Lost);
        tracing::warn!(%cause, "no connection to the database");
    }
}
