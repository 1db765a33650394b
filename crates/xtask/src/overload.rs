//! `cargo xtask overload`: ten times the load that the server can carry.
//!
//! First it is measured how many requests are answered in a second when they are sent as fast as
//! they are answered. Then ten times as many are sent, whether they are answered or not. What is
//! too much must be refused fast, by 503 with `Retry-After`; what is accepted must be answered
//! soon; memory must stay bounded; and afterwards everything must be as before.

mod heavy;

use std::ffi::OsString;
use std::fmt;
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::docket::{self, Docket, Profile};
use crate::failure::{Failure, Outcome};
use crate::offer::{Offer, Tally};
use crate::scratch::{Scratch, random_hex};
use crate::visitor::{self, FirstPage, Visitor};
use crate::window::{self, Came, Window};
use crate::{poll, report, tasks, vitals};
use heavy::{Heavy, Kind};

/// For how many seconds each load is measured, unless `--seconds` says otherwise.
const SECONDS: u32 = 10;

/// How many times what it can carry.
const TIMES: f64 = 10.0;

/// How many connections it takes to find out what it can carry.
const CLIENTS: usize = 32;

/// How many connections there are for what is too much: more than may wait inside of the server.
const CROWD: usize = 2500;

/// How many tasks the user has whose statistics are asked for.
const TASKS: u32 = 5000;

/// How many tasks can be made at once.
const MOST_AT_ONCE: u32 = 1000;

/// From one request to the next of someone who only wants to read a page.
const PACE: Duration = Duration::from_millis(20);

/// What is promised, on a machine whose cores the load generator shares: who waits is told after a
/// second; the rest is for the work itself, and for a machine that has other things to do.
const LIMITS: Limits = Limits {
    accepted_p99: Duration::from_secs(5),
    refused_p99: Duration::from_secs(5),
    share_of_capacity: 0.3,
    memory_mib: 512,
};

/// What is promised under too much load.
struct Limits {
    accepted_p99: Duration,
    refused_p99: Duration,
    /// How much of what it can carry is still carried.
    share_of_capacity: f64,
    memory_mib: u64,
}

/// What was seen of one kind of request.
struct Seen {
    kind: Kind,
    /// As fast as they are answered, then too many, then as in the beginning.
    loads: [Tally; 3],
    /// The same times for someone who only wants to read a page.
    reads: [Came; 3],
    /// From the end of it to the last answer that was no success.
    recovery: Outcome<Duration>,
    /// The most memory that was taken, in MiB.
    memory: Option<u64>,
}

/// Overloads it with each kind of request.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let arguments = Arguments::parse_options(arguments, &["--seconds"])?;
    let seconds = arguments.number("--seconds").unwrap_or(SECONDS);
    let binary = docket::build(Profile::Release)?;
    let mut all = Vec::new();
    for kind in Kind::ALL {
        let scratch = Scratch::new("overload")?;
        let secret = [random_hex()?, random_hex()?].concat();
        let settings = [
            ("SECRET_KEY", secret.as_str()),
            ("BCRYPT_COST", "4"),
            ("RATE_LIMIT", "off"),
            ("ACCESS_TOKEN_EXPIRE_MINUTES", "600"),
        ];
        let server = Docket::start(&binary, scratch.path(), &settings)?;
        let seen = overload(&server, kind, Duration::from_secs(seconds.into()))?;
        report::print(&seen);
        all.push(seen);
    }
    all.into_iter().try_for_each(Seen::check)
}

/// Measures what it can carry, sends too much, and measures again.
fn overload(server: &Docket, kind: Kind, time: Duration) -> Outcome<Seen> {
    let mut owner = server.connect()?;
    let token = owner.register("ada", "correct horse battery")?.access;
    for first in (0..TASKS).step_by(MOST_AT_ONCE as usize) {
        let tasks = tasks::bulk(first, MOST_AT_ONCE);
        owner.send("POST", "/tasks/bulk", &tasks)?.expect(201)?;
    }
    let callers = |count| vec![Heavy::new(kind, &token); count];
    let reader = Visitor::start(server.address(), &token, PACE, FirstPage)?;
    let mut windows = Vec::new();
    let mut load = |name: &str, rate, count| {
        report::say(format_args!("{kind}: {name}"));
        let from = Instant::now();
        let tally = Offer::start(server.address(), rate, callers(count))?.finish_after(time)?;
        let until = Instant::now();
        windows.push(Window { from, until });
        Outcome::Ok(tally)
    };
    let before = load("what it can carry", None, CLIENTS)?;
    let rate = before.done_each_second() * TIMES;
    let during = load("ten times as much", Some(rate), CROWD)?;
    let over = Instant::now();
    let after = load("as in the beginning", None, CLIENTS)?;
    poll::pause();
    let (_, visits) = reader.finish()?;
    visitor::check(&visits)?;
    let [first, second, third] = windows[..] else {
        return Err(Failure::because("there were three loads"));
    };
    Ok(Seen {
        kind,
        loads: [before, during, after],
        reads: [first, second, third].map(|window| window.look_at(&visits)),
        recovery: window::recovery(over, &visits),
        memory: vitals::memory_kib(server.process(), "VmHWM:").map(|kib| kib.div_ceil(1024)),
    })
}

impl Seen {
    /// Fails if anything was not as promised.
    fn check(self) -> Outcome {
        let [before, during, after] = &self.loads;
        let carried = during.done_each_second() / before.done_each_second();
        let again = after.done_each_second() / before.done_each_second();
        let wrong: Vec<_> = self.loads.iter().flat_map(|tally| &tally.wrong).collect();
        let promises = [
            (wrong.is_empty(), format!("wrong answers: {wrong:?}")),
            (
                during.sent_each_second() >= before.done_each_second() * TIMES * 0.7,
                "the load generator did not keep up".to_owned(),
            ),
            (
                during.refused.count() > 0,
                "nobody was refused: it was not too much".to_owned(),
            ),
            (
                during.done.quantile(990) <= LIMITS.accepted_p99,
                "what was accepted took too long".to_owned(),
            ),
            (
                during.refused.quantile(990) <= LIMITS.refused_p99,
                "to be refused took too long".to_owned(),
            ),
            (
                carried >= LIMITS.share_of_capacity,
                format!("only {carried:.2} of what it can carry was carried"),
            ),
            (
                after.refused.count() == 0 && again >= LIMITS.share_of_capacity,
                "it did not become as before".to_owned(),
            ),
            (
                self.memory.is_none_or(|mib| mib <= LIMITS.memory_mib),
                "it took too much memory".to_owned(),
            ),
        ];
        for (is_kept, complaint) in promises {
            if !is_kept {
                return Err(Failure::because(format!("{}: {complaint}", self.kind)));
            }
        }
        self.recovery.map(|_| ())
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\n| {} | sent/s | done/s | p50; p99; max ms | 503 | p50; p99; max ms | others | first \
             page: done; 503; slowest, ms |\n|---|---|---|---|---|---|---|---|",
            self.kind
        )?;
        let names = ["what it can carry", "ten times as much", "afterwards"];
        for ((name, tally), reads) in names.iter().zip(&self.loads).zip(&self.reads) {
            writeln!(f, "| {name} | {tally} | {reads} |")?;
        }
        let mib = self
            .memory
            .map_or("unknown".to_owned(), |mib| mib.to_string());
        writeln!(f, "\nAt most {mib} MiB of memory.")
    }
}
