//! What the binary is made of, for programs that look for known holes: a bill of materials in the
//! form of `CycloneDX`, made by cargo-cyclonedx.

use std::process::Command;
use std::{fs, io};

use super::{VERSION, home};
use crate::failure::{Failure, Outcome};
use crate::{process, report, tools, workspace};

/// The version of cargo-cyclonedx that is installed.
const CARGO_CYCLONEDX: &str = "0.5.9";

/// Makes it, of every feature, so that nothing that may be in a binary is missing.
pub(super) fn make() -> Outcome {
    let mut cargo_cyclonedx = Command::new(tools::ensure("cargo-cyclonedx", CARGO_CYCLONEDX)?);
    let name = format!("docket-{VERSION}.cdx");
    cargo_cyclonedx
        .current_dir(workspace::root())
        .args(["cyclonedx", "--quiet", "--format", "json"])
        .args(["--spec-version", "1.5", "--features", "mysql"])
        .args(["--manifest-path", "crates/server/Cargo.toml"])
        .args(["--override-filename", &name]);
    let ended = process::run(&mut cargo_cyclonedx)?;
    let file = format!("{name}.json");
    let text = collect(&file).map_err(Failure::while_doing("collecting what was made"))?;
    Failure::unless_success(ended)?;
    // Where it was made is nobody's business, and would make each one another one.
    let text = text.replace(&workspace::root().display().to_string(), "");
    let kept = home::dist()?.join(&file);
    fs::write(&kept, &text).map_err(Failure::while_doing("keeping the bill of materials"))?;
    for name in ["\"docket\"", "\"actix-web\"", "\"libsqlite3-sys\""] {
        if !text.contains(name) {
            return Err(Failure::because(format!("{file} knows nothing of {name}")));
        }
    }
    report::say(format_args!("the bill of materials: {}", kept.display()));
    Ok(())
}

/// Takes what it has written beside the manifest of every crate of the workspace, and answers what
/// is in the one of the binary.
fn collect(file: &str) -> io::Result<String> {
    let mut text = String::new();
    let crates = workspace::root().join("crates");
    for member in fs::read_dir(&crates)? {
        let made = member?.path().join(file);
        if made.starts_with(crates.join("server")) {
            text = fs::read_to_string(&made)?;
        }
        if made.is_file() {
            fs::remove_file(made)?;
        }
    }
    Ok(text)
}
