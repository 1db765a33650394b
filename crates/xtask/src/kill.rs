//! `cargo xtask kill`: the server is killed at random moments while tasks are created, and started
//! again; in the end everything that was acknowledged must be there, once and whole.
//!
//! In turn with it the database server is killed: of PostgreSQL all processes but the first, or one
//! of those that serve clients, from which it recovers by itself; MariaDB's only process, which is
//! then started again.

use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::crew::{self, Crew, End, Ledger, Verdict};
use crate::database::{Database, Engine};
use crate::docket::{self, Docket};
use crate::failure::{Failure, Outcome};
use crate::process::Signal;
use crate::random::{self, Random};
use crate::scratch::{Scratch, random_hex};
use crate::servers::Server;
use crate::{poll, report, sqlite_file};

/// How often something is killed, unless `--kills` says otherwise.
const KILLS: u32 = 20;

/// How many milliseconds there are from when the server is ready to when it is killed.
const MOMENTS: (u32, u32) = (20, 500);

/// Among how many processes that serve clients one is chosen.
const BACKENDS: u32 = 8;

/// How long anything may take to come back, or to end.
const LIMIT: Duration = Duration::from_secs(30);

/// How often something was killed.
#[derive(Debug, Default)]
struct Kills {
    server: usize,
    /// All of the database server.
    database: usize,
    /// One process of it that served a client.
    one_of_it: usize,
}

/// What was seen on one engine.
struct Seen {
    ledger: Ledger,
    verdict: Verdict,
    kills: Kills,
    slowest_start: Duration,
}

/// Runs it on the engines that are named, or on SQLite and PostgreSQL.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let arguments = Arguments::parse(arguments, &["--kills", "--seed"])?;
    let kills = arguments.number("--kills").unwrap_or(KILLS);
    let seed = arguments
        .number("--seed")
        .map_or_else(random::fresh_seed, Ok)?;
    let engines = arguments.engines_or(&[Engine::Sqlite, Engine::Postgres]);
    let binary = docket::build_for(&engines)?;
    for engine in engines {
        report::say(format_args!(
            "{}: {kills} kills, --seed {seed}",
            engine.name()
        ));
        let mut random = Random::from_seed(seed);
        let found = on(engine, &binary, kills, &mut random)?;
        report::print(table(engine, seed, &found));
        found.check()?;
    }
    Ok(())
}

/// Kills the database server, or every second time one of the processes that serve clients, if it
/// has such.
fn befall(database: &mut Server, number: u32, random: &mut Random, killed: &mut Kills) -> Outcome {
    let chosen = random.below(BACKENDS) as usize;
    if number % 4 == 3 && database.kill_one(chosen)? {
        killed.one_of_it += 1;
        return Ok(());
    }
    killed.database += 1;
    database.crash()
}

/// Kills on one engine, and looks at what is left.
fn on(engine: Engine, binary: &Path, kills: u32, random: &mut Random) -> Outcome<Seen> {
    // Declared before the servers, hence removed after they have stopped.
    let scratch = Scratch::new("kill")?;
    let mut database = Database::durable(engine, &scratch)?;
    let url = database.url().to_owned();
    let secret = [random_hex()?, random_hex()?].concat();
    let settings = [
        ("DATABASE_URL", url.as_str()),
        ("SECRET_KEY", secret.as_str()),
        ("BCRYPT_COST", "4"),
        ("RATE_LIMIT", "off"),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "600"),
    ];
    let start = || Docket::start(binary, scratch.path(), &settings);
    let mut server = start()?;
    let tokens = crew::accounts(&server)?;
    let crew = Crew::start(server.address(), &tokens, None)?;
    let mut killed = Kills::default();
    let mut slowest_start = Duration::ZERO;
    for number in 0..kills {
        let moment = random.between(MOMENTS.0, MOMENTS.1);
        poll::let_pass(Duration::from_millis(moment.into()))?;
        let begun = match database.server() {
            Some(database) if number % 2 == 1 => {
                let begun = Instant::now();
                befall(database, number, random, &mut killed)?;
                begun
            }
            _ => {
                crew.server_goes();
                server.running().signal(Signal::Kill);
                server.running().wait(LIMIT)?;
                killed.server += 1;
                let begun = Instant::now();
                server = start()?;
                crew.server_is_at(server.address());
                begun
            }
        };
        server.await_ready(LIMIT)?;
        slowest_start = slowest_start.max(begun.elapsed());
    }
    let ledger = crew.finish()?;
    let tasks = crew::everything(&server, &tokens)?;
    server.running().signal(Signal::Terminate);
    Failure::unless_success(server.running().wait(LIMIT)?)?;
    if engine == Engine::Sqlite {
        sqlite_file::check(scratch.path())?;
    }
    // What was damaged would keep it from starting, or from answering.
    start()?.await_ready(LIMIT)?;
    Ok(Seen {
        verdict: crew::judge(&ledger.writes, &tasks),
        ledger,
        kills: killed,
        slowest_start,
    })
}

impl Seen {
    /// Fails if anything was not as promised.
    fn check(&self) -> Outcome {
        self.verdict.check()?;
        let wrong = self.ledger.wrong();
        if !wrong.is_empty() {
            return Err(Failure::because(format!("wrong answers: {wrong}")));
        }
        // Each kill of the server cuts each writer off once; that of a database nobody.
        let broken = self.ledger.count(&End::Broken);
        if broken > self.kills.server * crew::WRITERS as usize {
            return Err(Failure::because(format!(
                "{broken} connections were broken, more than were killed"
            )));
        }
        Ok(())
    }
}

/// What was found, in Markdown.
fn table(engine: Engine, seed: u32, found: &Seen) -> String {
    let ledger = &found.ledger;
    format!(
        "\n{}, --seed {seed}\n\n\
         | | |\n|---|---|\n\
         | kills of the server; of the database; of one of its processes | {}; {}; {} |\n\
         | writes acknowledged | {} |\n\
         | lost; doubled; damaged | {}; {}; {} |\n\
         | answers 503; broken connections; others | {}; {}; {} |\n\
         | repeats that found their task created | {} |\n\
         | slowest from start to ready, ms | {} |\n\
         | slowest answer, ms | {} |\n",
        engine.name(),
        found.kills.server,
        found.kills.database,
        found.kills.one_of_it,
        found.verdict.acknowledged,
        found.verdict.lost,
        found.verdict.doubled,
        found.verdict.damaged,
        ledger.count(&End::Unavailable),
        ledger.count(&End::Broken),
        ledger.wrong(),
        ledger.replayed,
        found.slowest_start.as_millis(),
        ledger.slowest().as_millis(),
    )
}
