//! A database that nobody else has open, and nobody can open.

use std::error::Error;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::RestoreError;
use crate::error::{Fault, classify};
use crate::sqlite::at_rest::{Unsound, has_content, logs_of, recognise};

/// The lock of a database that is one file, without a log; until this is dropped.
pub(super) struct Hold {
    _connection: Option<SqliteConnection>,
}

/// Why there is no lock.
enum Refusal {
    /// Somebody else has one.
    InUse,
    /// It is no file of SQLite, or a damaged one.
    Unreadable,
    /// SQLite was kept from it.
    Failed(Box<dyn Error + Send + Sync>),
}

impl From<diesel::result::Error> for Refusal {
    fn from(error: diesel::result::Error) -> Self {
        let message = error.to_string();
        if classify(&error) == Fault::Busy || message.contains("locked") {
            Self::InUse
        } else if message.contains("not a database") || message.contains("malformed") {
            Self::Unreadable
        } else {
            Self::Failed(error.into())
        }
    }
}

impl Hold {
    /// Takes the lock, after SQLite has moved what is in the log into the file.
    ///
    /// A file that SQLite cannot read has no lock to take, and nobody who could use it. It is
    /// held so, unless there is a log: nobody knows what is in the two together, and SQLite is not
    /// asked, for it would throw the log away.
    pub(super) fn of(place: &Path) -> Result<Self, RestoreError> {
        if matches!(recognise(place), Err(Unsound::NotADatabase)) {
            no_log(place)?;
        }
        let location = place.to_string_lossy();
        let connection = match make_one_file(&location).and_then(|()| lock(&location)) {
            Ok(connection) => Some(connection),
            Err(Refusal::InUse) => return Err(RestoreError::InUse(place.to_owned())),
            Err(Refusal::Failed(error)) => return Err(RestoreError::Lock(error)),
            Err(Refusal::Unreadable) => None,
        };
        no_log(place)?;
        Ok(Self {
            _connection: connection,
        })
    }
}

/// Makes sure that there is no log.
fn no_log(place: &Path) -> Result<(), RestoreError> {
    let log = logs_of(place).into_iter().find(|log| has_content(log));
    log.map_or(Ok(()), |log| Err(RestoreError::Log(log)))
}

fn connect(location: &str) -> Result<SqliteConnection, Refusal> {
    SqliteConnection::establish(location).map_err(|error| Refusal::Failed(error.into()))
}

/// Switches write-ahead logging off. For that, nobody else can have the file open: whoever has
/// holds a lock on it all the time.
fn make_one_file(location: &str) -> Result<(), Refusal> {
    let mut connection = connect(location)?;
    connection.batch_execute("PRAGMA locking_mode = EXCLUSIVE")?;
    let mode: String = sql::<Text>("PRAGMA journal_mode = DELETE").get_result(&mut connection)?;
    is_delete(&mode)
}

/// Takes the lock of a file without write-ahead logging, which keeps everybody out. Another
/// connection does it, for the one before leaves its journal until it is closed.
fn lock(location: &str) -> Result<SqliteConnection, Refusal> {
    let mut connection = connect(location)?;
    connection.batch_execute("BEGIN EXCLUSIVE")?;
    let mode: String = sql::<Text>("PRAGMA journal_mode").get_result(&mut connection)?;
    is_delete(&mode).map(|()| connection)
}

/// Somebody may have switched it on again.
fn is_delete(mode: &str) -> Result<(), Refusal> {
    if mode.eq_ignore_ascii_case("delete") {
        Ok(())
    } else {
        Err(Refusal::InUse)
    }
}
