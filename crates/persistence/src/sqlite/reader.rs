//! The threads that read.

use crossbeam_channel::Receiver;
use diesel::SqliteConnection;
use docket_application::ports::store::StoreError;

use super::connection::{Role, SqliteFile};
use crate::connection::DbConnection;
use crate::errand::{Errand, Request};
use crate::error::Fault;
use crate::migrations::check_schema;
use crate::work::{self, Trouble};

/// What a thread that reads has.
pub(super) struct Reader {
    file: SqliteFile,
    /// `None` after it was found to be of no more use.
    connection: Option<DbConnection>,
    queue: Receiver<Request>,
}

impl Reader {
    pub(super) fn new(
        file: SqliteFile,
        connection: SqliteConnection,
        queue: Receiver<Request>,
    ) -> Self {
        Self {
            file,
            connection: Some(DbConnection::Sqlite(connection)),
            queue,
        }
    }

    /// Reads until nobody can ask any more.
    pub(super) fn work(mut self) {
        while let Ok(mut request) = self.queue.recv() {
            if request.is_wanted() {
                let result = self.carry_out(&mut request.errand);
                request.answer(result);
            }
        }
    }

    fn carry_out(&mut self, errand: &mut Errand) -> Result<(), StoreError> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            closed => {
                let opened = self
                    .file
                    .open(Role::Reader)
                    .map_err(StoreError::unavailable)?;
                closed.insert(DbConnection::Sqlite(opened))
            }
        };
        match errand {
            Errand::Check => check_schema(connection),
            // Each statement is a transaction of its own.
            Errand::Unit(access, job) => {
                let ran = work::run(connection, *access, false, job.as_mut());
                if ran.outcome.is_none() || ran.trouble == Some(Trouble::Fault(Fault::Lost)) {
                    self.connection = None;
                }
                ran.outcome.map(|_| ()).ok_or(StoreError::Panicked)
            }
        }
    }
}
