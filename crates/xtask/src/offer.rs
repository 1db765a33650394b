//! Requests on many connections: as fast as they are answered, or at a rate that does not care
//! whether they are.
//!
//! Each connection has a thread. At a rate, each request has an instant at which it is due, and the
//! first thread that is free sends it then; so the rate is kept as long as there are more
//! connections than requests under way.

mod histogram;
mod tally;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::docket::{Answer, Client};
use crate::failure::{Failure, Outcome};
use crate::{keeper, poll};
pub(crate) use tally::Tally;

/// How much stack a thread gets that does no more than wait for answers.
const STACK: usize = 256 * 1024;

/// For how long a thread rests at most before it looks whether it is over.
const REST: Duration = Duration::from_millis(100);

/// Someone who sends requests.
pub(crate) trait Caller: Send + 'static {
    /// Sends one request, and waits for its answer.
    fn ask(&mut self, client: &mut Client) -> io::Result<Answer>;
}

/// Callers at work.
#[derive(Debug)]
pub(crate) struct Offer {
    pace: Arc<Pace>,
    threads: Vec<JoinHandle<Outcome<Tally>>>,
}

/// When requests are due.
#[derive(Debug)]
struct Pace {
    begun: Instant,
    /// Requests in a second; if absent, as many as are answered.
    rate: Option<f64>,
    sent: AtomicU32,
    is_over: AtomicBool,
}

impl Offer {
    /// All callers connect, and begin.
    pub(crate) fn start(
        server: SocketAddr,
        rate: Option<f64>,
        callers: Vec<impl Caller>,
    ) -> Outcome<Self> {
        let clients = callers
            .into_iter()
            .map(|caller| Ok((caller, connect(server)?)))
            .collect::<Outcome<Vec<_>>>()?;
        let pace = Arc::new(Pace {
            begun: Instant::now(),
            rate,
            sent: AtomicU32::new(0),
            is_over: AtomicBool::new(false),
        });
        let threads = clients
            .into_iter()
            .map(|(caller, client)| {
                let pace = Arc::clone(&pace);
                thread::Builder::new()
                    .stack_size(STACK)
                    .spawn(move || work(server, caller, client, &pace))
                    .map_err(Failure::while_doing("starting a thread"))
            })
            .collect::<Outcome<_>>()?;
        Ok(Self { pace, threads })
    }

    /// Lets so much time pass, has the last requests answered, and says what came of them all.
    pub(crate) fn finish_after(self, time: Duration) -> Outcome<Tally> {
        let passed = poll::let_pass(time);
        self.pace.is_over.store(true, Ordering::Relaxed);
        let took = self.pace.begun.elapsed();
        let mut all = Tally::default();
        for thread in self.threads {
            let tally = thread.join();
            all.add(&tally.unwrap_or_else(|_| Err(Failure::because("a thread panicked")))?);
        }
        passed?;
        all.took = took;
        Ok(all)
    }
}

impl Pace {
    /// Waits until the next request is due; `false` when it is over.
    #[expect(
        clippy::disallowed_methods,
        reason = "nothing is awaited here: the pace is what is wanted"
    )]
    fn await_turn(&self) -> bool {
        let Some(rate) = self.rate else {
            return !self.is_over.load(Ordering::Relaxed);
        };
        let number = self.sent.fetch_add(1, Ordering::Relaxed);
        let due = self.begun + Duration::from_secs_f64(f64::from(number) / rate);
        loop {
            if self.is_over.load(Ordering::Relaxed) {
                return false;
            }
            let left = due.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            thread::sleep(left.min(REST));
        }
    }
}

fn work(
    server: SocketAddr,
    mut caller: impl Caller,
    mut client: Client,
    pace: &Pace,
) -> Outcome<Tally> {
    let mut tally = Tally::default();
    while pace.await_turn() {
        keeper::check()?;
        let sent = Instant::now();
        let answer = caller.ask(&mut client);
        let is_closed = answer.as_ref().map_or(true, Answer::is_last);
        tally.count(answer, sent.elapsed());
        if is_closed {
            client = connect(server)?;
        }
    }
    Ok(tally)
}

/// A connection that has been used: one on which nothing comes at first is soon closed.
fn connect(server: SocketAddr) -> Outcome<Client> {
    let mut client = Client::connect(server)?;
    client.get("/health/live")?.expect(200)?;
    Ok(client)
}
