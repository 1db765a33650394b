//! A copy of a database at one moment, made while others read and write it.

mod error;

pub use error::BackupError;

use std::fs;
use std::io;
use std::path::{self, Path};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::at_rest::{self, Contents, beside};
use super::connection::{Role, SqliteFile};
use super::part::{Part, directory_of};
use crate::database_url::DatabaseUrl;

/// How often it is told how far the copy has come.
const NEWS: Duration = Duration::from_millis(100);

/// What is done while a backup is made, or put in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyStep {
    /// It is copied.
    Copy {
        /// How many bytes have been.
        done: u64,
        /// How many there are, about.
        total: u64,
    },
    /// The copy is examined.
    Examine,
}

/// Copies the database at `url` to `target`, as it is at one moment after the call; what has been
/// acknowledged before is in it. Nobody is kept from reading or writing meanwhile.
///
/// The copy is for its owner alone, has been examined, and is on the disk before it has its name.
/// `show` is told of each step. Blocks.
///
/// # Errors
/// [`BackupError`]; then `target` is as it was.
pub fn back_up(
    url: &DatabaseUrl,
    target: &Path,
    replaces: bool,
    show: &mut dyn FnMut(CopyStep),
) -> Result<Contents, BackupError> {
    let Some(database) = url.sqlite_path() else {
        return Err(BackupError::NotSqlite(url.engine()));
    };
    let source = SqliteFile::at(database)?;
    if !source.exists() {
        return Err(BackupError::NoDatabase(database.to_owned()));
    }
    refuse(database, target, replaces)?;
    let cannot_write = |source| BackupError::Target {
        path: target.to_owned(),
        source,
    };
    let part = Part::of(target).map_err(cannot_write)?;
    copy(&source, part.path(), show)?;
    show(CopyStep::Examine);
    let contents = at_rest::examine(part.path()).map_err(BackupError::Unsound)?;
    part.keep(target, replaces)
        .map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => BackupError::Exists(target.to_owned()),
            _ => cannot_write(error),
        })?;
    Ok(contents)
}

/// Refuses a target that must not be replaced.
fn refuse(database: &Path, target: &Path, replaces: bool) -> Result<(), BackupError> {
    let real = |path: &Path| -> io::Result<_> {
        let directory = fs::canonicalize(directory_of(path))?;
        Ok(directory.join(path.file_name().unwrap_or_default()))
    };
    let cannot_write = |source| BackupError::Target {
        path: target.to_owned(),
        source,
    };
    let own = fs::canonicalize(database).map_err(cannot_write)?;
    let given = real(target).map_err(cannot_write)?;
    let neighbours = ["", "-wal", "-shm", "-journal", ".key"].map(|ending| beside(&own, ending));
    if neighbours.contains(&given) || fs::canonicalize(target).is_ok_and(|given| given == own) {
        return Err(BackupError::Database(target.to_owned()));
    }
    match target.symlink_metadata() {
        Ok(metadata) if !metadata.is_file() => Err(BackupError::NotAFile(target.to_owned())),
        Ok(_) if !replaces => Err(BackupError::Exists(target.to_owned())),
        _ => Ok(()),
    }
}

/// Copies what there is at one moment into an empty file.
fn copy(
    source: &SqliteFile,
    part: &Path,
    show: &mut dyn FnMut(CopyStep),
) -> Result<(), BackupError> {
    let mut connection = source.open(Role::Copier)?;
    let total = size(&mut connection).map_err(BackupError::Copy)?;
    // SQLite takes what begins with `file:` for a URI.
    let location = path::absolute(part).map_err(|source| BackupError::Target {
        path: part.to_owned(),
        source,
    })?;
    let location = location.to_str().ok_or(BackupError::NotUnicode)?;
    let (done, is_done) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let copying = scope.spawn(move || {
            // Closed when the copy has ended, however that was.
            let _done = done;
            diesel::sql_query("VACUUM INTO ?")
                .bind::<Text, _>(location)
                .execute(&mut connection)
        });
        while is_done.recv_timeout(NEWS) == Err(RecvTimeoutError::Timeout) {
            let done = part.metadata().map_or(0, |metadata| metadata.len());
            show(CopyStep::Copy { done, total });
        }
        match copying.join() {
            Ok(copied) => copied.map(drop).map_err(BackupError::Copy),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// How many bytes the copy will have, about: what is free is not copied.
fn size(connection: &mut SqliteConnection) -> QueryResult<u64> {
    let bytes: i64 = sql::<BigInt>(
        "SELECT (page_count - freelist_count) * page_size \
         FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
    )
    .get_result(connection)?;
    Ok(bytes.unsigned_abs())
}
