//! The server that is measured, from its start on.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::docket::{self, Client};
use crate::failure::{Failure, Outcome};
use crate::process::{Running, Signal};
use crate::{keeper, report, servers};

/// How long it may take until it answers.
const LIMIT: Duration = Duration::from_secs(30);

/// How long to rest between two questions: much shorter than what is measured.
const PAUSE: Duration = Duration::from_micros(200);

/// A server that answers. Dropping it stops it.
#[derive(Debug)]
pub(super) struct Served {
    running: Running,
    address: SocketAddr,
    took: Duration,
}

impl Served {
    /// Starts it, and waits until it has answered that it is well. What it logs at the level at
    /// which it is measured does not say where it listens, so it is told.
    pub(super) fn start(
        binary: &Path,
        directory: &Path,
        settings: &[(&str, &str)],
    ) -> Outcome<Self> {
        let log = directory.join("docket.log");
        let written = File::create(&log).map_err(Failure::while_doing("making a log"))?;
        let port = servers::free_port()?;
        let mut command = docket::command(binary, directory);
        command
            .env("HOST", "127.0.0.1")
            .env("PORT", port.to_string())
            .envs(settings.iter().copied())
            .stderr(written);
        let outcome = Self::await_answer(&mut command, SocketAddr::from(([127, 0, 0, 1], port)));
        if outcome.is_err() {
            report::say(fs::read_to_string(&log).unwrap_or_default());
        }
        outcome
    }

    fn await_answer(command: &mut Command, address: SocketAddr) -> Outcome<Self> {
        let begun = Instant::now();
        let mut running = Running::start(command, Signal::Terminate)?;
        while !is_well(address) {
            keeper::check()?;
            if let Some(status) = running.ended()? {
                return Err(Failure::because(format!(
                    "the server ended before it answered: {status}"
                )));
            }
            if begun.elapsed() > LIMIT {
                return Err(Failure::because("the server does not answer"));
            }
            // Nobody unparks this thread, so this is a rest.
            thread::park_timeout(PAUSE);
        }
        Ok(Self {
            running,
            address,
            took: begun.elapsed(),
        })
    }

    /// Where it listens.
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The number of its process.
    pub(super) fn process(&self) -> u32 {
        self.running.id()
    }

    /// How long it took from its start to its first answer.
    pub(super) const fn took(&self) -> Duration {
        self.took
    }
}

fn is_well(address: SocketAddr) -> bool {
    Client::connect(address)
        .and_then(|mut client| client.get("/health"))
        .is_ok_and(|answer| answer.status == 200)
}
