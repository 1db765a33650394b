//! The proxy in front, with the file of the documentation.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use super::doors::Doors;
use super::site;
use crate::docket::Client;
use crate::failure::{Failure, Outcome};
use crate::poll;
use crate::process::{Running, Signal};

/// How long a proxy may take until it answers.
const START_LIMIT: Duration = Duration::from_secs(10);

/// Which proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// nginx.
    Nginx,
    /// Caddy.
    Caddy,
}

impl Kind {
    /// What a person calls it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "Caddy",
        }
    }

    /// For how many seconds an instance before it should go on when it is told to stop.
    pub(super) const fn delay(self) -> u32 {
        match self {
            // It asks for nobody's readiness, and finds out by itself who does not answer.
            Self::Nginx => 0,
            Self::Caddy => 3,
        }
    }
}

/// A proxy that answers. Dropping it stops it.
#[derive(Debug)]
pub(super) struct Front {
    address: SocketAddr,
    doors: Option<Doors>,
    _running: Running,
}

impl Front {
    /// Starts it before these instances.
    pub(super) fn start(
        kind: Kind,
        directory: &Path,
        instances: &[SocketAddr; 2],
    ) -> Outcome<Self> {
        let address = site::free_address()?;
        let (mut command, doors) = match kind {
            Kind::Nginx => {
                let (command, doors) = site::nginx(directory, address, instances)?;
                (command, Some(doors))
            }
            Kind::Caddy => (site::caddy(directory, address, instances)?, None),
        };
        let log = fs::File::create(directory.join("proxy.log"))
            .map_err(Failure::while_doing("making a log"))?;
        command.stdout(Stdio::null()).stderr(log);
        let mut running = Running::start(&mut command, Signal::Terminate)?;
        poll::until(
            START_LIMIT,
            format_args!("{} to answer", kind.name()),
            || {
                if running.ended()?.is_some() {
                    let log = fs::read_to_string(directory.join("proxy.log")).unwrap_or_default();
                    return Err(Failure::because(format!("{} ended:\n{log}", kind.name())));
                }
                let answer = Client::connect(address).and_then(|mut client| client.get("/version"));
                Ok(answer
                    .is_ok_and(|answer| answer.status == 200)
                    .then_some(()))
            },
        )?;
        Ok(Self {
            address,
            doors,
            _running: running,
        })
    }

    /// A new connection to it.
    pub(super) fn connect(&self) -> Outcome<Client> {
        Client::connect(self.address)
    }

    /// Where it listens.
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A URL on it.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Its doors for the world, if the file has them.
    pub(super) const fn doors(&self) -> Option<&Doors> {
        self.doors.as_ref()
    }
}
