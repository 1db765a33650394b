//! A server, as a process.

use std::net::{SocketAddr, TcpStream};
use std::thread;

use serde_json::Value;

use super::client::Client;
use super::process::{Process, TestSignal};
use super::report;
use super::wait::eventually;
use super::wire::Wire;

/// How many lines of its log a server adds to the report of a failed case.
const LINES: usize = 40;

/// A server that listens. When it is dropped it is told to end, and has to end well.
pub(crate) struct Server {
    process: Process,
    address: SocketAddr,
    is_to_end_well: bool,
}

impl Server {
    #[track_caller]
    pub(super) fn listening(process: Process) -> Self {
        let address = process.stderr.find(|line| {
            let event: Value = serde_json::from_str(line).ok()?;
            (event.get("message")? == "listening").then_some(())?;
            event.get("address")?.as_str()?.parse().ok()
        });
        let Some(address) = address else {
            panic!(
                "the server does not listen; it wrote:\n{}",
                process.stderr.so_far()
            );
        };
        Self {
            process,
            address,
            is_to_end_well: true,
        }
    }

    /// A server that listens at this address as soon as somebody does; `None` if it has ended,
    /// since someone else was there first.
    pub(super) fn listening_at(mut process: Process, address: SocketAddr) -> Option<Self> {
        let listens = eventually("somebody listens", || {
            let is_answered = TcpStream::connect(address).is_ok();
            if process.ended().is_some() {
                Some(false)
            } else {
                is_answered.then_some(true)
            }
        });
        listens.then_some(Self {
            process,
            address,
            is_to_end_well: true,
        })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// A client without a token.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// A connection to write to as one likes.
    pub(crate) fn wire(&self) -> Wire {
        Wire::connect(self.address)
    }

    /// A connection that takes little at once, and nothing that is not read.
    pub(crate) fn narrow_wire(&self) -> Wire {
        Wire::connect_narrowly(self.address)
    }

    /// Its log so far.
    pub(crate) fn log(&self) -> String {
        self.process.stderr.so_far()
    }

    /// The first line of its log, as soon as there is one, that holds all of these words.
    #[track_caller]
    pub(crate) fn log_line(&self, words: &[&str]) -> String {
        let has_all = |line: &str| words.iter().all(|word| line.contains(word));
        self.process
            .stderr
            .find(|line| has_all(line).then(|| line.to_owned()))
            .unwrap_or_else(|| panic!("no line of the log has {words:?}"))
    }

    /// Waits until it is ready.
    #[track_caller]
    pub(crate) fn becomes_ready(&self) {
        let client = self.client();
        eventually("the server is ready", || {
            (client.ready().status == 200).then_some(())
        });
    }

    /// How many KiB of memory it holds.
    pub(crate) fn resident_memory(&self) -> u64 {
        self.process.resident_memory()
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: TestSignal) {
        self.process.signal(signal);
    }

    /// Waits until it has ended, and answers its exit code and its whole log.
    #[track_caller]
    pub(crate) fn ends(mut self) -> (Option<i32>, String) {
        let status = self.process.wait();
        (status.code(), self.process.stderr.all())
    }

    /// Tells it to end, and waits until it has.
    #[track_caller]
    pub(crate) fn stop(self) -> String {
        self.signal(TestSignal::Terminate);
        self.ends().1
    }

    /// Kills it: no time to finish anything.
    pub(crate) fn kill(mut self) {
        self.process.kill();
        self.is_to_end_well = false;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            let last = lines[lines.len().saturating_sub(LINES)..].join("\n");
            report::note(&format!("\nthe last lines of the server's log:\n{last}"));
            return;
        }
        if self.process.ended().is_none() {
            self.process.signal(TestSignal::Terminate);
        }
        let status = self.process.wait();
        assert!(
            status.success() || !self.is_to_end_well,
            "the server ended with {status}"
        );
    }
}
