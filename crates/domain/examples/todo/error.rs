//! What can go wrong, in words for the person at the terminal.

use std::fmt;
use std::io;
use std::path::PathBuf;

use docket_domain::{TaskId, Violation};

/// Why nothing was done.
#[derive(Debug)]
pub(crate) enum Error {
    /// The command line makes no sense.
    Usage(String),
    /// A value breaks a rule of the domain: what it was for, and the rule.
    Refused(&'static str, Violation),
    /// There is no such task.
    NoSuchTask(TaskId),
    /// The file cannot be read or written.
    File(PathBuf, io::Error),
    /// The file is there, and is not a list of ours.
    Damaged(PathBuf, String),
}

impl Error {
    /// Says for what a value was refused; for `map_err`.
    pub(crate) fn refused(what: &'static str) -> impl FnOnce(Violation) -> Self {
        move |violation| Self::Refused(what, violation)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(problem) => write!(f, "{problem}; `todo help` tells what there is"),
            Self::Refused(what, violation) => write!(f, "{what} {violation}"),
            Self::NoSuchTask(id) => write!(f, "there is no task {id}"),
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Damaged(path, problem) => {
                write!(f, "{} is no to-do list: {problem}", path.display())
            }
        }
    }
}

impl std::error::Error for Error {}
