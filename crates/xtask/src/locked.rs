//! `cargo xtask locked`: another process writes to SQLite's file for some seconds, or reads from it,
//! while tasks are created and read.
//!
//! Nobody may be told anything but success and 503 with `Retry-After`, nor wait for longer than the
//! service waits for the lock; readers may not notice; and everything must work again at once.

mod episode;
mod holder;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::crew::{self, Crew, Ledger, Verdict};
use crate::docket::{self, Docket, Profile};
use crate::failure::{Failure, Outcome};
use crate::process::Signal;
use crate::scratch::{Scratch, random_hex};
use crate::setup::{self, Need};
use crate::visitor::{self, FirstPage, Visitor};
use crate::{poll, report, sqlite_file, window};
use episode::{Episode, Fault, Measured};
use holder::Holder;

/// From one task of a writer to the next: 400 in a second in all.
const PACE: Duration = Duration::from_millis(40);

/// For how long nobody is in the way in between.
const TIME: Duration = Duration::from_secs(3);

/// How long the server may take to stop in the end.
const STOP_LIMIT: Duration = Duration::from_secs(31);

/// Has another process be in the way in several ways, and looks at what came of it.
pub(crate) fn run() -> Outcome {
    setup::ensure(&[Need::Sqlite3])?;
    let binary = docket::build(Profile::Release)?;
    let scratch = Scratch::new("locked")?;
    let secret = [random_hex()?, random_hex()?].concat();
    let settings = [
        ("SECRET_KEY", secret.as_str()),
        ("BCRYPT_COST", "4"),
        ("RATE_LIMIT", "off"),
    ];
    let mut server = Docket::start(&binary, scratch.path(), &settings)?;
    let tokens = crew::accounts(&server)?;
    let reader = Visitor::start(server.address(), &tokens[0], PACE, FirstPage)?;
    let crew = Crew::start(server.address(), &tokens, Some(PACE))?;
    poll::let_pass(TIME)?;
    let mut episodes = Vec::new();
    for fault in Fault::ALL {
        report::say(format_args!("another process {}", fault.name()));
        episodes.push((befall(scratch.path(), fault)?, Instant::now()));
    }
    let ledger = crew.finish()?;
    let (_, reads) = reader.finish()?;
    let writes = window::of_writers(&ledger.attempts);
    let verdict = crew::judge(&ledger.writes, &crew::everything(&server, &tokens)?);
    server.running().signal(Signal::Terminate);
    Failure::unless_success(server.running().wait(STOP_LIMIT)?)?;
    let measured: Vec<Measured> = episodes
        .iter()
        .map(|(episode, end)| episode.measure(*end, &writes, &reads))
        .collect();
    report::print(table(&measured, &ledger, &verdict));
    sqlite_file::check(scratch.path())?;
    verdict.check()?;
    visitor::check(&writes)?;
    visitor::check(&reads)?;
    measured.into_iter().try_for_each(Measured::check)
}

/// Lets another process be in the way for a while.
fn befall(directory: &Path, fault: Fault) -> Outcome<Episode> {
    let holder = Holder::begin(directory, fault.statements())?;
    let began = Instant::now();
    poll::let_pass(fault.time())?;
    holder.end()?;
    let over = Instant::now();
    let then = log_bytes(directory)?;
    poll::let_pass(TIME)?;
    Ok(Episode {
        fault,
        began,
        over,
        log: [then, log_bytes(directory)?],
    })
}

fn log_bytes(directory: &Path) -> Outcome<u64> {
    let log = fs::metadata(directory.join("docket.db-wal"));
    log.map(|log| log.len())
        .map_err(Failure::while_doing("looking at the log of SQLite"))
}

/// What was seen, in Markdown.
fn table(measured: &[Measured], ledger: &Ledger, verdict: &Verdict) -> String {
    let mut table = format!(
        "\nSQLite: {verdict}; other answers: {}\n\n\
         | another process | created; 503; slowest, ms | read; 503; slowest, ms \
         | works again after, ms | log then; {} s later, MiB |\n\
         |---|---|---|---|---|\n",
        ledger.wrong(),
        TIME.as_secs(),
    );
    for row in measured {
        table.push_str(&row.to_string());
    }
    table
}
