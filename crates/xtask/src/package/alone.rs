//! `docket-domain` as a package of its own: it builds and passes its tests outside of this
//! workspace, with what is in the package and nothing else.

use std::fs;
use std::process::Command;

use super::{VERSION, home};
use crate::failure::{Failure, Outcome};
use crate::scratch::Scratch;
use crate::{process, report, workspace};

/// The package that is for others, too.
const NAME: &str = "docket-domain";

/// What has to be in it, besides its sources.
const CONTENT: [&str; 6] = [
    "README.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "examples/todo/main.rs",
    "tests/todo.rs",
    "src/lib.rs",
];

/// Packs it, unpacks it elsewhere, and has it tested there.
pub(super) fn make() -> Outcome {
    let mut cargo = workspace::cargo();
    // Not verified by cargo, which only builds it: it is tested below. Changes that are not
    // committed may be tried, too.
    cargo.args([
        "package",
        "--quiet",
        "--locked",
        "--no-verify",
        "--allow-dirty",
    ]);
    Failure::unless_success(process::run(cargo.args(["--package", NAME]))?)?;
    let file = format!("{NAME}-{VERSION}.crate");
    let packed = workspace::target()?.join("package").join(&file);

    let scratch = Scratch::new("alone")?;
    let mut tar = Command::new("tar");
    // With the time of now: packages have the same old times in them whatever has changed, and cargo
    // would take what it built of another one for up to date.
    tar.arg("xzmf").arg(&packed).arg("-C").arg(scratch.path());
    Failure::unless_success(process::run(&mut tar)?)?;
    let unpacked = scratch.path().join(format!("{NAME}-{VERSION}"));
    if let Some(missing) = CONTENT.iter().find(|name| !unpacked.join(name).is_file()) {
        return Err(Failure::because(format!("{file} has no {missing}")));
    }
    let cargo_in = |arguments: &[&str]| {
        let mut cargo = workspace::cargo();
        cargo
            .current_dir(&unpacked)
            // Dependencies are the same as in the workspace, and mostly built already.
            .env("CARGO_TARGET_DIR", workspace::target()?)
            .args(arguments)
            .args(["--quiet", "--locked"]);
        Failure::unless_success(process::run(&mut cargo)?)
    };
    cargo_in(&["check"])?;
    cargo_in(&["test", "--all-features"])?;
    let kept = home::dist()?.join(&file);
    fs::copy(&packed, &kept).map_err(Failure::while_doing("keeping the package"))?;
    report::say(format_args!(
        "{NAME} passes its tests outside of the workspace: {}",
        kept.display()
    ));
    Ok(())
}
