//! The program, in a virtual environment of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::{process, report, workspace};

/// A file that belongs to it.
pub(super) fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schemathesis")
        .join(name)
}

/// Sees to it that the program is here in the versions that are asked for, and says where.
pub(super) fn ensure() -> Outcome<PathBuf> {
    let home = workspace::target()?.join("schemathesis");
    let program = home.join("bin/schemathesis");
    // Written last, so that an installation that was interrupted is begun anew.
    let installed = home.join("installed.txt");
    let wanted = fs::read(file("requirements.txt"))
        .map_err(Failure::while_doing("reading requirements.txt"))?;
    if fs::read(&installed).is_ok_and(|there| there == wanted) && program.is_file() {
        return Ok(program);
    }
    report::say(format_args!(
        "installing schemathesis in {}",
        home.display()
    ));
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(&home);
    Failure::unless_success(process::run(&mut venv)?)?;
    let mut pip = Command::new(home.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check"])
        .arg("--requirement")
        .arg(file("requirements.txt"));
    Failure::unless_success(process::run(&mut pip)?)?;
    fs::write(&installed, wanted).map_err(Failure::while_doing("noting what was installed"))?;
    Ok(program)
}
