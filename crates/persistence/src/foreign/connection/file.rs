//! Opening a file of SQLite without changing it, or anything beside it.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use percent_encoding::percent_encode;

use super::OpenSourceError;
use crate::error::{Fault, Symptom};
use crate::sqlite::{ENCODED, MAGIC, beside, has_content};

/// Where in a file there is said whether it has a write-ahead log (2).
const READ_VERSION: usize = 19;

/// Opens the file at `path`, and holds the state that it is in.
pub(super) fn open(path: &Path) -> Result<SqliteConnection, OpenSourceError> {
    // Where its name is a link, SQLite keeps its log beside the file itself.
    let whole = match fs::canonicalize(path) {
        Ok(whole) => whole,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(OpenSourceError::FileMissing(path.to_owned()));
        }
        Err(error) => return Err(unreadable(path, error)),
    };
    let mode = mode(&whole)?;
    let encoded = percent_encode(whole.as_os_str().as_bytes(), ENCODED);
    let mut connection =
        SqliteConnection::establish(&format!("file:{encoded}?{mode}")).map_err(|error| {
            let symptom = Symptom::in_message(&error.to_string(), Fault::Lost);
            OpenSourceError::Unreadable(symptom.into())
        })?;
    connection.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA query_only = ON; BEGIN")?;
    let encoding: String = sql::<Text>("PRAGMA encoding").get_result(&mut connection)?;
    if encoding != "UTF-8" {
        return Err(OpenSourceError::Encoding(encoding));
    }
    // The state is held from the first statement on that reads the file.
    connection.batch_execute("SELECT count(*) FROM sqlite_master")?;
    Ok(connection)
}

/// How a file has to be opened so that nothing is written. A reader of a write-ahead log makes the
/// files of it if they are not there; so where there is nothing in them, SQLite is told that the
/// file does not change.
fn mode(path: &Path) -> Result<&'static str, OpenSourceError> {
    let mut head = [0; 100];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    match read {
        Ok(()) if head.starts_with(&MAGIC) => {}
        Err(error) if error.kind() != ErrorKind::UnexpectedEof => {
            return Err(unreadable(path, error));
        }
        _ => return Err(OpenSourceError::NotADatabase(path.to_owned())),
    }
    if head[READ_VERSION] != 2 {
        // A rollback journal that is there belongs to a transaction that is under way, which is
        // waited for, or is left over: then SQLite refuses, since it may not roll back.
        return Ok("mode=ro");
    }
    let log = beside(path, "-wal");
    match (has_content(&log), beside(path, "-shm").exists()) {
        (false, _) => Ok("mode=ro&immutable=1"),
        (true, true) => Ok("mode=ro"),
        (true, false) => Err(OpenSourceError::NotClosed {
            path: path.to_owned(),
            beside: log,
        }),
    }
}

fn unreadable(path: &Path, source: std::io::Error) -> OpenSourceError {
    OpenSourceError::File {
        path: path.to_owned(),
        source,
    }
}
