//! A private server, from its first start to its end.

use std::fmt::Debug;
use std::io;
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use super::home::Home;
use super::{Crowd, free_port};
use crate::failure::{Failure, Outcome};
use crate::poll;
use crate::process::{Running, Signal};

/// How long a server may take to accept connections.
const START_LIMIT: Duration = Duration::from_mins(1);

/// How long a server may take to stop when it makes safe what was committed.
const STOP_LIMIT: Duration = Duration::from_mins(1);

/// How often to try another port when a server ends before it is ready: somebody else may have
/// taken the port in the moment between finding it free and using it.
const ATTEMPTS: usize = 3;

/// What a kind of server has to say of itself.
pub(crate) trait Engine: Debug {
    /// What a person calls it.
    fn name(&self) -> &'static str;

    /// The signal that ends it fastest without leaving anything behind.
    fn stop(&self) -> Signal;

    /// The signal by which it ends as soon as all that was committed is safe.
    fn stop_well(&self) -> Signal;

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

    /// Whether a process that the server has started serves a client, by its command line; never
    /// where clients are served by the server's only process.
    fn serves(&self, command_line: &str) -> bool;

    /// Ends the connections of all who are connected to the server.
    fn cut(&self, running: &Running) -> Outcome;

    /// Begins a connection, and answers whether the server has room for it.
    fn begin(&self, connection: &mut TcpStream) -> io::Result<bool>;

    /// What locks a table of the empty database against everybody else, for so many seconds.
    fn lock(&self, port: u16, table: &str, seconds: u64) -> Outcome<Command>;
}

/// A server that accepts connections, unless it was stopped. Dropping it stops it.
#[derive(Debug)]
pub(crate) struct Server {
    engine: Box<dyn Engine>,
    port: u16,
    url: String,
    empty_url: String,
    running: Running,
}

impl Server {
    /// Prepares and starts a server and waits until it accepts connections.
    pub(crate) fn start(engine: Box<dyn Engine>) -> Outcome<Self> {
        engine.prepare()?;
        for _ in 0..ATTEMPTS {
            let port = free_port()?;
            let mut running = Running::start(&mut engine.command(port)?, engine.stop())?;
            if is_up(engine.as_ref(), port, &mut running)? {
                return Ok(Self {
                    url: engine.url(port),
                    empty_url: engine.empty_url(port),
                    engine,
                    port,
                    running,
                });
            }
        }
        Err(engine.home().failed(engine.name()))
    }

    /// The URL of a database that is always there, with all rights.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The URL of a database with nothing in it.
    pub(crate) fn empty_url(&self) -> &str {
        &self.empty_url
    }

    /// Stops it, so that everything that was committed is there when it is started again.
    pub(crate) fn stop(&mut self) -> Outcome {
        self.running.signal(self.engine.stop_well());
        self.running.wait(STOP_LIMIT)?;
        Ok(())
    }

    /// Starts it again where it was, and waits until it accepts connections.
    pub(crate) fn start_again(&mut self) -> Outcome {
        let mut command = self.engine.command(self.port)?;
        self.running = Running::start(&mut command, self.engine.stop())?;
        if is_up(self.engine.as_ref(), self.port, &mut self.running)? {
            return Ok(());
        }
        Err(self.engine.home().failed(self.engine.name()))
    }

    /// Sends a signal to it and to all that it has started.
    pub(crate) fn signal(&self, signal: Signal) -> Outcome {
        self.running.signal(signal);
        self.running.signal_children(signal, |_| true)?;
        Ok(())
    }

    /// Kills all that it has started, from which it recovers by itself; where it is but one process,
    /// kills that and starts it again.
    pub(crate) fn crash(&mut self) -> Outcome {
        if self.running.signal_children(Signal::Kill, |_| true)? > 0 {
            return Ok(());
        }
        self.running.signal(Signal::Kill);
        self.running.wait(STOP_LIMIT)?;
        self.start_again()
    }

    /// Kills one of the processes that serve clients, the one at `chosen`; `false` if there is none.
    pub(crate) fn kill_one(&self, chosen: usize) -> Outcome<bool> {
        let serves = |line: &str| self.engine.serves(line);
        self.running.signal_child(Signal::Kill, chosen, serves)
    }

    /// Ends the connections of all who are connected to it.
    pub(crate) fn cut(&self) -> Outcome {
        self.engine.cut(&self.running)
    }

    /// Has all connections taken that it has, which are free again when the answer is dropped.
    pub(crate) fn crowd(&self) -> Outcome<Crowd> {
        Crowd::gather(self.port, |connection| self.engine.begin(connection))
    }

    /// Locks a table of the empty database against everybody else, for so many seconds.
    pub(crate) fn lock(&self, table: &str, seconds: u64) -> Outcome {
        let mut command = self.engine.lock(self.port, table, seconds)?;
        self.engine.home().run(&mut command)
    }
}

/// Waits until a server accepts connections, or until it has ended instead.
fn is_up(engine: &dyn Engine, port: u16, running: &mut Running) -> Outcome<bool> {
    let awaited = format!("{} to accept connections", engine.name());
    let answer = poll::until(START_LIMIT, awaited, || {
        if running.ended()?.is_some() {
            return Ok(Some(false));
        }
        Ok(engine.is_ready(port).then_some(true))
    });
    match answer {
        Err(Failure::Because(_)) => Err(engine.home().failed(engine.name())),
        other => other,
    }
}
