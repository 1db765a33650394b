//! Programs of others, installed by cargo in the version that is asked for.

use std::fs;
use std::path::PathBuf;

use crate::failure::{Failure, Outcome};
use crate::{process, report, workspace};

/// Sees to it that a program is here, in this version and no other; answers where.
pub(crate) fn ensure(name: &str, version: &str) -> Outcome<PathBuf> {
    let home = workspace::target()?.join(name);
    let program = home.join("bin").join(name);
    // Written last, so that an installation that was interrupted is begun anew.
    let installed = home.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|there| there == version) && program.is_file() {
        return Ok(program);
    }
    report::say(format_args!(
        "installing {name} {version} in {}",
        home.display()
    ));
    let mut cargo = workspace::cargo();
    cargo
        .args(["install", name, "--version", version, "--locked", "--force"])
        .args(["--quiet", "--root"])
        .arg(&home)
        .env("CARGO_TARGET_DIR", home.join("build"));
    Failure::unless_success(process::run(&mut cargo)?)?;
    fs::write(&installed, version).map_err(Failure::while_doing("noting what was installed"))?;
    Ok(program)
}
