//! Words for the person at the terminal.
//!
//! Failing to write is ignored on purpose: when the terminal has been closed, the servers must
//! still be stopped.

use std::fmt::Display;
use std::io::{self, Write};

/// Prints one line of progress or of trouble to standard error.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(io::stderr(), "xtask: {line}");
}

/// Prints a result that was asked for to standard output.
pub(crate) fn print(text: impl Display) {
    let _ = write!(io::stdout(), "{text}");
}
