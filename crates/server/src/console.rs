//! What people and programs see of a command: its outcome on standard output, everything else on
//! standard error.
//!
//! | module | holds |
//! |---|---|
//! | [`explain`] | the one form of errors: what, why, what to do |
//! | [`exit`] | the exit codes |
//! | [`output`] | lines on standard output, and a reader of them that goes away |
//! | [`table`] | a table on a terminal, lines of cells elsewhere |
//! | [`progress`] | how far long work has come, for whoever sits at a terminal |
//! | [`printable()`] | text of others without what a terminal would act upon |
//!
//! On a terminal there are colours and columns; elsewhere there is plain text of which no part
//! depends on a terminal. `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and `TERM` say whether there are
//! colours, as everywhere (`anstream`). The rules for users: `docs/command-line.md`.

mod exit;
mod explain;
mod output;
mod printable;
mod progress;
mod table;

pub(crate) use exit::Exit;
pub(crate) use explain::{CommandError, Explain, in_one_line};
pub(crate) use output::{say, say_in, write};
pub(crate) use printable::printable;
pub(crate) use progress::{Progress, Unit};
pub(crate) use table::Table;

use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};

/// Ends a command: says what went wrong, if anything, and which exit code stands for it.
pub(crate) fn end(outcome: Result<(), CommandError>) -> ExitCode {
    match outcome {
        Ok(()) => Exit::Done.into(),
        Err(error) => {
            error.tell();
            error.exit().into()
        }
    }
}

/// Whether what is written to standard error is to have colours.
pub(crate) fn has_colours_on_stderr() -> bool {
    AutoStream::choice(&std::io::stderr()) != ColorChoice::Never
}
