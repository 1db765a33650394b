//! The program, in a virtual environment of its own.

use std::path::{Path, PathBuf};

use crate::failure::Outcome;
use crate::{venv, workspace};

/// A file that belongs to it.
pub(super) fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schemathesis")
        .join(name)
}

/// Sees to it that the program is here in the versions that are asked for, and says where.
pub(super) fn ensure() -> Outcome<PathBuf> {
    let home = workspace::target()?.join("schemathesis");
    let programs = venv::ensure(&home, &file("requirements.txt"))?;
    Ok(programs.join("schemathesis"))
}
