//! How a command ends when it does not succeed.

use std::fmt::Display;
use std::io;
use std::process::{ExitCode, ExitStatus};

use crate::report;

/// What every step of a command answers.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// Why a command did not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something went wrong; the text is for the person at the terminal.
    Because(String),
    /// The command line makes no sense.
    Usage(String),
    /// A program that was run has said all there is to say: only its exit code is passed on.
    Passed(u8),
    /// Whoever started the command has gone or no longer wants it.
    Interrupted,
}

impl Failure {
    /// A failure with this explanation.
    pub(crate) fn because(explanation: impl Into<String>) -> Self {
        Self::Because(explanation.into())
    }

    /// Says what was being done when the operating system refused; for `map_err`.
    pub(crate) fn while_doing(doing: impl Display) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Because(format!("{doing}: {error}"))
    }

    /// `Ok` if the program ended well, else a failure that passes on its exit code.
    pub(crate) fn unless_success(status: ExitStatus) -> Outcome {
        if status.success() {
            return Ok(());
        }
        let code = status.code().and_then(|code| u8::try_from(code).ok());
        Err(Self::Passed(code.unwrap_or(1)))
    }
}

/// The exit code for an outcome, after saying what there is to say about it.
pub(crate) fn exit_code(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Passed(code)) => ExitCode::from(code),
        Err(Failure::Because(explanation)) => {
            report::say(format_args!("error: {explanation}"));
            ExitCode::FAILURE
        }
        Err(Failure::Usage(explanation)) => {
            report::say(format_args!(
                "error: {explanation}; see `cargo xtask --help`"
            ));
            ExitCode::from(2)
        }
        Err(Failure::Interrupted) => {
            report::say("interrupted");
            ExitCode::from(130)
        }
    }
}
