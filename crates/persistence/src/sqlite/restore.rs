//! A backup put in the place of a database, so that a crash at any moment leaves the one or the
//! other.
//!
//! 1. The backup is copied to a file beside the database, examined there, and brought up to date.
//! 2. The lock of SQLite is taken which nobody else can have while anybody has the database open.
//!    What is in its log is moved into it, so that it is one file.
//! 3. It gets a second name, under which it is kept.
//! 4. The copy is given its first name, which is one step for the file system.

mod error;
mod hold;

pub use error::RestoreError;

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use self::hold::Hold;
use super::at_rest::{self, Contents, beside, has_content, logs_of};
use super::backup::CopyStep;
use super::connection::SqliteFile;
use super::doorway::{Doorway, Occupied};
use super::part::{Part, directory_of, sync};
use crate::database_url::DatabaseUrl;
use crate::migrations::{self, MigrationError};

/// How many bytes are copied at once.
const CHUNK: usize = 1 << 20;

/// How a backup is put in its place.
#[derive(Debug, Clone)]
pub struct RestoreOptions {
    /// What is added to the name of the database that was there, to keep it under. No file has
    /// that name.
    pub kept_as: String,
    /// Whether to bring the backup to the schema of this version.
    pub migrate: bool,
}

/// What was put in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Restored {
    /// What is in it.
    pub contents: Contents,
    /// The migrations that were applied to it.
    pub migrated: Vec<String>,
    /// Where the database is kept that was there before.
    pub kept: Option<PathBuf>,
}

/// Puts a copy of `backup` in the place of the database at `url`, which need not be there.
/// Nobody can have it open. `show` is told of each step. Blocks.
///
/// # Errors
/// [`RestoreError`]; then the database is as it was.
pub fn restore(
    url: &DatabaseUrl,
    backup: &Path,
    options: &RestoreOptions,
    show: &mut dyn FnMut(CopyStep),
) -> Result<Restored, RestoreError> {
    let Some(database) = url.sqlite_path() else {
        return Err(RestoreError::NotSqlite(url.engine()));
    };
    let unsound = |reason| RestoreError::Unsound {
        path: backup.to_owned(),
        reason,
    };
    SqliteFile::at(database)?;
    // Where its name is a link, the file itself is replaced: SQLite keeps its log beside that.
    let place = fs::canonicalize(database).unwrap_or_else(|_| database.to_owned());
    // Whatever its name is: a restore that was killed may have left a second one.
    if is_one_file(backup, &place) {
        return Err(RestoreError::Same);
    }
    at_rest::recognise(backup).map_err(unsound)?;
    let cannot_write = |source| RestoreError::Place {
        path: place.clone(),
        source,
    };
    let mut part = Part::of(&place).map_err(cannot_write)?;
    copy(backup, &mut part, show).map_err(cannot_write)?;
    show(CopyStep::Examine);
    let mut contents = at_rest::examine(part.path()).map_err(unsound)?;
    let migrated = if options.migrate {
        migrate(part.path()).map_err(RestoreError::Migrate)?
    } else {
        Vec::new()
    };
    contents.pending.retain(|name| !migrated.contains(name));
    let kept = swap(part, &place, &options.kept_as)?;
    Ok(Restored {
        contents,
        migrated,
        kept,
    })
}

fn copy(backup: &Path, part: &mut Part, show: &mut dyn FnMut(CopyStep)) -> io::Result<()> {
    let mut from = fs::File::open(backup)?;
    let total = from.metadata()?.len();
    let (mut chunk, mut done) = (vec![0; CHUNK], 0);
    loop {
        show(CopyStep::Copy { done, total });
        let length = from.read(&mut chunk)?;
        if length == 0 {
            return Ok(());
        }
        part.file().write_all(&chunk[..length])?;
        done += length as u64;
    }
}

/// Brings a copy that nobody else knows of to the schema of this version.
fn migrate(part: &Path) -> Result<Vec<String>, MigrationError> {
    let failed = |error: ConnectionError| MigrationError::Failed(error.into());
    let location = part.to_string_lossy();
    let mut connection = SqliteConnection::establish(&location).map_err(failed)?;
    connection
        // A copy of a database in use remembers write-ahead logging, which leaves more files.
        .batch_execute("PRAGMA journal_mode = DELETE; PRAGMA foreign_keys = ON")
        .map_err(|error| MigrationError::Failed(error.into()))?;
    migrations::apply_alone(connection)
}

/// Puts the file in its place, and tells under which name that is kept which was there.
fn swap(mut part: Part, place: &Path, kept_as: &str) -> Result<Option<PathBuf>, RestoreError> {
    let cannot_write = |source| RestoreError::Place {
        path: place.to_owned(),
        source,
    };
    let directory = directory_of(place);
    let _doorway =
        Doorway::close(directory).map_err(|Occupied| RestoreError::InUse(place.to_owned()))?;
    let kept = beside(place, kept_as);
    if !place.exists() {
        keep_logs(place, kept_as).map_err(cannot_write)?;
        part.keep(place, false).map_err(cannot_write)?;
        return Ok(None);
    }
    // Open until all is done: whoever closes a file gives up all locks that its process has on it.
    let mut old = fs::File::open(place).map_err(cannot_write)?;
    let _hold = Hold::of(place)?;
    let was = place.metadata().map_err(cannot_write)?;
    part.file()
        .set_permissions(was.permissions())
        .map_err(cannot_write)?;
    let own = part.file().metadata().map_err(cannot_write)?;
    if (own.uid(), own.gid()) != (was.uid(), was.gid()) {
        fchown(part.file(), Some(was.uid()), Some(was.gid())).map_err(cannot_write)?;
    }
    keep((place, &mut old), &kept).map_err(|source| RestoreError::Keep {
        path: kept.clone(),
        source,
    })?;
    let replaced = sync(directory).and_then(|()| part.keep(place, true));
    if let Err(source) = replaced {
        if is_one_file(place, &kept) {
            // It is where it was, and is to have no second name: SQLite would not know of it.
            let _ = fs::remove_file(&kept);
        }
        return Err(cannot_write(source));
    }
    Ok(Some(kept))
}

/// Whether two names are those of one file.
fn is_one_file(one: &Path, other: &Path) -> bool {
    let file = |path: &Path| path.metadata().map(|file| (file.dev(), file.ino())).ok();
    file(one).is_some_and(|one| Some(one) == file(other))
}

/// Gives the database a second name; where the file system has no second names, copies it.
fn keep((place, old): (&Path, &mut fs::File), kept: &Path) -> io::Result<()> {
    match fs::hard_link(place, kept) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            let mut copy = Part::of(kept)?;
            io::copy(old, copy.file())?;
            copy.keep(kept, false)
        }
        linked => linked,
    }
}

/// Logs without their database would be taken for those of the new one: they get other names.
fn keep_logs(place: &Path, kept_as: &str) -> io::Result<()> {
    let kept = beside(place, kept_as);
    for (log, ending) in logs_of(place).iter().zip(["-wal", "-journal"]) {
        if has_content(log) {
            fs::rename(log, beside(&kept, ending))?;
        }
    }
    sync(directory_of(place))
}
