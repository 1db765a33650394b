//! Why nothing was imported, in words for an operator.

use std::borrow::Cow;
use std::io;

use docket_application::ports::foreign::SourceError;
use docket_application::ports::store::StoreError;
use docket_application::takeover::TakeoverError;
use docket_persistence::{DatabaseUrlError, OpenSourceError};

use crate::console::{Exit, Explain};

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub(super) enum ImportError {
    /// It is no URL.
    #[error("SOURCE: {0}")]
    Url(DatabaseUrlError),
    /// It is the database that everything would go to.
    #[error("SOURCE is the database that DATABASE_URL names")]
    Same,
    /// It cannot be taken over.
    #[error("SOURCE: {0}")]
    Open(OpenSourceError),
    /// It was not read.
    #[error("nothing was imported")]
    Read(#[source] SourceError),
    /// Something is wrong with what is in it.
    #[error("nothing was imported, for {count} {} wrong", if *.count == 1 { "thing is" } else { "things are" })]
    Faulty {
        /// How many things.
        count: u64,
        /// Which options would help; none, if it is empty.
        options: String,
    },
    /// It was not brought over.
    #[error("nothing was imported")]
    Takeover(#[source] TakeoverError),
    /// The target does not answer.
    #[error("DATABASE_URL: the database cannot be read")]
    Store(#[source] StoreError),
    /// There is no runtime.
    #[error("the command cannot start")]
    Runtime(#[source] io::Error),
}

impl Explain for ImportError {
    fn hint(&self) -> Option<Cow<'static, str>> {
        Some(match self {
            Self::Url(_) => "write sqlite:///./old.db or postgresql://user@host/name".into(),
            Self::Same => "name the database of the other program".into(),
            Self::Open(error) => return opening(error),
            Self::Faulty { count: _, options } if !options.is_empty() => {
                format!("{options} may help; mend the rest in a copy of the source").into()
            }
            Self::Faulty { .. } => "mend them in a copy of the source".into(),
            Self::Takeover(TakeoverError::Changed | TakeoverError::Taken { .. }) => {
                "try again, while nobody changes either database".into()
            }
            Self::Store(_) => "is the database there, and does DATABASE_URL say where?".into(),
            Self::Read(_) | Self::Takeover(_) | Self::Runtime(_) => return None,
        })
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Url(_) | Self::Same => Exit::Usage,
            Self::Open(OpenSourceError::Unreadable(_) | OpenSourceError::File { .. })
            | Self::Read(_)
            | Self::Takeover(_)
            | Self::Store(_)
            | Self::Runtime(_) => Exit::Failed,
            Self::Open(_) | Self::Faulty { .. } => Exit::BadInput,
        }
    }
}

/// What to do about a source that cannot be taken over.
fn opening(error: &OpenSourceError) -> Option<Cow<'static, str>> {
    Some(match error {
        OpenSourceError::FileMissing(_) => "does SOURCE say where it is?".into(),
        OpenSourceError::File { .. } | OpenSourceError::Unreadable(_) => {
            "is it there, and may this user read it?".into()
        }
        OpenSourceError::NotClosed { .. } => {
            "open and close it once by its own program, or by sqlite3".into()
        }
        OpenSourceError::NotUnicode(_) => "rename it".into(),
        OpenSourceError::NoUsers(_) => "name the table by --users-table".into(),
        OpenSourceError::Ambiguous { what, .. } => format!("name one by --{what}-table").into(),
        OpenSourceError::ColumnMissing { .. } => {
            "name another table by --users-table or --tasks-table, or rename a column in a copy"
                .into()
        }
        OpenSourceError::Own => "use `docket backup` and `docket restore`".into(),
        _ => return None,
    })
}
