//! `cargo xtask proxies`: two instances on one database, behind nginx and behind Caddy.
//!
//! The proxies run with the very files of `docs/operations`, with nothing but addresses and paths
//! replaced. What clients are promised must hold through them as it does without them, and while
//! one instance after the other is stopped and started again.

mod address;
mod answers;
mod curl;
mod doors;
mod fleet;
mod front;
mod load;
mod refusals;
mod rolling;
mod sharing;
mod site;

use std::ffi::OsString;
use std::fmt::Write as _;

use crate::arguments::Arguments;
use crate::database::{Database, Engine};
use crate::docket::{self, Profile};
use crate::failure::{Failure, Outcome};
use crate::report;
use crate::scratch::Scratch;
use crate::setup::{self, Need};
use fleet::Fleet;
use front::{Front, Kind};
use rolling::Rolled;

/// How often each instance is stopped and started again, unless `--rounds` says otherwise.
const ROUNDS: u32 = 2;

/// Tries each proxy in turn.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let arguments = Arguments::parse_options(arguments, &["--rounds"])?;
    let rounds = arguments.number("--rounds").unwrap_or(ROUNDS);
    setup::ensure(&[
        Need::PostgresServer,
        Need::MysqlClientLibrary,
        Need::Nginx,
        Need::Caddy,
        Need::Curl,
        Need::Openssl,
    ])?;
    let binary = docket::build(Profile::Debug)?;
    let mut told = String::from(HEAD);
    for kind in [Kind::Nginx, Kind::Caddy] {
        report::say(format_args!("behind {}", kind.name()));
        // Declared before the servers, hence removed after they have stopped.
        let scratch = Scratch::new("proxies")?;
        let database = Database::new(Engine::Postgres, &scratch)?;
        let mut fleet = Fleet::start(kind, &binary, scratch.path(), database.url())?;
        let front = Front::start(kind, scratch.path(), &fleet.addresses())?;
        let outcome = through(&front, &mut fleet, rounds);
        if outcome.is_err() {
            fleet.show_errors();
        }
        told += &row(kind, &outcome?)?;
    }
    report::print(told);
    Ok(())
}

/// Everything that is tried through one proxy.
fn through(front: &Front, fleet: &mut Fleet, rounds: u32) -> Outcome<Rolled> {
    sharing::try_it(front, fleet)?;
    address::try_it(front, fleet)?;
    refusals::try_it(front, fleet)?;
    answers::try_it(front, fleet)?;
    if let Some(doors) = front.doors() {
        doors.try_them()?;
    }
    rolling::try_it(front, fleet, rounds)
}

const HEAD: &str = "\n| behind | stops | reads | writes | failed | lost; doubled; damaged \
                    | slowest answer, ms |\n|---|---:|---:|---:|---:|---|---:|\n";

/// What was seen of one proxy, in Markdown.
fn row(kind: Kind, rolled: &Rolled) -> Outcome<String> {
    let mut row = String::new();
    writeln!(
        row,
        "| {} | {} | {} | {} | 0 | {}; {}; {} | {} |",
        kind.name(),
        rolled.stops,
        rolled.reads,
        rolled.writes,
        rolled.verdict.lost,
        rolled.verdict.doubled,
        rolled.verdict.damaged,
        rolled.slowest.as_millis(),
    )
    .map_err(|_| Failure::because("no room for a line"))?;
    Ok(row)
}

/// Says that something is seen to hold.
fn seen(what: &str) {
    report::say(format_args!("  {what}"));
}

/// Fails with these words unless it holds.
fn hold(holds: bool, or_else: impl FnOnce() -> String) -> Outcome {
    if holds {
        return Ok(());
    }
    Err(Failure::because(or_else()))
}
