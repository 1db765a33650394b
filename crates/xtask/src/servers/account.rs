//! The account that a server runs under.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process;

/// An unprivileged account that root lends to a server: PostgreSQL refuses to run as root.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Account {
    user: u32,
    group: u32,
}

impl Account {
    /// The first of these accounts that exists; none if we are not root and run servers ourselves.
    pub(crate) fn for_server(names: &[&str]) -> Outcome<Option<Self>> {
        if !Self::we_are_root() {
            return Ok(None);
        }
        let account = names.iter().find_map(|name| {
            Some(Self {
                user: id("-u", Some(name))?,
                group: id("-g", Some(name))?,
            })
        });
        account.map(Some).ok_or_else(|| {
            Failure::because(format!(
                "the servers cannot run as root, and there is no account {}",
                names.join(" or ")
            ))
        })
    }

    /// Whether this program runs as root.
    pub(crate) fn we_are_root() -> bool {
        id("-u", None) == Some(0)
    }

    /// Makes a command run under the account.
    pub(crate) fn run_as(self, command: &mut Command) {
        command.uid(self.user).gid(self.group);
    }
}

/// Closes a file or directory to everyone but the account, or but us if there is none.
pub(crate) fn hand_over(path: &Path, mode: u32, to: Option<Account>) -> Outcome {
    std::fs::set_permissions(path, Permissions::from_mode(mode))
        .and_then(|()| match to {
            Some(account) => chown(path, Some(account.user), Some(account.group)),
            None => Ok(()),
        })
        .map_err(Failure::while_doing(format_args!(
            "handing over {}",
            path.display()
        )))
}

/// A number that `id` knows of a user, or of ourselves.
fn id(which: &str, user: Option<&str>) -> Option<u32> {
    let mut command = Command::new("id");
    command.arg(which).args(user);
    process::output(&mut command).ok()?.trim().parse().ok()
}
