//! Why no backup was put in the place of a database.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use crate::database::SqliteError;
use crate::database_url::EngineKind;
use crate::migrations::MigrationError;
use crate::sqlite::Unsound;

/// Why no backup was put in the place of a database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The database is on a server, which has its own means.
    #[error("a database of {0} is not restored by Docket")]
    NotSqlite(EngineKind),
    /// There is no place for it.
    #[error("the database cannot be put there")]
    Open(#[from] SqliteError),
    /// The backup is the database.
    #[error("the backup is the database itself")]
    Same,
    /// The backup cannot be used.
    #[error("{} cannot be restored", .path.display())]
    Unsound {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        reason: Unsound,
    },
    /// It cannot be brought to the schema of this version.
    #[error("the backup cannot be brought up to date")]
    Migrate(#[source] MigrationError),
    /// Somebody has the database open.
    #[error("{} is in use", .0.display())]
    InUse(PathBuf),
    /// It cannot be made sure that nobody has.
    #[error("the database cannot be locked")]
    Lock(#[source] Box<dyn Error + Send + Sync>),
    /// The database is damaged, and nobody knows what is in this log of it.
    #[error("the database cannot be read, and a part of it may be in {}", .0.display())]
    Log(PathBuf),
    /// The database that is there cannot be kept.
    #[error("the database cannot be kept as {}", .path.display())]
    Keep {
        /// Under which name.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The place cannot be written to.
    #[error("{} cannot be written", .path.display())]
    Place {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}
