//! Connections to a file of SQLite.

use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::doorway::{Doorway, Occupied};
use super::part::directory_of;
use super::pragmas;
use crate::error::{Fault, Symptom};

/// A file of SQLite that is there, or can be made.
#[derive(Debug, Clone)]
pub(crate) struct SqliteFile {
    path: PathBuf,
    /// The path as SQLite is told it.
    location: String,
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Reading alone: SQLite refuses it to write.
    Reader,
    /// Writing.
    Writer,
    /// Changing the schema, for which other processes are waited for.
    Migrator,
    /// Copying all of it to another file.
    Copier,
}

/// Why a file of SQLite was not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SqliteError {
    /// Its directory is not there. It is not made: a slip of the pen would make an empty database.
    #[error("there is no directory {}", .0.display())]
    DirectoryMissing(PathBuf),
    /// It is a directory itself.
    #[error("{} is a directory", .0.display())]
    IsDirectory(PathBuf),
    /// Its path is not of Unicode.
    #[error("{} is no Unicode", .0.display())]
    NotUnicode(PathBuf),
    /// It, or its directory, cannot be written to.
    #[error("{} or its directory cannot be written to", .path.display())]
    NotWritable {
        /// Which file.
        path: PathBuf,
        /// What SQLite says.
        #[source]
        source: diesel::result::Error,
    },
    /// It is a file of another kind.
    #[error("{} is no SQLite database", .0.display())]
    NotADatabase(PathBuf),
    /// A backup is being put in its place.
    #[error("{} is being replaced", .0.display())]
    BeingReplaced(PathBuf),
    /// It cannot be opened.
    #[error("{} cannot be opened", .path.display())]
    Connection {
        /// Which file.
        path: PathBuf,
        /// What SQLite says.
        #[source]
        source: ConnectionError,
    },
    /// It cannot be prepared for use.
    #[error("{} cannot be used", .path.display())]
    Statement {
        /// Which file.
        path: PathBuf,
        /// What SQLite says.
        #[source]
        source: diesel::result::Error,
    },
    /// A setting did not take effect.
    #[error("PRAGMA {pragma} is {found}, not {expected}")]
    Pragma {
        /// The setting.
        pragma: &'static str,
        /// As it should be.
        expected: String,
        /// As it is.
        found: String,
    },
}

impl SqliteError {
    /// What is told of it to callers and to the log: nothing that SQLite says.
    pub(super) fn symptom(&self) -> Symptom {
        match self {
            Self::NotWritable { source, .. } | Self::Statement { source, .. } => {
                Symptom::of(source)
            }
            Self::Connection { source, .. } => {
                Symptom::in_message(&source.to_string(), Fault::Lost)
            }
            _ => Symptom::by_fault(Fault::Lost),
        }
    }
}

impl SqliteFile {
    /// The file at `path`, whose directory must be there.
    pub(crate) fn at(path: &Path) -> Result<Self, SqliteError> {
        let directory = directory_of(path);
        if !directory.is_dir() {
            return Err(SqliteError::DirectoryMissing(directory.to_owned()));
        }
        if path.is_dir() {
            return Err(SqliteError::IsDirectory(path.to_owned()));
        }
        let text = path
            .to_str()
            .ok_or_else(|| SqliteError::NotUnicode(path.to_owned()))?;
        // With the dot, SQLite takes `file:…` and diesel `sqlite://…` for names of files too.
        let dot = if path.is_absolute() { "" } else { "./" };
        Ok(Self {
            path: path.to_owned(),
            location: format!("{dot}{text}"),
        })
    }

    /// Whether it is there already.
    pub(crate) fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Opens it, and makes it if it is not there.
    pub(crate) fn open(&self, role: Role) -> Result<SqliteConnection, SqliteError> {
        // Where its name is a link, who replaces the file locks the directory of the file itself.
        let place = self.path.canonicalize();
        let place = place.as_deref().unwrap_or(&self.path);
        let _doorway = Doorway::open(directory_of(place))
            .map_err(|Occupied| SqliteError::BeingReplaced(self.path.clone()))?;
        let mut connection = SqliteConnection::establish(&self.location).map_err(|source| {
            SqliteError::Connection {
                path: self.path.clone(),
                source,
            }
        })?;
        self.prepare(&mut connection, role)?;
        Ok(connection)
    }

    fn prepare(&self, connection: &mut SqliteConnection, role: Role) -> Result<(), SqliteError> {
        let busy_timeout = match role {
            // As long as others wait for a connection to a server.
            Role::Reader | Role::Writer => Duration::from_secs(2),
            Role::Migrator | Role::Copier => Duration::from_mins(1),
        };
        pragmas::set(connection, busy_timeout).map_err(|error| match error {
            pragmas::PragmaError::Statement(source) => self.statement_error(source),
            pragmas::PragmaError::Value {
                pragma,
                expected,
                found,
            } => SqliteError::Pragma {
                pragma,
                expected,
                found,
            },
        })?;
        let last = match role {
            Role::Reader => "PRAGMA query_only = ON",
            // Takes the lock and gives it back, to see now whether the file can be written to.
            Role::Writer | Role::Migrator => "BEGIN IMMEDIATE; ROLLBACK",
            Role::Copier => return Ok(()),
        };
        connection
            .batch_execute(last)
            .map_err(|source| self.statement_error(source))
    }

    fn statement_error(&self, source: diesel::result::Error) -> SqliteError {
        let path = self.path.clone();
        let message = source.to_string();
        if message.contains("file is not a database") {
            SqliteError::NotADatabase(path)
        } else if message.contains("readonly database") || message.contains("unable to open") {
            SqliteError::NotWritable { path, source }
        } else {
            SqliteError::Statement { path, source }
        }
    }
}
