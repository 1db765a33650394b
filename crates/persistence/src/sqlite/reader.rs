//! The threads that read.

use crossbeam_channel::Receiver;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use docket_application::ports::store::{Access, Job, StoreError};

use super::connection::{Role, SqliteFile};
use crate::connection::DbConnection;
use crate::errand::{Errand, Request};
use crate::error::{Fault, store_error};
use crate::migrations::check_schema;
use crate::work::{self, Ran, Trouble};

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
        while let Ok(request) = self.queue.recv() {
            if let Some(mut request) = request.in_time() {
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
                    .map_err(|error| StoreError::unavailable(error.symptom()))?;
                closed.insert(DbConnection::Sqlite(opened))
            }
        };
        match errand {
            Errand::Check => check_schema(connection),
            Errand::Unit(access, job) => {
                let (ran, is_usable) = run(connection, *access, job.as_mut())?;
                if !is_usable {
                    self.connection = None;
                }
                ran.outcome.map(|_| ()).ok_or(StoreError::Panicked)
            }
        }
    }
}

/// Runs a unit of work, and says whether the connection is of use after it.
fn run(
    connection: &mut DbConnection,
    access: Access,
    job: &mut dyn Job,
) -> Result<(Ran, bool), StoreError> {
    // Without one, each statement is a transaction of its own. It sees the state at its first
    // statement until its end.
    let is_transaction = access == Access::Snapshot;
    if is_transaction {
        connection
            .batch_execute("BEGIN")
            .map_err(|error| store_error(&error))?;
    }
    let ran = work::run(connection, access, false, job);
    // Nothing was written, so it is all one how it ends.
    let has_ended = !is_transaction || connection.batch_execute("ROLLBACK").is_ok();
    let is_usable =
        has_ended && ran.outcome.is_some() && ran.trouble != Some(Trouble::Fault(Fault::Lost));
    Ok((ran, is_usable))
}
