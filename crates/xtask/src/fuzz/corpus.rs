//! The inputs of a target: those that are kept in the repository, and those found beside them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use crate::failure::{Failure, Outcome};
use crate::{process, workspace};

/// How many inputs of one target are kept, beside those that a person named: the repository is no
/// store of what a fuzzer finds again in a minute.
const MOST: usize = 50;

/// Where the inputs of one target are.
#[derive(Debug)]
pub(super) struct Corpus {
    /// Those that are kept, and replayed by the ordinary tests.
    pub(super) kept: PathBuf,
    /// Those that runs on this machine have found worth trying again.
    pub(super) found: PathBuf,
    /// Those that broke a rule.
    pub(super) findings: PathBuf,
}

impl Corpus {
    /// The directories of a target, of which those beneath `home` are made if they are not there.
    pub(super) fn of(target: &str, home: &Path) -> Outcome<Self> {
        let corpus = Self {
            kept: workspace::root().join("crates/fuzz/corpus").join(target),
            found: home.join("found").join(target),
            findings: home.join("findings").join(target),
        };
        make(&corpus.found)?;
        make(&corpus.findings)?;
        Ok(corpus)
    }

    /// Puts the inputs that reach most together in the place of those that the fuzzer has left there
    /// before; answers how many that are.
    pub(super) fn keep(&self, fuzzer: &Path) -> Outcome<usize> {
        let fewest = self.found.with_extension("fewest");
        let _ = fs::remove_dir_all(&fewest);
        make(&fewest)?;
        let mut merge = Command::new(fuzzer);
        merge
            // How often a place is reached makes no difference, or there would be thousands.
            .args(["-set_cover_merge=1", "-use_counters=0", "-verbosity=0"])
            .arg(&fewest)
            .args([&self.kept, &self.found]);
        Failure::unless_success(process::run(&mut merge)?)?;
        let replacing = || Failure::while_doing("replacing the inputs that are kept");
        for input in fs::read_dir(&self.kept).map_err(replacing())? {
            let input = input.map_err(replacing())?;
            // What has a name of its own was put there by somebody, for a reason.
            if is_digest(&input.file_name().to_string_lossy()) {
                fs::remove_file(input.path()).map_err(replacing())?;
            }
        }
        let inputs = first(&fewest).map_err(replacing())?;
        for input in &inputs {
            fs::copy(fewest.join(input), self.kept.join(input)).map_err(replacing())?;
        }
        Ok(inputs.len())
    }
}

/// The names of the inputs that were written first, which are those that reach most beside the ones
/// before them.
fn first(directory: &Path) -> io::Result<Vec<OsString>> {
    let mut inputs = Vec::new();
    for input in fs::read_dir(directory)? {
        let input = input?;
        inputs.push((input.metadata()?.modified()?, input.file_name()));
    }
    inputs.sort();
    Ok(inputs
        .into_iter()
        .take(MOST)
        .map(|(_, name)| name)
        .collect())
}

/// Whether it is a name that the fuzzer gives.
fn is_digest(name: &str) -> bool {
    name.len() == 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn make(directory: &Path) -> Outcome {
    fs::create_dir_all(directory).map_err(Failure::while_doing(format_args!(
        "making the directory {}",
        directory.display()
    )))
}
