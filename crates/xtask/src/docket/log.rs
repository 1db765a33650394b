//! What the server says while it runs.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use crate::failure::{Failure, Outcome};
use crate::process::Running;
use crate::{poll, report};

/// How long to wait for one more line before the log is shown.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// What is in the line that tells of a request; it is not kept.
const REQUEST: &str = r#""message":"answered""#;

/// The log of a server: lines of JSON on its standard error.
#[derive(Debug)]
pub(crate) struct Log {
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Log {
    /// Begins to read, in a thread of its own so that the server never waits for us.
    pub(crate) fn of(server: &mut Running) -> Outcome<Self> {
        let stderr =
            server.child().stderr.take().ok_or_else(|| {
                Failure::because("the server's standard error is not ours to read")
            })?;
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            // Nobody may be listening any more, and yet the pipe has to be emptied.
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                // Those of millions of requests would fill our memory.
                if !line.contains(REQUEST) {
                    let _ = sender.send(line);
                }
            }
        });
        Ok(Self {
            lines,
            seen: Vec::new(),
        })
    }

    /// Waits for the line that says where the server listens.
    pub(crate) fn await_address(
        &mut self,
        server: &mut Running,
        limit: Duration,
    ) -> Outcome<SocketAddr> {
        poll::until(limit, "the server to say where it listens", || {
            let known = self.seen.len();
            self.seen.extend(self.lines.try_iter());
            if let Some(address) = self.seen[known..].iter().find_map(|line| address(line)) {
                return Ok(Some(address));
            }
            match server.ended()? {
                None => Ok(None),
                Some(status) => Err(Failure::because(format!(
                    "the server ended before it listened: {status}"
                ))),
            }
        })
    }

    /// Shows everything that was said.
    pub(crate) fn show(&mut self) {
        self.show_those(|_| true);
    }

    /// Shows what was said of things that went wrong.
    pub(crate) fn show_errors(&mut self) {
        self.show_those(is_error);
    }

    fn show_those(&mut self, wanted: impl Fn(&str) -> bool) {
        // The last words, the most telling, may still be on their way.
        while let Ok(line) = self.lines.recv_timeout(LAST_WORDS) {
            self.seen.push(line);
        }
        for line in self.seen.iter().filter(|line| wanted(line)) {
            report::say(format_args!("the server said: {line}"));
        }
    }
}

/// The address in the line that says `listening`, wherever in the object it stands.
fn address(line: &str) -> Option<SocketAddr> {
    let line: String = line.split_whitespace().collect();
    if !line.contains(r#""message":"listening""#) {
        return None;
    }
    let (_, rest) = line.split_once(r#""address":""#)?;
    let (address, _) = rest.split_once('"')?;
    address.parse().ok()
}

/// Whether a line tells of an error.
fn is_error(line: &str) -> bool {
    let line: String = line.split_whitespace().collect();
    line.contains(r#""level":"ERROR""#)
}

#[cfg(test)]
mod tests {
    use super::{address, is_error};

    #[test]
    fn errors_are_told_from_the_rest() {
        assert!(is_error(r#"{"level": "ERROR", "message":"no database"}"#));
        assert!(!is_error(r#"{"level":"INFO","message":"ERROR"}"#));
    }

    #[test]
    fn the_address_is_found_wherever_it_stands() {
        let expected = "127.0.0.1:43211".parse().ok();
        assert_eq!(
            address(r#"{"level":"INFO","message":"listening","address":"127.0.0.1:43211"}"#),
            expected
        );
        assert_eq!(
            address(
                r#"{"fields": {"address": "127.0.0.1:43211", "message": "listening"}, "target": "docket"}"#
            ),
            expected
        );
    }

    #[test]
    fn other_lines_have_none() {
        assert_eq!(address("listening on 127.0.0.1:1"), None);
        assert_eq!(
            address(r#"{"message":"connected","address":"127.0.0.1:5432"}"#),
            None
        );
        assert_eq!(address(r#"{"message":"listening","address":"soon"}"#), None);
    }
}
