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
mod settings;
mod signals;
mod telemetry;

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut line = format!("error: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                line = format!("{line}: {error}");
                cause = error.source();
            }
            // Some libraries break their messages into lines.
            let words: Vec<&str> = line.split_whitespace().collect();
            let line = words.join(" ");
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "{line}");
            ExitCode::FAILURE
        }
    }
}
