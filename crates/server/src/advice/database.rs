//! What an operator can do about databases that do not do what they are asked for.

use std::borrow::Cow;

use docket_persistence::{MigrationError, OpenError, SqliteError};

use crate::console::{Exit, Explain};

impl Explain for OpenError {
    fn hint(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Sqlite(error) => error.hint(),
            _ => None,
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Sqlite(error) => error.exit(),
            _ => Exit::Failed,
        }
    }
}

impl Explain for SqliteError {
    fn hint(&self) -> Option<Cow<'static, str>> {
        Some(match self {
            Self::DirectoryMissing(_) => "make it, or name another file in DATABASE_URL".into(),
            Self::IsDirectory(path) => format!(
                "name a file in it, like sqlite://{}/docket.db",
                path.display()
            )
            .into(),
            Self::NotUnicode(_) => "rename it".into(),
            Self::NotWritable { .. } => {
                "let this user write to both: SQLite makes files beside the database".into()
            }
            Self::NotADatabase(_) => {
                "name another file in DATABASE_URL, or put a backup in its place with \
                 `docket restore`"
                    .into()
            }
            Self::BeingReplaced(_) => "try again in a moment".into(),
            _ => return None,
        })
    }

    fn exit(&self) -> Exit {
        match self {
            Self::BeingReplaced(_) => Exit::InUse,
            _ => Exit::Failed,
        }
    }
}

impl Explain for MigrationError {
    fn hint(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Unavailable(_) => {
                Some("is the database there, and does DATABASE_URL say where?".into())
            }
            Self::Sqlite(error) => error.hint(),
            Self::Unknown(_) => {
                Some("use the version of Docket that was used last, or a newer one".into())
            }
            Self::Failed(_) => Some(
                "if it is on a server: are the user, password and name in DATABASE_URL right, \
                 and may that user make tables?"
                    .into(),
            ),
            _ => None,
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Sqlite(error) => error.exit(),
            _ => Exit::Failed,
        }
    }
}
