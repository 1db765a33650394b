//! A server of our own to talk to: the binary, built, started and stopped.

mod client;
mod log;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::database::Engine;
use crate::environment::variable;
use crate::failure::{Failure, Outcome};
use crate::process::{Running, Signal};
use crate::setup::{self, Need};
use crate::{poll, process, workspace};
pub(crate) use client::{Answer, Client, Tokens};
use log::Log;

/// How long the server may take to listen, on an empty database.
const START_LIMIT: Duration = Duration::from_secs(30);

/// How the binary is built.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Profile {
    /// As the tests do, with every engine.
    Debug,
    /// As people get it.
    Release,
    /// As people get it who want MariaDB, too.
    ReleaseWithMysql,
    /// As the Debian package and the image have it: with every engine, and with the client
    /// libraries of the system, which speak TLS.
    ReleaseWithSystemLibraries,
}

/// Gets what these engines need, and builds the release binary that speaks to them.
pub(crate) fn build_for(engines: &[Engine]) -> Outcome<PathBuf> {
    let mut needs: Vec<Need> = engines.iter().filter_map(|engine| engine.need()).collect();
    let profile = if engines.contains(&Engine::Mysql) {
        needs.push(Need::MysqlClientLibrary);
        Profile::ReleaseWithMysql
    } else {
        Profile::Release
    };
    setup::ensure(&needs)?;
    build(profile)
}

/// Builds the binary, and says where it is.
pub(crate) fn build(profile: Profile) -> Outcome<PathBuf> {
    // Asked first: a build may replace the program that is running.
    let target = workspace::target()?;
    let mut cargo = workspace::cargo();
    cargo.args(["build", "--locked"]);
    let binary = match profile {
        Profile::Debug => {
            // The whole workspace, or its dependencies would be built with other features.
            cargo.args(["--workspace", "--bin", "docket"]);
            cargo.args(["--features", workspace::FEATURES]);
            "debug/docket"
        }
        Profile::Release => {
            cargo.args(["--release", "--package", "docket"]);
            "release/docket"
        }
        Profile::ReleaseWithMysql => {
            cargo.args(["--release", "--package", "docket", "--features", "mysql"]);
            "release/docket"
        }
        Profile::ReleaseWithSystemLibraries => {
            cargo.args(["--release", "--package", "docket"]);
            cargo.args(["--no-default-features", "--features", "mysql"]);
            "release/docket"
        }
    };
    Failure::unless_success(process::run(&mut cargo)?)?;
    Ok(target.join(binary))
}

/// The binary, in a directory of its own and with no settings but these.
pub(crate) fn command(binary: &Path, directory: &Path) -> Command {
    let mut command = Command::new(binary);
    command
        .env_clear()
        .envs(variable("PATH").map(|path| ("PATH", path)))
        // Libraries that are installed where the system does not look by itself.
        .envs(variable("LD_LIBRARY_PATH").map(|path| ("LD_LIBRARY_PATH", path)))
        .env("LOG_FORMAT", "json")
        .current_dir(directory);
    command
}

/// A server that listens. Dropping it stops it.
#[derive(Debug)]
pub(crate) struct Docket {
    running: Running,
    log: Log,
    address: SocketAddr,
}

impl Docket {
    /// Starts the binary on a free port, and waits until it listens.
    pub(crate) fn start(
        binary: &Path,
        directory: &Path,
        settings: &[(&str, &str)],
    ) -> Outcome<Self> {
        Self::start_by(command(binary, directory), settings)
    }

    /// Starts it by this command, such as one that runs the binary for another program, on a free
    /// port, and waits until it listens.
    pub(crate) fn start_by(mut start: Command, settings: &[(&str, &str)]) -> Outcome<Self> {
        start
            .env("HOST", "127.0.0.1")
            .env("PORT", "0")
            .envs(settings.iter().copied())
            .stderr(Stdio::piped());
        let mut running = Running::start(&mut start, Signal::Terminate)?;
        let mut log = Log::of(&mut running)?;
        match log.await_address(&mut running, START_LIMIT) {
            Ok(address) => Ok(Self {
                running,
                log,
                address,
            }),
            Err(failure) => {
                log.show();
                Err(failure)
            }
        }
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The number of its process.
    pub(crate) fn process(&self) -> u32 {
        self.running.id()
    }

    /// Its process.
    pub(crate) const fn running(&mut self) -> &mut Running {
        &mut self.running
    }

    /// What it has said.
    pub(crate) const fn log(&mut self) -> &mut Log {
        &mut self.log
    }

    /// Waits until it says that requests are welcome.
    pub(crate) fn await_ready(&self, limit: Duration) -> Outcome {
        poll::until(limit, "the server to be ready", || {
            let answer = self.connect()?.get("/health/ready")?;
            Ok((answer.status == 200).then_some(()))
        })
    }

    /// A new connection to it.
    pub(crate) fn connect(&self) -> Outcome<Client> {
        Client::connect(self.address)
    }
}
