//! curl, for what takes an address of one's own, or TLS.

use std::process::Command;

use crate::failure::Outcome;
use crate::process;

/// A client with an address of its own on loopback.
#[derive(Debug, Clone, Copy)]
pub(super) struct Curl<'a> {
    address: &'a str,
}

impl<'a> Curl<'a> {
    /// One that asks from this address.
    pub(super) const fn at(address: &'a str) -> Self {
        Self { address }
    }

    /// Asks, with these further arguments; answers head and body.
    pub(super) fn ask(self, url: &str, arguments: &[&str]) -> Outcome<String> {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--include", "--max-time", "20"])
            // Neither the person's settings nor their proxies.
            .args(["--noproxy", "*", "--interface", self.address])
            .args(arguments)
            .arg(url);
        curl.env_remove("CURL_HOME").env("HOME", "/");
        process::output(&mut curl)
    }
}

/// Whether an answer has this status.
pub(super) fn has_status(answer: &str, status: u16) -> bool {
    let found = answer.split_whitespace().nth(1);
    found.is_some_and(|found| found == status.to_string())
}
