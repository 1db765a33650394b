//! Tells the binary which build it is: the commit and the time.
//!
//! `DOCKET_COMMIT` and `SOURCE_DATE_EPOCH` take precedence, for builds without a checkout and for
//! builds that are to come out the same twice.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-env-changed=DOCKET_COMMIT");
    println!("cargo:rerun-if-env-changed=SOURCE_DATE_EPOCH");
    // Changes with each commit and checkout; absent outside a checkout, which is no matter.
    println!("cargo:rerun-if-changed=../../.git/logs/HEAD");
    let commit = setting("DOCKET_COMMIT").or_else(commit);
    println!(
        "cargo:rustc-env=DOCKET_COMMIT={}",
        commit.as_deref().unwrap_or("unknown")
    );
    let built_at = setting("SOURCE_DATE_EPOCH").or_else(commit_time);
    println!(
        "cargo:rustc-env=DOCKET_BUILT_AT={}",
        built_at.as_deref().unwrap_or("0")
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "a build script has no other way to be told"
)]
fn setting(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn commit() -> Option<String> {
    git(&["rev-parse", "--short=12", "HEAD"])
}

/// The time of the commit stands for the time of the build: a rebuild of the same source is the
/// same build.
fn commit_time() -> Option<String> {
    git(&["log", "-1", "--format=%ct"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let text = text.trim();
    (output.status.success() && !text.is_empty()).then(|| text.to_owned())
}
