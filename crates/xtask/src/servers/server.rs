//! A private server, from its first start to its end.

use std::process::Command;
use std::time::Duration;

use super::free_port;
use super::home::Home;
use crate::failure::{Failure, Outcome};
use crate::poll;
use crate::process::{Running, Signal};

/// How long a server may take to accept connections.
const START_LIMIT: Duration = Duration::from_mins(1);

/// How often to try another port when a server ends before it is ready: somebody else may have
/// taken the port in the moment between finding it free and using it.
const ATTEMPTS: usize = 3;

/// What a kind of server has to say of itself.
pub(crate) trait Engine {
    /// What a person calls it.
    const NAME: &'static str;

    /// The signal that ends it fastest without leaving anything behind.
    const STOP: Signal;

    /// Where it lives.
    fn home(&self) -> &Home;

    /// Makes its data directory.
    fn prepare(&self) -> Outcome;

    /// How it is started.
    fn command(&self, port: u16) -> Outcome<Command>;

    /// Whether it accepts connections.
    fn is_ready(&self, port: u16) -> bool;

    /// The URL of a database that is always there, with all rights.
    fn url(&self, port: u16) -> String;

    /// The URL of a database with nothing in it.
    fn empty_url(&self, port: u16) -> String;
}

/// A server that accepts connections. Dropping it stops it.
#[derive(Debug)]
pub(crate) struct Server {
    url: String,
    empty_url: String,
    /// Held for its end.
    _running: Running,
}

impl Server {
    /// Prepares and starts a server and waits until it accepts connections.
    pub(crate) fn start<E: Engine>(engine: &E) -> Outcome<Self> {
        engine.prepare()?;
        for _ in 0..ATTEMPTS {
            let port = free_port()?;
            let mut running = Running::start(&mut engine.command(port)?, E::STOP)?;
            if is_up(engine, port, &mut running)? {
                return Ok(Self {
                    url: engine.url(port),
                    empty_url: engine.empty_url(port),
                    _running: running,
                });
            }
        }
        Err(engine.home().failed(E::NAME))
    }

    /// The URL of a database that is always there, with all rights.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The URL of a database with nothing in it.
    pub(crate) fn empty_url(&self) -> &str {
        &self.empty_url
    }
}

/// Waits until a server accepts connections, or until it has ended instead.
fn is_up<E: Engine>(engine: &E, port: u16, running: &mut Running) -> Outcome<bool> {
    let awaited = format!("{} to accept connections", E::NAME);
    let answer = poll::until(START_LIMIT, awaited, || {
        if running.ended()?.is_some() {
            return Ok(Some(false));
        }
        Ok(engine.is_ready(port).then_some(true))
    });
    match answer {
        Err(Failure::Because(_)) => Err(engine.home().failed(E::NAME)),
        other => other,
    }
}
