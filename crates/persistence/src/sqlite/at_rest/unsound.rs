//! Why a file is no sound database of Docket.

use std::io;
use std::path::PathBuf;

use diesel::ConnectionError;

/// Why a file is no sound database of Docket.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unsound {
    /// It is not there, or this user may not read it.
    #[error("it cannot be read")]
    Unreadable(#[source] io::Error),
    /// It is a directory, or a device.
    #[error("it is no regular file")]
    NotAFile,
    /// Its path is not of Unicode.
    #[error("its path is no Unicode")]
    NotUnicode,
    /// It is a file of another kind.
    #[error("it is no SQLite database")]
    NotADatabase,
    /// It is a copy of a database that was open, and a part of what is in it is in this other file.
    #[error("a part of it is in {}", .0.display())]
    Open(PathBuf),
    /// Its pages do not fit together. Holds what SQLite says first.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// So many rows refer to others that are not there.
    #[error("it is damaged: {0} rows refer to others that are not there")]
    Dangling(i64),
    /// It is a database of something else.
    #[error("it is no database of Docket")]
    NotDocket,
    /// It has this migration, which came later than this version.
    #[error("it has the migration {0}, which this version does not know")]
    Newer(String),
    /// SQLite does not open it.
    #[error("it cannot be opened")]
    Connection(#[source] ConnectionError),
    /// SQLite does not answer.
    #[error("it cannot be examined")]
    Statement(#[from] diesel::result::Error),
}
