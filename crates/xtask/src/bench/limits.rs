//! What the server is compared with: the framework alone, and the database alone.

mod commits;
mod pgbench;

use std::path::PathBuf;

use crate::failure::{Failure, Outcome};
use crate::{process, workspace};
pub(super) use commits::Commits;
pub(super) use pgbench::{Pgbench, Script};

/// Builds the program that is the framework alone, and the query builder alone.
pub(super) fn build() -> Outcome<PathBuf> {
    // Asked first: a build may replace the program that is running.
    let target = workspace::target()?;
    let mut cargo = workspace::cargo();
    cargo.args([
        "build",
        "--locked",
        "--release",
        "--package",
        "docket-bench",
    ]);
    Failure::unless_success(process::run(&mut cargo)?)?;
    Ok(target.join("release/docket-bench"))
}
