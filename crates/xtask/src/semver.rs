//! `cargo xtask semver`: nothing of the public surface of `docket-domain` has changed in a way that
//! its version does not say.

use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::{process, report, tools, workspace};

/// The version of cargo-semver-checks that is installed.
const VERSION: &str = "0.51.0";

/// Holds it against the last release, which is the last tag before this commit.
pub(crate) fn run() -> Outcome {
    let Some(tag) = last_release()? else {
        report::say("nothing has been released yet that docket-domain could be held against");
        return Ok(());
    };
    report::say(format_args!("docket-domain is held against {tag}"));
    let mut check = Command::new(tools::ensure("cargo-semver-checks", VERSION)?);
    check
        .current_dir(workspace::root())
        .args([
            "semver-checks",
            "check-release",
            "--package",
            "docket-domain",
        ])
        .args(["--all-features", "--baseline-rev", &tag])
        .env("CARGO_TARGET_DIR", workspace::target()?.join("semver"));
    Failure::unless_success(process::run(&mut check)?)
}

/// The last tag of a version, other than one of this commit.
fn last_release() -> Outcome<Option<String>> {
    let mut git = Command::new("git");
    git.current_dir(workspace::root())
        .args([
            "tag",
            "--list",
            "v*",
            "--merged",
            "HEAD",
            "--no-contains",
            "HEAD",
        ])
        .args(["--sort", "-version:refname"]);
    let tags = process::output(&mut git)?;
    Ok(tags.lines().next().map(str::to_owned))
}
