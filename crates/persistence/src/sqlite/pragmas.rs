//! The settings of a connection. SQLite forgets nearly all of them when it closes, and ignores
//! what it does not know, so each is set on every connection and read back.

use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// What every connection is set to; after the time-out, so that it holds for these already.
const SETTINGS: [(&str, &str, i64); 4] = [
    // Durable when COMMIT returns, also over a loss of power (2 is FULL).
    ("synchronous", "FULL", 2),
    // Off by default unless compiled in.
    ("foreign_keys", "ON", 1),
    // Sorting does not write files (2 is MEMORY).
    ("temp_store", "MEMORY", 2),
    // Pages: the log is moved into the file four times less often than by default. What changes
    // all the time is then moved once where it would be moved several times.
    ("wal_autocheckpoint", "4000", 4000),
];

/// For how long others are let to switch a new file to write-ahead logging.
const WAL_PATIENCE: Duration = Duration::from_secs(30);

/// Why a connection is not as it should be.
#[derive(Debug)]
pub(super) enum PragmaError {
    /// A statement failed.
    Statement(diesel::result::Error),
    /// A setting did not take effect.
    Value {
        pragma: &'static str,
        expected: String,
        found: String,
    },
}

impl From<diesel::result::Error> for PragmaError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Statement(error)
    }
}

/// Sets up `connection`.
pub(super) fn set(
    connection: &mut SqliteConnection,
    busy_timeout: Duration,
) -> Result<(), PragmaError> {
    let milliseconds = i64::try_from(busy_timeout.as_millis()).unwrap_or(i64::from(i32::MAX));
    connection.batch_execute(&format!("PRAGMA busy_timeout = {milliseconds}"))?;
    confirm(connection, "busy_timeout", milliseconds)?;
    use_write_ahead_log(connection)?;
    for (pragma, word, value) in SETTINGS {
        connection.batch_execute(&format!("PRAGMA {pragma} = {word}"))?;
        confirm(connection, pragma, value)?;
    }
    Ok(())
}

fn confirm(
    connection: &mut SqliteConnection,
    pragma: &'static str,
    expected: i64,
) -> Result<(), PragmaError> {
    let found: i64 = sql::<BigInt>(&format!("PRAGMA {pragma}")).get_result(connection)?;
    if found == expected {
        return Ok(());
    }
    Err(PragmaError::Value {
        pragma,
        expected: expected.to_string(),
        found: found.to_string(),
    })
}

/// Switches the file to write-ahead logging, which it remembers. While several connections do so
/// at once on a new file, SQLite answers "database is locked" without waiting: try again.
fn use_write_ahead_log(connection: &mut SqliteConnection) -> Result<(), PragmaError> {
    let begun = Instant::now();
    loop {
        let mode = sql::<Text>("PRAGMA journal_mode = WAL").get_result::<String>(connection);
        match mode {
            Ok(mode) if mode.eq_ignore_ascii_case("wal") => return Ok(()),
            Err(error) if !error.to_string().contains("locked") => return Err(error.into()),
            mode if begun.elapsed() > WAL_PATIENCE => {
                let (pragma, expected) = ("journal_mode", "wal".to_owned());
                return Err(PragmaError::Value {
                    pragma,
                    expected,
                    found: mode?,
                });
            }
            // Nothing tells when the other one is done; it takes milliseconds.
            _ => thread::park_timeout(Duration::from_millis(2)),
        }
    }
}
