//! Programs written in Python, in virtual environments of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::{process, report};

/// Sees to it that what the file asks for, and nothing else, is installed in the environment;
/// answers where its programs are.
pub(crate) fn ensure(home: &Path, requirements: &Path) -> Outcome<PathBuf> {
    let programs = home.join("bin");
    // Written last, so that an installation that was interrupted is begun anew.
    let installed = home.join("installed.txt");
    let wanted = fs::read(requirements).map_err(Failure::while_doing(format_args!(
        "reading {}",
        requirements.display()
    )))?;
    if fs::read(&installed).is_ok_and(|there| there == wanted) && programs.is_dir() {
        return Ok(programs);
    }
    report::say(format_args!(
        "installing packages of PyPI's in {}",
        home.display()
    ));
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(home);
    Failure::unless_success(process::run(&mut venv)?)?;
    let mut pip = Command::new(programs.join("pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check"])
        .arg("--requirement")
        .arg(requirements);
    Failure::unless_success(process::run(&mut pip)?)?;
    fs::write(&installed, wanted).map_err(Failure::while_doing("noting what was installed"))?;
    Ok(programs)
}
