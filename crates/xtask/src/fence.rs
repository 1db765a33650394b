//! `cargo xtask fence`: proves with `cargo tree` that every crate keeps to its room.
//!
//! Development dependencies are free: a test may use what the crate itself must not.

mod rules;
mod tree;

use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::{process, report, workspace};

/// Every normal dependency counts, whatever the features and the platform.
const EVERY_NORMAL: &[&str] = &["--edges", "normal", "--all-features", "--target", "all"];

/// Checks every rule, shows the way to each breach, and fails if there is one.
pub(crate) fn run() -> Outcome {
    let mut breaches = 0;
    for package in members()? {
        let flat = ["--package", &package, "--prefix", "none"];
        let tree = process::output(cargo_tree().args(flat))?;
        for found in tree::breaches(&tree, &rules::never_in(&package)) {
            breaches += 1;
            report::say(format_args!(
                "{package} must not depend on {found}, but does:"
            ));
            let way_back = ["--package", &package, "--invert", &found];
            process::run(cargo_tree().args(way_back))?;
        }
    }
    if breaches > 0 {
        return Err(Failure::because(format!(
            "{breaches} dependencies cross the fence (docs/architecture.md)"
        )));
    }
    report::say("every crate keeps to its room");
    Ok(())
}

/// The packages of this workspace, among them all that there are rules for.
fn members() -> Outcome<Vec<String>> {
    let only_members = ["--workspace", "--depth", "0", "--prefix", "none"];
    let tree = process::output(cargo_tree().args(only_members))?;
    let members: Vec<String> = tree::packages(&tree)
        .map(|package| package.name.to_owned())
        .collect();
    match rules::without_member(&members) {
        None => Ok(members),
        Some(package) => Err(Failure::because(format!(
            "there is a rule for {package}, which is no package of this workspace"
        ))),
    }
}

/// The beginning of every call.
fn cargo_tree() -> Command {
    let mut command = workspace::cargo();
    command.args(["tree", "--locked"]).args(EVERY_NORMAL);
    command
}
