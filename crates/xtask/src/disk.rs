//! A file system that is soon full.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::{Failure, Outcome};
use crate::process;
use crate::report;
use crate::servers::Account;

/// The file that takes room away.
const BALLAST: &str = "ballast";

/// A small file system in memory. Dropping it removes it with all that is in it.
#[derive(Debug)]
pub(crate) struct SmallDisk {
    path: PathBuf,
}

impl SmallDisk {
    /// Mounts one of so many bytes at a path that is not there yet. Only root may do that, or who
    /// may become root without being asked for a password.
    pub(crate) fn mount(path: PathBuf, bytes: usize) -> Outcome<Self> {
        fs::create_dir(&path).map_err(Failure::while_doing("making a directory"))?;
        let mut mount = as_root("mount");
        mount
            .args(["-t", "tmpfs", "-o"])
            .arg(format!("size={bytes},mode=0777"))
            .args(["docket-small-disk"])
            .arg(&path);
        process::output(&mut mount)?;
        Ok(Self { path })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Takes room away.
    pub(crate) fn load(&self, bytes: usize) -> Outcome {
        fs::write(self.path.join(BALLAST), vec![0; bytes])
            .map_err(Failure::while_doing("writing the ballast"))
    }

    /// Gives back the room that was taken away.
    pub(crate) fn unload(&self) -> Outcome {
        fs::remove_file(self.path.join(BALLAST))
            .map_err(Failure::while_doing("removing the ballast"))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: somebody may still be looking into it.
        let mut unmount = as_root("umount");
        if let Err(failure) = process::output(unmount.arg("--lazy").arg(&self.path)) {
            report::say(format_args!("{}: {failure:?}", self.path.display()));
        }
    }
}

fn as_root(program: &str) -> Command {
    let mut command = if Account::we_are_root() {
        Command::new(program)
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", program]);
        sudo
    };
    command.stdin(Stdio::null());
    command
}
