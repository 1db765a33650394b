//! Why a database of another program cannot be taken over.

use std::fmt::Write;
use std::path::PathBuf;

use diesel::result::Error;

use crate::error::Symptom;

/// Why a database of another program cannot be taken over. Nothing in it is secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenSourceError {
    /// Only SQLite and PostgreSQL are read.
    #[error("a source is a database of SQLite or PostgreSQL; {0} is not read")]
    Engine(crate::EngineKind),
    /// There is no such file.
    #[error("there is no file {}", .0.display())]
    FileMissing(PathBuf),
    /// The file cannot be read.
    #[error("{} cannot be read", .path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// It is a file of another kind.
    #[error("{} is no SQLite database", .0.display())]
    NotADatabase(PathBuf),
    /// Its path is not of Unicode.
    #[error("{} is no Unicode", .0.display())]
    NotUnicode(PathBuf),
    /// The program that writes it has not ended well, and what it wrote last is beside it.
    #[error(
        "{} was not closed well: what was written last is in {}, and to merge that would change it",
        .path.display(), .beside.display()
    )]
    NotClosed {
        /// Which file.
        path: PathBuf,
        /// What lies beside it.
        beside: PathBuf,
    },
    /// Its texts are in another encoding.
    #[error("its texts are in {0}, and only UTF-8 is read")]
    Encoding(String),
    /// The server does not let us in, is not there, or refused a statement.
    #[error("the source cannot be read: {0}")]
    Unreadable(Reason),
    /// No table looks like one of users.
    #[error("there is no table of users; there are: {0}")]
    NoUsers(Names),
    /// A table that was named is not there.
    #[error("there is no table {name}; there are: {tables}")]
    TableMissing {
        /// The name.
        name: String,
        /// Those that are there.
        tables: Names,
    },
    /// Two tables look alike.
    #[error("{first} and {second} both look like the table of {what}")]
    Ambiguous {
        /// Users, tasks, tags, or tags on tasks.
        what: &'static str,
        /// One of them.
        first: String,
        /// The other one.
        second: String,
    },
    /// A column is missing that is needed.
    #[error("the table {table} has no column for the {what}; it has: {columns}")]
    ColumnMissing {
        /// Which table.
        table: String,
        /// What it would be for.
        what: &'static str,
        /// The columns that are there.
        columns: Names,
    },
    /// It is one of this program.
    #[error("it is a database of Docket already")]
    Own,
}

/// What a database says, in words of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct Reason(#[from] Symptom);

/// Names, with commas between them; not more than fit a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names(String);

impl Names {
    /// How many are told.
    const TOLD: usize = 20;

    pub(super) fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        let told = names.iter().take(Self::TOLD).copied();
        let mut text = told.collect::<Vec<_>>().join(", ");
        match names.len() {
            0 => text.push_str("none"),
            count if count > Self::TOLD => {
                // A string can always be written to.
                let _ = write!(text, " and {} more", count - Self::TOLD);
            }
            _ => {}
        }
        Self(text)
    }
}

impl std::fmt::Display for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Error> for OpenSourceError {
    fn from(error: Error) -> Self {
        Self::Unreadable(Symptom::of(&error).into())
    }
}
