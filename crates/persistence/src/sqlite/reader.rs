//! The threads that read.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use docket_application::ports::store::{Access, StoreError};

use super::connection::{Role, SqliteFile};
use crate::connection::DbConnection;
use crate::errand::{Answer, Errand, Request};
use crate::error::{Fault, store_error};
use crate::handover::{Queue, Replies, Taking};
use crate::migrations::check_schema;
use crate::work::{self, Trouble};

/// How many units a thread takes at once, at most: so that the other threads have some too.
const BATCH: usize = 32;

/// For how long an answer waits for the others of its batch, at most; and those of one batch for
/// one of theirs to wake them. Reading a task takes a twentieth of the first.
const PATIENCE: Duration = Duration::from_micros(100);
const LONG_PATIENCE: Duration = Duration::from_millis(2);

/// What a thread that reads has.
pub(super) struct Reader {
    file: SqliteFile,
    /// `None` after it was found to be of no more use.
    connection: Option<DbConnection>,
    queue: Arc<Queue<Request>>,
}

impl Reader {
    pub(super) fn new(
        file: SqliteFile,
        connection: SqliteConnection,
        queue: Arc<Queue<Request>>,
    ) -> Self {
        Self {
            file,
            connection: Some(DbConnection::Sqlite(connection)),
            queue,
        }
    }

    /// Reads until nobody can ask any more.
    pub(super) fn work(mut self) {
        let mut batch = Vec::with_capacity(BATCH);
        let mut replies = Replies::new();
        loop {
            let patience = replies.are_some_left().then_some(LONG_PATIENCE);
            match self.queue.take(BATCH, patience, &mut batch) {
                Taking::Taken => self.answer(&mut batch, &mut replies),
                Taking::Nothing => replies.wake_left(),
                Taking::Over => return,
            }
        }
    }

    /// Carries out a batch. Its answers are given together, unless that would take too long.
    ///
    /// All of it sees one state, which is no older than the youngest request: so SQLite need lock
    /// the file against checkpoints only once.
    fn answer(&mut self, batch: &mut Vec<Request>, replies: &mut Replies<Answer>) {
        let mut begun = Instant::now();
        let mut is_shared = batch.len() > 1 && self.begin().is_ok();
        for mut request in batch.drain(..).filter_map(Request::in_time) {
            let result = self.carry_out(&mut request.errand, is_shared);
            // With the connection, the transaction has gone.
            is_shared &= self.connection.is_some();
            request.answer_with(result, replies);
            if begun.elapsed() > PATIENCE {
                replies.give();
                begun = Instant::now();
            }
        }
        if is_shared && self.end().is_err() {
            self.connection = None;
        }
        replies.give();
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        self.say("BEGIN")
    }

    /// Nothing was written, so it is all one how it ends.
    fn end(&mut self) -> Result<(), StoreError> {
        self.say("ROLLBACK")
    }

    fn say(&mut self, statement: &str) -> Result<(), StoreError> {
        let connection = self.connection()?;
        let said = connection.batch_execute(statement);
        said.map_err(|error| store_error(&error))
    }

    fn connection(&mut self) -> Result<&mut DbConnection, StoreError> {
        Ok(match &mut self.connection {
            Some(connection) => connection,
            closed => {
                let opened = self
                    .file
                    .open(Role::Reader)
                    .map_err(|error| StoreError::unavailable(error.symptom()))?;
                closed.insert(DbConnection::Sqlite(opened))
            }
        })
    }

    /// Carries out an errand, in a transaction of its own if it needs one and there is none.
    fn carry_out(&mut self, errand: &mut Errand, is_shared: bool) -> Result<(), StoreError> {
        let (access, job) = match errand {
            Errand::Check => return check_schema(self.connection()?),
            Errand::Unit(access, job) => (*access, job.as_mut()),
        };
        // Without one, each statement is a transaction of its own. It sees the state at its first
        // statement until its end.
        let is_own = access == Access::Snapshot && !is_shared;
        if is_own {
            self.begin()?;
        }
        let ran = work::run(self.connection()?, access, false, job);
        let has_ended = !is_own || self.end().is_ok();
        let is_usable =
            has_ended && ran.outcome.is_some() && ran.trouble != Some(Trouble::Fault(Fault::Lost));
        if !is_usable {
            self.connection = None;
        }
        ran.outcome.map(|_| ()).ok_or(StoreError::Panicked)
    }
}
