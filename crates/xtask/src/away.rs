//! `cargo xtask away`: the database server goes away and comes back in several ways, or is kept from
//! the service by others, while tasks are created at a steady pace.
//!
//! Nobody may be told anything but success and 503 with `Retry-After`, nor wait for long, nor be
//! cut off; everything must work again soon after the database does; and what was acknowledged must
//! be there.

mod episode;

use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::crew::{self, Crew, End, Ledger, Verdict};
use crate::database::{Database, Engine};
use crate::docket::{self, Docket};
use crate::failure::{Failure, Outcome};
use crate::process::Signal;
use crate::scratch::{Scratch, random_hex};
use crate::servers::Server;
use crate::{poll, report};
use episode::{Episode, Fault, Measured};

/// From one task of a writer to the next: 200 in a second in all.
const PACE: Duration = Duration::from_millis(80);

/// For how long the database is away, and for how long it is there in between.
const TIME: Duration = Duration::from_secs(4);

/// How long the server may take to stop in the end.
const STOP_LIMIT: Duration = Duration::from_secs(31);

/// Runs it on the engines that are named, or on PostgreSQL.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let engines = Arguments::parse(arguments, &[])?.engines_or(&[Engine::Postgres]);
    if engines.contains(&Engine::Sqlite) {
        return Err(Failure::Usage("SQLite has no server".to_owned()));
    }
    let binary = docket::build_for(&engines)?;
    for engine in engines {
        on(engine, &binary)?;
    }
    Ok(())
}

/// All that can happen to one engine, one after the other.
fn on(engine: Engine, binary: &Path) -> Outcome {
    // Declared before the servers, hence removed after they have stopped.
    let scratch = Scratch::new("away")?;
    let mut database = Database::durable(engine, &scratch)?;
    let url = database.url().to_owned();
    let secret = [random_hex()?, random_hex()?].concat();
    let settings = [
        ("DATABASE_URL", url.as_str()),
        ("SECRET_KEY", secret.as_str()),
        ("BCRYPT_COST", "4"),
        ("RATE_LIMIT", "off"),
    ];
    let mut server = Docket::start(binary, scratch.path(), &settings)?;
    let tokens = crew::accounts(&server)?;
    let crew = Crew::start(server.address(), &tokens, Some(PACE))?;
    let mut episodes = Vec::new();
    if let Some(database) = database.server() {
        for fault in Fault::ALL {
            report::say(format_args!("{}: {}", engine.name(), fault.name()));
            poll::let_pass(TIME)?;
            episodes.push(befall(database, &mut server, fault)?);
        }
    }
    poll::let_pass(TIME)?;
    let ledger = crew.finish()?;
    let tasks = crew::everything(&server, &tokens)?;
    server.running().signal(Signal::Terminate);
    Failure::unless_success(server.running().wait(STOP_LIMIT)?)?;
    let verdict = crew::judge(&ledger.writes, &tasks);
    let measured: Vec<Measured> = episodes
        .iter()
        .map(|episode| episode.measure(&ledger.attempts))
        .collect();
    report::print(table(engine, &measured, &ledger, &verdict));
    check(&measured, &ledger, &verdict)
}

/// Lets a fault befall the database, and says when it began and when it was over.
fn befall(database: &mut Server, service: &mut Docket, fault: Fault) -> Outcome<Episode> {
    let began = Instant::now();
    let mut still = Duration::ZERO;
    match fault {
        Fault::Stopped => {
            database.stop()?;
            poll::let_pass(TIME)?;
            database.start_again()?;
        }
        Fault::Restarted => {
            database.stop()?;
            database.start_again()?;
        }
        Fault::Frozen => {
            database.signal(Signal::Freeze)?;
            let passed = poll::let_pass(TIME);
            // Also if nobody waits for it any more: what is frozen does not end.
            database.signal(Signal::Continue)?;
            passed?;
        }
        Fault::Cut => database.cut()?,
        Fault::Crowded => {
            // Or the service would be back before the others are in.
            service.running().signal(Signal::Freeze);
            let crowd = database.cut().and_then(|()| database.crowd());
            service.running().signal(Signal::Continue);
            still = began.elapsed();
            let _crowd = crowd?;
            poll::let_pass(TIME)?;
        }
        Fault::Locked => database.lock("tasks", TIME.as_secs())?,
    }
    Ok(Episode {
        fault,
        began,
        still,
        over: Instant::now(),
    })
}

/// Fails if anything was not as promised.
fn check(measured: &[Measured], ledger: &Ledger, verdict: &Verdict) -> Outcome {
    verdict.check()?;
    let wrong = ledger.wrong();
    if !wrong.is_empty() {
        return Err(Failure::because(format!("wrong answers: {wrong}")));
    }
    let broken = ledger.count(&End::Broken);
    if broken > 0 {
        return Err(Failure::because(format!("{broken} requests were cut off")));
    }
    measured.iter().try_for_each(Measured::check)
}

/// What was seen, in Markdown.
fn table(engine: Engine, measured: &[Measured], ledger: &Ledger, verdict: &Verdict) -> String {
    let mut table = format!(
        "\n{}: {verdict}; cut off: {}; other answers: {}\n\n\
         | the database server | answers 201; 503 | slowest answer, ms | works again after, ms |\n\
         |---|---|---|---|\n",
        engine.name(),
        ledger.count(&End::Broken),
        ledger.wrong(),
    );
    for row in measured {
        table.push_str(&row.to_string());
    }
    table
}
