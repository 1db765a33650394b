//! Installing packages on Debian, Ubuntu and their kin.

use std::process::Command;

use super::need::succeeds;
use crate::failure::{Failure, Outcome};
use crate::servers::Account;
use crate::{locate, process, report};

/// `apt-get`, with the right to install.
#[derive(Debug)]
pub(crate) struct AptGet {
    with_sudo: bool,
}

impl AptGet {
    /// Finds it if it is here and we may use it without being asked for a password.
    pub(crate) fn find() -> Option<Self> {
        locate::program(&["apt-get"], &[])?;
        if Account::we_are_root() {
            return Some(Self { with_sudo: false });
        }
        succeeds("sudo", &["-n", "true"]).then_some(Self { with_sudo: true })
    }

    /// Installs packages, asking nothing.
    pub(crate) fn install(&self, packages: &[&str]) -> Outcome {
        // A fresh machine may have no lists of packages yet, an old one lists that have gone stale.
        // Without new ones the old may still do.
        if !process::run(self.command().arg("update"))?.success() {
            report::say("`apt-get update` failed; going on with what it knew before");
        }
        let mut install = self.command();
        install
            .args(["install", "--yes", "--no-install-recommends"])
            .args(packages);
        if process::run(&mut install)?.success() {
            return Ok(());
        }
        Err(Failure::because(format!(
            "apt-get could not install {}",
            packages.join(" ")
        )))
    }

    /// The beginning of every call.
    fn command(&self) -> Command {
        // `env` inside of `sudo`, which by itself would drop the variable.
        let mut command = if self.with_sudo {
            let mut sudo = Command::new("sudo");
            sudo.args(["-n", "env"]);
            sudo
        } else {
            Command::new("env")
        };
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]);
        // Another apt-get may be at work, as it often is just after a machine has started.
        command.args(["-o", "DPkg::Lock::Timeout=120"]);
        command
    }
}
