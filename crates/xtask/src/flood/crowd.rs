//! The crowd: many who log in at once, again as soon as they are answered.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use super::joined;
use crate::docket::Client;
use crate::failure::{Failure, Outcome};

/// How much stack a thread gets that does no more than wait for answers.
const STACK: usize = 256 * 1024;

/// Many who log in.
pub(super) struct Crowd {
    is_over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<Outcome<Answered>>>,
}

/// How often each status was answered.
#[derive(Debug, Default)]
pub(super) struct Answered(BTreeMap<u16, u32>);

impl Crowd {
    /// So many begin to log in, each under a name of their own that nobody has.
    pub(super) fn start(address: SocketAddr, count: u32) -> Outcome<Self> {
        let is_over = Arc::new(AtomicBool::new(false));
        let threads = (0..count)
            .map(|number| {
                let is_over = Arc::clone(&is_over);
                thread::Builder::new()
                    .stack_size(STACK)
                    .spawn(move || log_in_again_and_again(address, number, &is_over))
                    .map_err(Failure::while_doing("starting a thread"))
            })
            .collect::<Outcome<_>>()?;
        Ok(Self { is_over, threads })
    }

    /// They stop; answers what they were answered.
    pub(super) fn stop(self) -> Outcome<Answered> {
        self.is_over.store(true, Ordering::Relaxed);
        let mut all = Answered::default();
        for thread in self.threads {
            for (status, count) in joined(thread.join())?.0 {
                *all.0.entry(status).or_default() += count;
            }
        }
        Ok(all)
    }
}

fn log_in_again_and_again(
    address: SocketAddr,
    number: u32,
    is_over: &AtomicBool,
) -> Outcome<Answered> {
    let mut client = Client::connect(address)?;
    let mut answered = Answered::default();
    for attempt in 0.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let body = format!(r#"{{"username":"user-{number}","password":"guess {attempt}"}}"#);
        let answer = client.send("POST", "/auth/login", &body)?;
        *answered.0.entry(answer.status).or_default() += 1;
        if answer.header("connection") == Some("close") {
            client = Client::connect(address)?;
        }
    }
    Ok(answered)
}

impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self
            .0
            .iter()
            .map(|(status, count)| format!("{count} × {status}"));
        f.write_str(&counts.collect::<Vec<_>>().join(", "))
    }
}
