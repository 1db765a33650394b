//! Replays all inputs that are kept, without the fuzzer.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use docket_fuzz::{TARGETS, Target};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let trials = TARGETS
        .into_iter()
        .map(|(name, target)| {
            Trial::test(format!("corpus_of_{name}"), move || replay(name, target))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Gives a target everything that is kept for it; fails for the first input that breaks a rule,
/// and if nothing is kept at all.
fn replay(name: &str, target: Target) -> Result<(), Failed> {
    let inputs = inputs(name)?;
    if inputs.is_empty() {
        return Err("nothing is kept for this target".into());
    }
    for path in inputs {
        let bytes = fs::read(&path)?;
        // The panic itself has been told by then.
        catch_unwind(AssertUnwindSafe(|| target(&bytes)))
            .map_err(|_| format!("{} breaks a rule", path.display()))?;
    }
    Ok(())
}

fn inputs(name: &str) -> std::io::Result<Vec<PathBuf>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(name);
    let mut paths = Vec::new();
    for entry in fs::read_dir(directory)? {
        paths.push(entry?.path());
    }
    paths.sort();
    Ok(paths)
}
