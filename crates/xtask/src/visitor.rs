//! Someone who sends requests at a steady pace meanwhile, and notes what came of each.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::docket::{Answer, Client};
use crate::failure::{Failure, Outcome};
use crate::poll;

/// What a visitor wants.
pub(crate) trait Wish: Send + 'static {
    /// Sends one request, and waits for its answer.
    fn ask(&mut self, client: &mut Client) -> io::Result<Answer>;
}

/// To read the first page of tasks.
#[derive(Debug)]
pub(crate) struct FirstPage;

impl Wish for FirstPage {
    fn ask(&mut self, client: &mut Client) -> io::Result<Answer> {
        client.begin("GET", "/tasks?limit=10", None, "")?;
        client.answer()
    }
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    /// By success.
    Done,
    /// By 503, with `Retry-After`.
    Unavailable,
    /// By an answer that must not be, or by none.
    Wrong(String),
}

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) sent: Instant,
    pub(crate) ended: Instant,
    pub(crate) reply: Reply,
}

/// Someone who sends requests.
#[derive(Debug)]
pub(crate) struct Visitor<W> {
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<Outcome<(W, Vec<Visit>)>>,
}

impl<W: Wish> Visitor<W> {
    /// Begins to ask, with this access token, and waits so long from one request to the next.
    pub(crate) fn start(
        server: SocketAddr,
        token: &str,
        pace: Duration,
        mut wish: W,
    ) -> Outcome<Self> {
        let is_over = Arc::new(AtomicBool::new(false));
        let shared = Arc::clone(&is_over);
        let token = token.to_owned();
        let connect = move || {
            let mut client = Client::connect(server)?;
            client.use_token(&token);
            Outcome::Ok(client)
        };
        let mut client = connect()?;
        let visit = move || {
            let mut visits = Vec::new();
            while !shared.load(Ordering::Relaxed) {
                let sent = Instant::now();
                let answer = wish.ask(&mut client);
                let ended = Instant::now();
                if answer.as_ref().map_or(true, Answer::is_last) {
                    client = connect()?;
                }
                let reply = Reply::of(answer);
                visits.push(Visit { sent, ended, reply });
                poll::let_pass(pace.saturating_sub(sent.elapsed()))?;
            }
            Ok((wish, visits))
        };
        let thread = thread::Builder::new()
            .spawn(visit)
            .map_err(Failure::while_doing("starting a thread"))?;
        Ok(Self { is_over, thread })
    }

    /// Has the last request answered; answers what was wished for, and what came of it.
    pub(crate) fn finish(self) -> Outcome<(W, Vec<Visit>)> {
        self.is_over.store(true, Ordering::Relaxed);
        let outcome = self.thread.join();
        outcome.unwrap_or_else(|_| Err(Failure::because("a thread panicked")))
    }
}

impl Reply {
    fn of(answer: io::Result<Answer>) -> Self {
        match answer {
            Ok(answer) => match answer.status {
                200..=299 => Self::Done,
                503 if answer.header("retry-after").is_some() => Self::Unavailable,
                503 => Self::Wrong("503 without Retry-After".to_owned()),
                other => Self::Wrong(other.to_string()),
            },
            Err(error) => Self::Wrong(error.to_string()),
        }
    }
}

/// Fails if any request ended as none must.
pub(crate) fn check(visits: &[Visit]) -> Outcome {
    let mut wrong: BTreeMap<&str, usize> = BTreeMap::new();
    for visit in visits {
        if let Reply::Wrong(answer) = &visit.reply {
            *wrong.entry(answer).or_default() += 1;
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Failure::because(format!("wrong answers: {wrong:?}")))
}
