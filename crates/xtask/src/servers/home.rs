//! The directory that a server lives in.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::account::{Account, hand_over};
use crate::environment::variable;
use crate::failure::{Failure, Outcome};
use crate::process;

/// How many of the last lines of its log are shown when a server does not come up.
const SHOWN_LINES: usize = 20;

/// A directory that belongs to one server: its data, its log, its secrets.
#[derive(Debug)]
pub(crate) struct Home {
    path: PathBuf,
    account: Option<Account>,
}

impl Home {
    /// Makes the directory, and gives it to the account if there is one.
    pub(crate) fn new(path: PathBuf, account: Option<Account>) -> Outcome<Self> {
        fs::create_dir(&path).map_err(Failure::while_doing(format_args!(
            "making the directory {}",
            path.display()
        )))?;
        hand_over(&path, 0o700, account)?;
        Ok(Self { path, account })
    }

    /// A path inside.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a file that only the server can read.
    pub(crate) fn write_secret(&self, name: &str, content: &str) -> Outcome<PathBuf> {
        let path = self.join(name);
        // Nobody else can reach it before it is handed over: the directory is closed already.
        fs::write(&path, content).map_err(Failure::while_doing(format_args!(
            "writing {}",
            path.display()
        )))?;
        hand_over(&path, 0o600, self.account)?;
        Ok(path)
    }

    /// A command that runs here, under the account, with its output in the log.
    ///
    /// Of the environment only `PATH` is kept: variables such as `PGDATA`, and the language of the
    /// person, must not change what the server is like.
    pub(crate) fn command(&self, program: &Path) -> Outcome<Command> {
        let log = self.open_log()?;
        let log_too = log
            .try_clone()
            .map_err(Failure::while_doing("sharing a log"))?;
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", variable("PATH").unwrap_or_default())
            .env("HOME", &self.path)
            .env("LC_ALL", "C")
            .current_dir(&self.path)
            .stdout(log)
            .stderr(log_too);
        if let Some(account) = self.account {
            account.run_as(&mut command);
        }
        Ok(command)
    }

    /// Runs such a command to its end.
    pub(crate) fn run(&self, command: &mut Command) -> Outcome {
        if process::run(command)?.success() {
            return Ok(());
        }
        Err(self.failed(&command.get_program().to_string_lossy()))
    }

    /// The failure of a program that ran here, with the end of the log.
    pub(crate) fn failed(&self, program: &str) -> Failure {
        let log = fs::read(self.log()).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        let end = &lines[lines.len().saturating_sub(SHOWN_LINES)..];
        Failure::because(format!("{program} failed:\n{}", end.join("\n")))
    }

    fn log(&self) -> PathBuf {
        self.join("log")
    }

    fn open_log(&self) -> Outcome<File> {
        OpenOptions::new()
            .append(true)
            .create(true)
            .open(self.log())
            .map_err(Failure::while_doing("opening a log"))
    }
}
