//! Why a database was not migrated.

use std::error::Error;

use crate::database::SqliteError;
use crate::error::{Fault, by_message, classify};
use crate::pooled::SessionError;

/// Why a database was not migrated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrationError {
    /// The server is away, or others have been migrating for too long: to be tried again.
    #[error("the database is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// The file cannot be used.
    #[error("the SQLite database cannot be opened")]
    Sqlite(#[source] SqliteError),
    /// The migration applied last is none of this version: a newer one has been at work.
    #[error("this version knows no migration {0}")]
    Unknown(String),
    /// A statement failed, or the server does not let us in.
    #[error("the database cannot be migrated")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

/// Other instances hold the lock.
#[cfg(feature = "mysql")]
#[derive(Debug, thiserror::Error)]
#[error("other instances have been migrating the database for a minute")]
pub(super) struct Locked;

impl MigrationError {
    /// What became of a migration, given what diesel says.
    pub(super) fn of(error: Box<dyn Error + Send + Sync>) -> Self {
        let fault = match error.downcast_ref::<diesel::result::Error>() {
            Some(statement) => classify(statement),
            // A migration's own error cannot be named from outside of diesel_migrations; its text
            // ends with the database's message.
            None => by_message(&error.to_string()),
        };
        match fault {
            Fault::Lost | Fault::Conflict | Fault::Busy => Self::Unavailable(error),
            Fault::Refused | Fault::Outdated => Self::Failed(error),
        }
    }
}

/// What servers say to who is not welcome. No waiting helps, so the operator is told at once.
const UNWELCOME: [&str; 6] = [
    "authentication failed",
    "no pg_hba.conf entry",
    "does not exist",
    "Access denied",
    "Unknown database",
    "must be in the form",
];

impl From<SessionError> for MigrationError {
    fn from(error: SessionError) -> Self {
        match &error {
            SessionError::Connect(cause) => {
                let message = cause.to_string();
                if UNWELCOME.iter().any(|words| message.contains(words)) {
                    Self::Failed(error.into())
                } else {
                    Self::Unavailable(error.into())
                }
            }
            SessionError::Settings(cause) => match classify(cause) {
                Fault::Lost | Fault::Conflict | Fault::Busy => Self::Unavailable(error.into()),
                Fault::Refused | Fault::Outdated => Self::Failed(error.into()),
            },
            SessionError::NoServer => Self::Failed(error.into()),
        }
    }
}

impl From<SqliteError> for MigrationError {
    fn from(error: SqliteError) -> Self {
        match &error {
            SqliteError::Statement { source, .. } if classify(source) == Fault::Busy => {
                Self::Unavailable(error.into())
            }
            _ => Self::Sqlite(error),
        }
    }
}
