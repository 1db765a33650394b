//! The checkout that this program was compiled in, and cargo called on it.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::environment::variable;

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// The cargo that runs us, at work in the root of the workspace.
pub(crate) fn cargo() -> Command {
    let program = variable("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}
