//! Docket, a task-management service.
//!
//! This crate puts the others together: it reads the settings, chooses the adapters, and runs
//! what the command line asks for.

mod advice;
mod application;
mod audit;
mod build_info;
mod cli;
mod clock;
mod commands;
mod console;
mod limits;
mod metrics;
#[cfg(feature = "probe")]
#[doc(hidden)]
pub mod probe;
mod settings;
mod signals;
mod telemetry;
mod traces;

use std::process::ExitCode;

/// Does what the command line asks for; where that fails, says on standard error what went wrong
/// and what to do about it.
#[must_use]
pub fn run() -> ExitCode {
    console::end(cli::run())
}
