//! Why there is no backup.

use std::io;
use std::path::PathBuf;

use crate::database::SqliteError;
use crate::database_url::EngineKind;
use crate::sqlite::Unsound;

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The database is on a server, which has its own means.
    #[error("a database of {0} is not backed up by Docket")]
    NotSqlite(EngineKind),
    /// There is none yet.
    #[error("there is no database at {}", .0.display())]
    NoDatabase(PathBuf),
    /// It cannot be opened.
    #[error("the database cannot be opened")]
    Open(#[from] SqliteError),
    /// There is something with this name.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// There is something with this name that is no file.
    #[error("{} is there, and is no regular file", .0.display())]
    NotAFile(PathBuf),
    /// It is the database itself, or a file that belongs to it.
    #[error("{} is the database itself, or belongs to it", .0.display())]
    Database(PathBuf),
    /// Its path is not of Unicode.
    #[error("the path of the backup is no Unicode")]
    NotUnicode,
    /// It cannot be written.
    #[error("{} cannot be written", .path.display())]
    Target {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It cannot be copied.
    #[error("the database cannot be copied")]
    Copy(#[source] diesel::result::Error),
    /// The copy is not sound, so neither is the database.
    #[error("the copy is not sound, and was removed")]
    Unsound(#[source] Unsound),
}
