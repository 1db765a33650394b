//! `cargo xtask flood`: a crowd that logs in, and what is left of everything else meanwhile.
//!
//! Measured on the release binary over HTTP: how long one task takes to read while nobody logs in
//! and while many try to, what they are answered, and how much memory that takes. Once with the
//! limits that hold by default, and once without them, when hashing is all that stands in the way.

mod crowd;
mod reader;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use crate::arguments::Arguments;
use crate::docket::{self, Docket, Profile};
use crate::failure::{Failure, Outcome};
use crate::report;
use crate::scratch::Scratch;
use crate::vitals;
use crowd::{Answered, Crowd};
use reader::Latencies;

/// How many log in at once, unless `--logins` says otherwise.
const LOGINS: u32 = 400;

/// For how many seconds, unless `--seconds` says otherwise.
const SECONDS: u32 = 20;

/// The user who reads.
const PASSWORD: &str = "correct horse battery";

/// What was measured of one server.
struct Measured {
    limits: &'static str,
    idle: Latencies,
    flooded: Latencies,
    answered: Answered,
    grown_kib: Option<u64>,
}

/// Measures with and without limits.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let arguments = Arguments::parse_options(arguments, &["--logins", "--seconds"])?;
    let logins = arguments.number("--logins").unwrap_or(LOGINS);
    let seconds = arguments.number("--seconds").unwrap_or(SECONDS);
    let duration = Duration::from_secs(seconds.into());
    let binary = docket::build(Profile::Release)?;
    let mut rows = Vec::new();
    for limits in ["on", "off"] {
        rows.push(measure(&binary, limits, logins, duration)?);
    }
    report::print(table(logins, seconds, &rows));
    Ok(())
}

fn measure(
    binary: &Path,
    limits: &'static str,
    logins: u32,
    duration: Duration,
) -> Outcome<Measured> {
    let scratch = Scratch::new("flood")?;
    let server = Docket::start(binary, scratch.path(), &[("RATE_LIMIT", limits)])?;
    let mut owner = server.connect()?;
    owner.register("ada", PASSWORD)?;
    let task = owner.send("POST", "/tasks", r#"{"title":"Learn diesel"}"#)?;
    task.expect(201)?;
    report::say(format_args!(
        "limits {limits}: reading while nobody logs in"
    ));
    reader::read(&mut owner, Duration::from_secs(2))?;
    let idle = reader::read(&mut owner, duration)?;
    let before = vitals::memory_kib(server.process(), "VmRSS:");
    report::say(format_args!(
        "limits {limits}: reading while {logins} log in"
    ));
    let crowd = Crowd::start(server.address(), logins)?;
    let flooded = reader::read(&mut owner, duration);
    let answered = crowd.stop()?;
    let peak = vitals::memory_kib(server.process(), "VmHWM:");
    Ok(Measured {
        limits,
        idle,
        flooded: flooded?,
        answered,
        grown_kib: peak
            .zip(before)
            .map(|(peak, before)| peak.saturating_sub(before)),
    })
}

/// The figures beside each other, in Markdown.
fn table(logins: u32, seconds: u32, rows: &[Measured]) -> String {
    let mut table = format!(
        "\n{logins} logins at once for {seconds} s\n\n\
         | limits | idle p50; p99 ms | flooded p50; p99 ms | p99 ratio | logins answered | memory + |\n\
         |---|---|---|---|---|---|\n"
    );
    for row in rows {
        let ratio = row.flooded.p99.as_secs_f64() / row.idle.p99.as_secs_f64();
        let grown = row.grown_kib.map_or("unknown".to_owned(), |kib| {
            format!("{} MiB", kib.div_ceil(1024))
        });
        let _ = writeln!(
            table,
            "| {} | {} | {} | {ratio:.1} | {} | {grown} |",
            row.limits, row.idle, row.flooded, row.answered
        );
    }
    table
}

/// Fails if a thread of ours panicked.
fn joined<T>(outcome: std::thread::Result<Outcome<T>>) -> Outcome<T> {
    outcome.unwrap_or_else(|_| Err(Failure::because("a thread panicked")))
}
