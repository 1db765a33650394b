//! A file of SQLite that nobody has open, such as a backup: what is in it, and whether it is sound.
//! Looking changes nothing, and makes no file beside it.

mod unsound;

pub use unsound::Unsound;

use std::fs::File;
use std::io::Read;
use std::path::{self, Path, PathBuf};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::connection::DbConnection;
use crate::migrations;
use crate::schema::{tasks, users};

/// How every file of SQLite begins.
pub(crate) const MAGIC: [u8; 16] = *b"SQLite format 3\0";

/// Everything but what stands for itself in the path of a URI.
pub(crate) const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What is in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contents {
    /// How many users.
    pub users: i64,
    /// How many tasks.
    pub tasks: i64,
    /// How many bytes the file has.
    pub bytes: u64,
    /// The migrations of this version that it does not have yet, in order.
    pub pending: Vec<String>,
}

/// Makes sure that a file is one of SQLite, and all there is of its database.
pub(super) fn recognise(path: &Path) -> Result<(), Unsound> {
    // A pipe is not to be opened: it would be waited for.
    if !path.metadata().map_err(Unsound::Unreadable)?.is_file() {
        return Err(Unsound::NotAFile);
    }
    let mut beginning = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut beginning))
        .map_err(Unsound::Unreadable)?;
    if beginning != MAGIC {
        return Err(Unsound::NotADatabase);
    }
    // Where its name is a link, SQLite keeps its log beside the file itself.
    let real = path.canonicalize().map_err(Unsound::Unreadable)?;
    let mut logs = logs_of(path).into_iter().chain(logs_of(&real));
    let log = logs.find(|log| has_content(log));
    log.map_or(Ok(()), |log| Err(Unsound::Open(log)))
}

/// Makes sure that a file is a sound database of Docket, and tells what is in it.
pub(super) fn examine(path: &Path) -> Result<Contents, Unsound> {
    recognise(path)?;
    let mut connection = connect(path)?;
    let verdict: QueryResult<String> =
        sql::<Text>("PRAGMA integrity_check(1)").get_result(&mut connection);
    match verdict {
        Ok(verdict) if verdict == "ok" => {}
        Ok(complaint) => return Err(Unsound::Damaged(complaint)),
        Err(error) => return Err(Unsound::Damaged(error.to_string())),
    }
    let dangling = sql::<BigInt>("SELECT count(*) FROM pragma_foreign_key_check")
        .get_result(&mut connection)?;
    if dangling != 0 {
        return Err(Unsound::Dangling(dangling));
    }
    let mut connection = DbConnection::Sqlite(connection);
    let standing = migrations::standing(&mut connection)?;
    if let Some(migration) = standing.unknown {
        return Err(Unsound::Newer(migration));
    }
    if !standing.has_any {
        return Err(Unsound::NotDocket);
    }
    let (users, tasks) = (users::table.count(), tasks::table.count());
    let not_docket = |_| Unsound::NotDocket;
    Ok(Contents {
        users: users.get_result(&mut connection).map_err(not_docket)?,
        tasks: tasks.get_result(&mut connection).map_err(not_docket)?,
        bytes: path.metadata().map_err(Unsound::Unreadable)?.len(),
        pending: standing.pending,
    })
}

/// Connects to a file that nobody writes: without a lock, and without switching it to write-ahead
/// logging.
fn connect(path: &Path) -> Result<SqliteConnection, Unsound> {
    let path = path::absolute(path).map_err(Unsound::Unreadable)?;
    let path = path.to_str().ok_or(Unsound::NotUnicode)?;
    let path = utf8_percent_encode(path, ENCODED);
    let uri = format!("file://{path}?mode=ro&immutable=1");
    SqliteConnection::establish(&uri).map_err(Unsound::Connection)
}

/// The files in which SQLite keeps what is not in the file itself yet, or not any more.
pub(super) fn logs_of(path: &Path) -> [PathBuf; 2] {
    ["-wal", "-journal"].map(|ending| beside(path, ending))
}

/// The file beside it whose name is its own with this after it.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Whether a file is there and holds anything.
pub(crate) fn has_content(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.len() > 0)
}
