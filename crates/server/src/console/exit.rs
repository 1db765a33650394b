//! The exit codes.

use std::process::ExitCode;

/// How a command ended. The codes from 64 on are those of `sysexits.h`.
///
/// Whatever can go wrong at the start of the service is a plain failure, and so is what the
/// operator can only find out by reading the message. A code of its own has what a script would
/// answer in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// What was asked for is done.
    Done = 0,
    /// It is not, and none of the codes below says why.
    Failed = 1,
    /// The command line makes no sense; `clap` ends so by itself.
    Usage = 2,
    /// A file or database that was given is not what it must be (`EX_DATAERR`).
    BadInput = 65,
    /// What would be made is there already, or cannot be made there (`EX_CANTCREAT`).
    CannotCreate = 73,
    /// Somebody else uses the database just now: to be tried again (`EX_TEMPFAIL`).
    InUse = 75,
}

impl Exit {
    /// All of them, in order.
    pub(crate) const ALL: [Self; 6] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::BadInput,
        Self::CannotCreate,
        Self::InUse,
    ];

    /// The number.
    pub(crate) const fn code(self) -> u8 {
        self as u8
    }

    /// What it stands for, for the manual.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "What was asked for is done.",
            Self::Failed => "It is not done: standard error says why, and what to do.",
            Self::Usage => "The command line makes no sense.",
            Self::BadInput => {
                "A file or source that was given is damaged, faulty, of another kind, or not there."
            }
            Self::CannotCreate => "What would be made is there already, or cannot be made there.",
            Self::InUse => "Somebody else uses the database just now: try again later.",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
