//! The checkout that this program was compiled in, and cargo called on it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::environment::variable;
use crate::failure::{Failure, Outcome};

/// Features that are off by default and must be tested all the same.
pub(crate) const FEATURES: &str = "docket/mysql,docket-persistence/mysql,docket-domain/serde";

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

/// The directory that cargo builds in: the one this program lies in, whatever settings have moved
/// it.
pub(crate) fn target() -> Outcome<PathBuf> {
    let this = std::env::current_exe().map_err(Failure::while_doing("finding this program"))?;
    let target = this
        .ancestors()
        .nth(2)
        .ok_or_else(|| Failure::because("this program is in no directory of cargo's"))?;
    Ok(target.to_path_buf())
}
