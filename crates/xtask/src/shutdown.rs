//! `cargo xtask shutdown`: the server is told to stop while it is read from and written to.
//!
//! Every request that was sent to its last byte before the listener closed must be answered,
//! readiness must be refused before that, the server must end well, and what it acknowledged must
//! be there when it is started again.

mod asker;
mod door;

use std::ffi::OsString;
use std::path::Path;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::crew::{self, Verdict, Write};
use crate::database::{Database, Engine};
use crate::docket::{self, Docket};
use crate::failure::{Failure, Outcome};
use crate::process::Signal;
use crate::random::{self, Random};
use crate::scratch::{Scratch, random_hex};
use crate::{poll, report};
use asker::{Asked, Asker};
use door::Door;

/// How often the server is stopped, unless `--rounds` says otherwise.
const ROUNDS: u32 = 10;

/// How many milliseconds there are from the first answer to the signal.
const MOMENTS: (u32, u32) = (50, 500);

/// How long the server may take to end: what `SHUTDOWN_TIMEOUT_SECONDS` is by default, and some.
const LIMIT: Duration = Duration::from_secs(31);

/// What was seen in all rounds.
#[derive(Debug, Default)]
struct Seen {
    answered: usize,
    unavailable: usize,
    cut: usize,
    wrong: Vec<String>,
    writes: Vec<Write>,
    slowest_end: Duration,
}

/// Stops the server again and again, and looks at what is left.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let arguments = Arguments::parse(arguments, &["--rounds", "--seed"])?;
    let engines = arguments.engines_or(&[Engine::Sqlite]);
    let rounds = arguments.number("--rounds").unwrap_or(ROUNDS);
    let seed = arguments
        .number("--seed")
        .map_or_else(random::fresh_seed, Ok)?;
    let binary = docket::build_for(&engines)?;
    for engine in engines {
        on(engine, &binary, rounds, seed)?;
    }
    Ok(())
}

/// All rounds on one engine.
fn on(engine: Engine, binary: &Path, rounds: u32, seed: u32) -> Outcome {
    report::say(format_args!(
        "{}: {rounds} rounds, --seed {seed}",
        engine.name()
    ));
    // Declared before the servers, hence removed after they have stopped.
    let scratch = Scratch::new("shutdown")?;
    let database = Database::durable(engine, &scratch)?;
    let secret = [random_hex()?, random_hex()?].concat();
    let start = || start(binary, scratch.path(), database.url(), &secret);
    let mut server = start()?;
    let tokens = crew::accounts(&server)?;
    let mut random = Random::from_seed(seed);
    let mut found = Seen::default();
    for round in 0..rounds {
        let moment = random.between(MOMENTS.0, MOMENTS.1);
        let moment = Duration::from_millis(moment.into());
        stop_under_load(&mut server, &tokens, round, moment, &mut found)?;
        server = start()?;
    }
    let tasks = crew::everything(&server, &tokens)?;
    let verdict = crew::judge(&found.writes, &tasks);
    report::print(table(engine, rounds, seed, &found, &verdict));
    verdict.check()?;
    found.check()
}

fn start(binary: &Path, directory: &Path, database: &str, secret: &str) -> Outcome<Docket> {
    let settings = [
        ("DATABASE_URL", database),
        ("SECRET_KEY", secret),
        ("BCRYPT_COST", "4"),
        ("RATE_LIMIT", "off"),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "600"),
    ];
    Docket::start(binary, directory, &settings)
}

/// One round: many ask, the server is told to stop, and ends.
fn stop_under_load(
    server: &mut Docket,
    tokens: &[String],
    round: u32,
    moment: Duration,
    found: &mut Seen,
) -> Outcome {
    let address = server.address();
    let (asked, all_asked) = mpsc::channel();
    let askers: Vec<_> = (0..)
        .zip(tokens)
        .map(|(number, token)| Asker::new(address, number, token.clone(), round))
        .map(|asker| spawn(asker, asked.clone()))
        .collect::<Outcome<_>>()?;
    drop(asked);
    let door = Arc::new(Mutex::new(Door::default()));
    let shared = Arc::clone(&door);
    let watcher = thread::spawn(move || door::watch(address, &shared));
    poll::until(LIMIT, "the first answer", || {
        let door = door.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(door.has_let_someone_in().then_some(()))
    })?;
    poll::let_pass(moment)?;
    let told = Instant::now();
    server.running().signal(Signal::Terminate);
    let status = server.running().wait(LIMIT)?;
    found.slowest_end = found.slowest_end.max(told.elapsed());
    Failure::unless_success(status)
        .map_err(|_| Failure::because(format!("after SIGTERM: {status}")))?;
    for thread in askers {
        thread
            .join()
            .map_err(|_| Failure::because("a thread panicked"))?;
    }
    watcher
        .join()
        .map_err(|_| Failure::because("a thread panicked"))?;
    let door = door.lock().unwrap_or_else(PoisonError::into_inner);
    door.check()?;
    for asked in all_asked {
        found.add(asked, &door);
    }
    Ok(())
}

fn spawn(asker: Asker, sender: Sender<Asked>) -> Outcome<thread::JoinHandle<()>> {
    thread::Builder::new()
        .spawn(move || asker.ask(&sender))
        .map_err(Failure::while_doing("starting a thread"))
}

impl Seen {
    /// Adds a request. One that was sent when the door was closing or closed may be cut off.
    fn add(&mut self, asked: Asked, door: &Door) {
        match asked.status {
            Some(200..=299) => self.answered += 1,
            Some(503) => self.unavailable += 1,
            Some(other) => self.wrong.push(other.to_string()),
            None if door.was_open_after(asked.sent) => self.cut += 1,
            None => {}
        }
        self.writes.extend(asked.write);
    }

    fn check(&self) -> Outcome {
        if self.cut > 0 {
            let cut = self.cut;
            return Err(Failure::because(format!("{cut} requests were cut off")));
        }
        if let Some(answer) = self.wrong.first() {
            return Err(Failure::because(format!("a request was answered {answer}")));
        }
        Ok(())
    }
}

/// What was found, in Markdown.
fn table(engine: Engine, rounds: u32, seed: u32, found: &Seen, verdict: &Verdict) -> String {
    format!(
        "\n{}, {rounds} rounds, --seed {seed}\n\n\
         | | |\n|---|---|\n\
         | requests answered well; 503; otherwise | {}; {}; {} |\n\
         | accepted, and cut off | {} |\n\
         | writes acknowledged | {} |\n\
         | lost; doubled; damaged | {}; {}; {} |\n\
         | slowest from SIGTERM to the end, ms | {} |\n",
        engine.name(),
        found.answered,
        found.unavailable,
        found.wrong.len(),
        found.cut,
        verdict.acknowledged,
        verdict.lost,
        verdict.doubled,
        verdict.damaged,
        found.slowest_end.as_millis(),
    )
}

#[cfg(test)]
mod tests {
    use super::{Asked, Door, Seen};
    use std::time::{Duration, Instant};

    fn found(status: Option<u16>, sent: Instant, door: &Door) -> Seen {
        let mut found = Seen::default();
        let asked = Asked {
            sent,
            status,
            is_last: true,
            write: None,
        };
        found.add(asked, door);
        found
    }

    #[test]
    fn a_request_that_is_cut_off_is_found_if_the_door_was_open_after_it_was_sent() {
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let door = Door::closed_after(now);
        let cut = found(None, now.checked_sub(second).unwrap_or(now), &door);
        assert_eq!(cut.cut, 1);
        assert!(cut.check().is_err());
        assert!(found(None, now + second, &door).check().is_ok());
    }

    #[test]
    fn only_success_and_503_are_right() {
        let now = Instant::now();
        let door = Door::closed_after(now);
        for (status, is_right) in [(200, true), (201, true), (503, true), (500, false)] {
            let found = found(Some(status), now, &door);
            assert_eq!(found.check().is_ok(), is_right, "{status}");
        }
    }
}
