//! `cargo xtask scale`: what requests cost with very many tasks, measured on the release binary
//! over HTTP, and for comparison with few.

mod fill;
mod measure;

use std::ffi::OsString;
use std::path::Path;
use std::time::Instant;

use crate::arguments::Arguments;
use crate::database::{Database, Engine};
use crate::docket::{self, Docket, Profile};
use crate::failure::Outcome;
use crate::report;
use crate::scratch::Scratch;
use crate::setup::{self, Need};
use measure::Row;

/// How many tasks there are, unless `--tasks` says otherwise.
const TASKS: u32 = 1_000_000;

/// How many of them belong to the one user who asks, unless `--owner-share` says otherwise.
const OWNER_SHARE: u32 = 100_000;

/// How many the user has who is alone in the database.
const FEW: u32 = 1000;

/// The server as it is by default, but with tokens that outlive the measurement, and without the
/// limits that it would exceed.
const SETTINGS: &[(&str, &str)] = &[
    ("BCRYPT_COST", "4"),
    ("ACCESS_TOKEN_EXPIRE_MINUTES", "600"),
    ("RATE_LIMIT", "off"),
];

/// Measures on the engines that are named, or on the two that the figures are kept of.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let arguments = Arguments::parse(arguments, &["--tasks", "--owner-share"])?;
    let all = arguments.number("--tasks").unwrap_or(TASKS);
    let share = arguments
        .number("--owner-share")
        .unwrap_or(OWNER_SHARE)
        .min(all);
    let engines = arguments.engines_or(&[Engine::Sqlite, Engine::Postgres]);
    let mut needs: Vec<Need> = engines.iter().filter_map(|engine| engine.need()).collect();
    let profile = if engines.contains(&Engine::Mysql) {
        needs.push(Need::MysqlClientLibrary);
        Profile::ReleaseWithMysql
    } else {
        Profile::Release
    };
    setup::ensure(&needs)?;
    let binary = docket::build(profile)?;
    for engine in engines {
        let few = on(engine, &binary, FEW, FEW)?;
        let many = on(engine, &binary, all, share)?;
        report::print(measure::table(
            engine.name(),
            [(FEW, FEW, &few), (share, all, &many)],
        ));
    }
    Ok(())
}

/// Fills an empty database, and measures.
fn on(engine: Engine, binary: &Path, all: u32, share: u32) -> Outcome<Vec<Row>> {
    // Declared before the servers, hence removed after they have stopped.
    let scratch = Scratch::new("scale")?;
    let database = Database::new(engine, &scratch)?;
    let mut settings = SETTINGS.to_vec();
    settings.push(("DATABASE_URL", database.url()));
    let server = Docket::start(binary, scratch.path(), &settings)?;
    let started = Instant::now();
    let mut owner = fill::fill(&server, all, share)?;
    report::say(format_args!(
        "{}: made {all} tasks in {} s",
        engine.name(),
        started.elapsed().as_secs()
    ));
    measure::all(&mut owner, share)
}
