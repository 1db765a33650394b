//! The load generator.

mod said;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::load::Load;
use super::sample::Seen;
use crate::failure::{Failure, Outcome};
use crate::{process, tools};

/// The version that is installed.
const VERSION: &str = "1.16.0";

/// The program.
#[derive(Debug)]
pub(super) struct Oha {
    program: PathBuf,
}

impl Oha {
    /// Sees to it that the program is here in the version that is asked for.
    pub(super) fn ensure() -> Outcome<Self> {
        let program = tools::ensure("oha", VERSION)?;
        Ok(Self { program })
    }

    /// Sends requests on so many connections for so long.
    pub(super) fn drive(
        &self,
        load: &Load,
        address: SocketAddr,
        connections: u16,
        seconds: u32,
        directory: &Path,
    ) -> Outcome<Seen> {
        let urls: Vec<String> = load
            .paths
            .iter()
            .map(|path| format!("http://{address}{path}"))
            .collect();
        let (urls_file, bodies_file) = (directory.join("urls"), directory.join("bodies"));
        fs::write(&urls_file, urls.join("\n"))
            .and_then(|()| fs::write(&bodies_file, load.bodies.join("\n")))
            .map_err(Failure::while_doing("writing what is to be sent"))?;
        let mut command = Command::new(&self.program);
        command
            .args(["--no-tui", "--output-format", "json"])
            .args(["-z", &format!("{seconds}s")])
            // What is under way in the end is waited for, and counts.
            .arg("--wait-ongoing-requests-after-deadline")
            .args(["-c", &connections.to_string(), "-m", load.method]);
        if let Some(token) = &load.token {
            command.args(["-H", &format!("Authorization: Bearer {token}")]);
        }
        if !load.bodies.is_empty() {
            command
                .args(["-T", "application/json", "-Z"])
                .arg(bodies_file);
        }
        command.arg("--urls-from-file").arg(urls_file);
        let said = process::output(&mut command)?;
        let seen = said::read(&said, load.status)
            .ok_or_else(|| Failure::because(format!("oha did not say what it saw:\n{said}")))?;
        if seen.right > 0.0 {
            return Ok(seen);
        }
        Err(Failure::because(format!(
            "`{}` was never answered {}:\n{said}",
            load.name, load.status
        )))
    }
}
