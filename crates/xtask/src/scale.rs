//! `cargo xtask scale`: what requests cost with ever more tasks, measured on the release binary over
//! HTTP. The servers are all up at once, and are asked in turn, so that what else the machine does
//! bends the figures of all alike, and their ratios hardly.

mod fill;
mod measure;
mod stage;
mod table;

use std::ffi::OsString;

use crate::arguments::Arguments;
use crate::database::Engine;
use crate::docket;
use crate::failure::Outcome;
use crate::report;
use stage::Stage;

/// How many tasks there are in the largest database, unless `--tasks` says otherwise.
const TASKS: u32 = 1_000_000;

/// By how many times the others are smaller than the largest.
const SMALLER: [u32; 2] = [1000, 10];

/// Measures on the engines that are named, or on the two that the figures are kept of.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let arguments = Arguments::parse(arguments, &["--tasks"])?;
    let largest = arguments.number("--tasks").unwrap_or(TASKS);
    let engines = arguments.engines_or(&[Engine::Sqlite, Engine::Postgres]);
    let binary = docket::build_for(&engines)?;
    for engine in engines {
        // The largest first: its connections wait for as short as possible.
        let mut stages = vec![Stage::set(engine, &binary, largest)?];
        for smaller in SMALLER.into_iter().rev() {
            stages.push(Stage::set(engine, &binary, (largest / smaller).max(10))?);
        }
        stages.reverse();
        let rows = measure::all(&mut stages)?;
        let sizes: Vec<u32> = stages.iter().map(Stage::tasks).collect();
        report::print(table::of_rows(engine.name(), &sizes, &rows));
        report::print(table::of_targets(engine.name(), &rows));
    }
    Ok(())
}
