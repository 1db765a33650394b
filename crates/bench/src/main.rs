//! The limits that `cargo xtask bench` compares Docket with, and nothing else depends on:
//!
//! - without arguments, the framework alone, which answers a fixed body and echoes what is sent;
//! - `commits FILE SECONDS TOGETHER`, the query builder alone, which adds tasks to a SQLite file, so
//!   many at a commit.

mod commits;
mod framework;

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

/// Why there is nothing to measure.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("usage: docket-bench [commits FILE SECONDS TOGETHER]")]
    Usage,
    #[error("the framework does not run: {0}")]
    Framework(#[from] io::Error),
    #[error("no tasks can be added: {0}")]
    Commits(#[from] commits::Error),
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Whoever closed standard error does not want to know.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<(), Error> {
    match *arguments {
        [] => Ok(framework::serve()?),
        ["commits", file, seconds, together] => {
            let seconds = seconds.parse().map_err(|_| Error::Usage)?;
            let together = together.parse().map_err(|_| Error::Usage)?;
            let rate = commits::each_second(file, Duration::from_secs(seconds), together)?;
            writeln!(io::stdout(), "{rate}")?;
            Ok(())
        }
        _ => Err(Error::Usage),
    }
}
