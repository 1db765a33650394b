//! `cargo xtask fuzz`: gives the targets of `crates/fuzz` bytes that a fuzzer makes up, led by what
//! of the code they reach.
//!
//! cargo-fuzz builds the fuzzer, with libFuzzer and without sanitizers, which a stable compiler can.

mod corpus;
mod request;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::{process, report, tools, workspace};
use corpus::Corpus;
use request::Request;

/// The version of cargo-fuzz that is installed.
const VERSION: &str = "0.13.2";

/// Where the fuzzer is.
const DRIVER: &str = "crates/fuzz/driver";

/// What the fuzzer is told: longer inputs find nothing more; one that takes so many seconds, or so
/// many MiB, is a finding.
const BOUNDS: [&str; 3] = ["-max_len=4096", "-timeout=10", "-rss_limit_mb=2048"];

/// Runs the fuzzer on each target that is named, or all; fails at the first finding.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let request = Request::read(arguments)?;
    let home = workspace::target()?.join("fuzz");
    build(&home)?;
    for target in &request.targets {
        let fuzzer = fuzzer(&home, target)?;
        let corpus = Corpus::of(target, &home)?;
        try_bytes(&fuzzer, &corpus, request.seconds)?;
        if request.keep {
            let kept = corpus.keep(&fuzzer)?;
            report::say(format_args!("{target}: {kept} inputs are kept"));
        }
    }
    Ok(())
}

fn build(home: &Path) -> Outcome {
    let mut cargo_fuzz = Command::new(tools::ensure("cargo-fuzz", VERSION)?);
    cargo_fuzz
        .current_dir(workspace::root())
        .args(["fuzz", "build", "--sanitizer", "none"])
        .args(["--fuzz-dir", DRIVER, "--target-dir"])
        .arg(home);
    Failure::unless_success(process::run(&mut cargo_fuzz)?)
}

/// Where the fuzzer of a target was built: beneath the name of the platform.
fn fuzzer(home: &Path, target: &str) -> Outcome<PathBuf> {
    let built = std::fs::read_dir(home).map_err(Failure::while_doing("looking for the fuzzer"))?;
    built
        .flatten()
        .map(|platform| platform.path().join("release").join(target))
        .find(|path| path.is_file())
        .ok_or_else(|| Failure::because(format!("there is no fuzzer for `{target}`")))
}

fn try_bytes(fuzzer: &Path, corpus: &Corpus, seconds: u32) -> Outcome {
    let mut command = Command::new(fuzzer);
    command
        .args(BOUNDS)
        .args(["-print_final_stats=1", "-verbosity=0"])
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", corpus.findings.display()))
        .args([&corpus.found, &corpus.kept]);
    if process::run(&mut command)?.success() {
        return Ok(());
    }
    Err(Failure::because(format!(
        "a rule was broken; the input is in {}: put it into {} when that is mended",
        corpus.findings.display(),
        corpus.kept.display()
    )))
}
