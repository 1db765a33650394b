//! What is aimed at, and whether it was reached.

use std::fmt::Write as _;

use super::row::{Row, Subject, levels};
use super::sample::median;
use super::table::{Measured, figure};
use crate::database::Engine;

/// The most memory that the server may have after all, in KiB.
const MEMORY_KIB: u64 = 64 * 1024;

/// How many times the median latency that of the slowest hundredth may be.
const TAIL: f64 = 8.0;

/// How long a start may take, in milliseconds.
const START_MS: f64 = 50.0;

/// One target, what was seen, and whether that is good enough, if anything was seen.
struct Target {
    what: String,
    seen: String,
    is_reached: Option<bool>,
}

/// One line for each target.
pub(super) fn table(measured: &Measured<'_>) -> String {
    let mut table = format!(
        "\n| {}: target | seen | reached |\n|---|---:|---|\n",
        measured.engine.name()
    );
    for target in all(measured) {
        let reached = match target.is_reached {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not measured",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {} | {} | {reached} |", target.what, target.seen);
    }
    table
}

fn all(measured: &Measured<'_>) -> Vec<Target> {
    let crowd = levels(measured.engine)[1];
    let mut targets = match measured.engine {
        Engine::Sqlite => vec![
            ratio(measured, "read one of 1000", "the fixed body", 0.60),
            ratio(measured, "list 10 of 1000", "the fixed body", 0.40),
            ratio(measured, "create", "the echo", 0.35),
            commits(measured, crowd),
            alone(measured),
        ],
        Engine::Postgres | Engine::Mysql => ["read one of 1000", "create"]
            .map(|name| ratio(measured, name, "1/(1/framework + 1/pgbench)", 0.55))
            .into(),
    };
    targets.push(tail(measured, crowd));
    let [resident, peak] = measured.memory;
    let mib = |kib: Option<u64>| kib.map_or(String::new(), |kib| kib.div_ceil(1024).to_string());
    targets.push(Target {
        what: "memory after all < 64 MiB (and at its peak)".to_owned(),
        seen: format!("{} ({})", mib(resident), mib(peak)),
        is_reached: resident.map(|kib| kib < MEMORY_KIB),
    });
    targets.push(Target {
        what: format!("start to first answer < {START_MS} ms"),
        seen: figure(measured.start_ms, 1),
        is_reached: measured.start_ms.map(|ms| ms < START_MS),
    });
    targets
}

/// A request against its limit, at the number of connections that the targets are set at.
fn ratio(measured: &Measured<'_>, name: &str, limit: &str, least: f64) -> Target {
    let crowd = levels(measured.engine)[1];
    let row = find(measured, |row| row.name == name, crowd);
    at_least(
        format!("{name}, {crowd} connections ≥ {least:.2} of {limit}"),
        row.and_then(|row| row.ratio(&measured.rows)),
        least,
    )
}

/// Creating against one commit for each task, by one thread.
fn commits(measured: &Measured<'_>, crowd: u16) -> Target {
    const LEAST: f64 = 5.0;
    let create = find(measured, |row| row.name == "create", crowd);
    let commits = find(
        measured,
        |row| matches!(row.subject, Subject::Commits(1)),
        1,
    );
    let ratio = create.zip(commits).and_then(|(create, commits)| {
        let rounds = create.samples.iter().zip(&commits.samples);
        median(rounds.map(|(create, commit)| create.rate / commit.rate))
    });
    let what = format!("create, {crowd} connections ≥ {LEAST} times one commit for each");
    at_least(what, ratio, LEAST)
}

/// Creating on one connection against a commit and a request, one after the other.
fn alone(measured: &Measured<'_>) -> Target {
    const MOST: f64 = 1.3;
    let row = |name: &str| find(measured, |row| row.name == name, 1);
    let (create, echo) = (row("create"), row("framework: echo of `create`"));
    let commits = find(
        measured,
        |row| matches!(row.subject, Subject::Commits(1)),
        1,
    );
    let times = create
        .zip(echo)
        .zip(commits)
        .and_then(|((create, echo), commits)| {
            let rounds = create
                .samples
                .iter()
                .zip(&echo.samples)
                .zip(&commits.samples);
            median(rounds.map(|((create, echo), commit)| {
                (1.0 / create.rate) / (1.0 / echo.rate + 1.0 / commit.rate)
            }))
        });
    Target {
        what: format!("create, 1 connection: time ≤ {MOST} times a commit and an echo"),
        seen: figure(times, 2),
        is_reached: times.map(|times| times <= MOST),
    }
}

/// The longest tail of all requests but those that are many in one.
fn tail(measured: &Measured<'_>, crowd: u16) -> Target {
    let tails = measured.rows.iter().filter_map(|row| match row.subject {
        Subject::Docket(load) if row.connections == crowd && load.name != "create 100 at once" => {
            let tail = row.median(|sample| Some(sample.p99? / sample.p50?))?;
            Some((tail, load.name))
        }
        _ => None,
    });
    let longest = tails.max_by(|one, other| one.0.total_cmp(&other.0));
    Target {
        what: format!("p99 at {crowd} connections < {TAIL} times the median"),
        seen: longest.map_or(String::new(), |(tail, name)| format!("{tail:.1} ({name})")),
        is_reached: longest.map(|(tail, _)| tail < TAIL),
    }
}

fn at_least(what: String, ratio: Option<f64>, least: f64) -> Target {
    Target {
        what,
        seen: figure(ratio, 2),
        is_reached: ratio.map(|ratio| ratio >= least),
    }
}

/// The row of that kind at that number of connections.
fn find<'a>(
    measured: &'a Measured<'a>,
    is_it: impl Fn(&Row<'_>) -> bool,
    connections: u16,
) -> Option<&'a Row<'a>> {
    let mut rows = measured.rows.iter();
    rows.find(|row| row.connections == connections && is_it(row))
}
