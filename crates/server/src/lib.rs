//! Docket, a task-management service.
//!
//! This crate puts the others together: it reads the settings, chooses the adapters, and runs
//! what the command line asks for.

mod application;
mod audit;
mod build_info;
mod cli;
mod clock;
mod commands;
mod limits;
#[cfg(feature = "probe")]
#[doc(hidden)]
pub mod probe;
mod settings;
mod signals;
mod telemetry;

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

/// Does what the command line asks for; where that fails, says so in one line on standard error.
#[must_use]
pub fn run() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "error: {}", in_one_line(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// What an error says, and what each of its causes says.
fn in_one_line(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line = format!("{line}: {error}");
        cause = error.source();
    }
    // Some libraries break their messages into lines.
    let words: Vec<&str> = line.split_whitespace().collect();
    words.join(" ")
}
