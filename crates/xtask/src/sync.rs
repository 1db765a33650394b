//! `cargo xtask sync`: shows that an acknowledgement follows the sync of the log.
//!
//! The server runs under strace while tasks are created, one at a time and many at once. What it
//! asked of the system is held against what it answered: before each 201, the commit that holds
//! its task must have been written to SQLite's write-ahead log, and the log synced after that.

mod judge;
mod line;

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::docket::{self, Docket, Profile};
use crate::failure::{Failure, Outcome};
use crate::process::Signal;
use crate::scratch::{Scratch, random_hex};
use crate::setup::{self, Need};
use crate::{keeper, poll, report};
use judge::Verdict;

/// How many create tasks at once, and how many tasks each.
const CROWDS: [(u32, u32); 2] = [(1, 200), (32, 25)];

/// How long the server may take to end, and its trace to be complete.
const LIMIT: Duration = Duration::from_secs(31);

/// How much is kept of what is written: more than a page.
const KEPT_BYTES: &str = "8192";

/// What is looked at.
const CALLS: &str = "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync";

/// Looks at each crowd.
pub(crate) fn run() -> Outcome {
    setup::ensure(&[Need::Strace])?;
    let binary = docket::build(Profile::Release)?;
    let mut columns = Vec::new();
    for (writers, tasks) in CROWDS {
        report::say(format_args!("{writers} at once, {tasks} tasks each"));
        columns.push((writers, trace(&binary, writers, tasks)?));
    }
    report::print(table(&columns));
    for (index, (_, verdict)) in columns.iter().enumerate() {
        let (writers, tasks) = CROWDS[index];
        verdict.check(writers * tasks)?;
    }
    Ok(())
}

/// Has so many create so many tasks each, and judges the trace.
fn trace(binary: &Path, writers: u32, tasks: u32) -> Outcome<Verdict> {
    let scratch = Scratch::new("sync")?;
    let trace = scratch.path().join("trace");
    let mut strace = docket::command(Path::new("strace"), scratch.path());
    strace
        // The server stays our own child, so that signals reach it.
        .args(["-D", "-f", "-q", "-y", "-s", KEPT_BYTES])
        .args(["-e", CALLS, "-e", "signal=none", "-o"])
        .arg(&trace)
        .arg(binary);
    let secret = [random_hex()?, random_hex()?].concat();
    let settings = [
        ("SECRET_KEY", secret.as_str()),
        ("BCRYPT_COST", "4"),
        ("RATE_LIMIT", "off"),
    ];
    let mut server = Docket::start_by(strace, &settings)?;
    create(&server, writers, tasks)?;
    let process = server.process().to_string();
    server.running().signal(Signal::Terminate);
    Failure::unless_success(server.running().wait(LIMIT)?)?;
    let read = || fs::read(&trace).map_err(Failure::while_doing("reading the trace"));
    let trace = poll::until(LIMIT, "the end of the trace", || {
        let trace = String::from_utf8_lossy(&read()?).into_owned();
        Ok(has_ended(&trace, &process).then_some(trace))
    })?;
    Ok(judge::judge(trace.lines().flat_map(line::read)))
}

/// Whether the trace tells that the process has ended well: the threads before it have, then. Short
/// numbers are followed by more than one blank.
fn has_ended(trace: &str, process: &str) -> bool {
    let told = |line: &str| {
        line.split_once(' ')
            .map(|(who, what)| (who == process, what.trim()))
            == Some((true, "+++ exited with 0 +++"))
    };
    trace.lines().any(told)
}

/// Each of so many creates so many tasks, whose titles bear marks that are found again.
fn create(server: &Docket, writers: u32, tasks: u32) -> Outcome {
    let mut owner = server.connect()?;
    let token = owner.register("ada", "correct horse battery")?.access;
    let threads: Vec<_> = (0..writers)
        .map(|writer| {
            let mut client = server.connect()?;
            client.use_token(&token);
            Ok(thread::spawn(move || {
                for serial in 0..tasks {
                    keeper::check()?;
                    let title = judge::mark(writer * tasks + serial);
                    let body = format!(r#"{{"title":"{title}"}}"#);
                    client.send("POST", "/tasks", &body)?.expect(201)?;
                }
                Ok(())
            }))
        })
        .collect::<Outcome<_>>()?;
    threads.into_iter().try_for_each(|thread| {
        let outcome = thread.join();
        outcome.unwrap_or_else(|_| Err(Failure::because("a thread panicked")))
    })
}

/// What was found, in Markdown.
fn table(columns: &[(u32, Verdict)]) -> String {
    let row = |name: &str, figure: &dyn Fn(&Verdict) -> String| {
        let cells: Vec<String> = columns.iter().map(|(_, seen)| figure(seen)).collect();
        format!("| {name} | {} |\n", cells.join(" | "))
    };
    let heads: Vec<String> = columns
        .iter()
        .map(|(writers, _)| format!("{writers} at once"))
        .collect();
    [
        format!("\n| SQLite | {} |\n", heads.join(" | ")),
        format!("|---|{}\n", "---|".repeat(columns.len())),
        row("acknowledged writes", &|seen| seen.acknowledged.to_string()),
        row("acknowledged before their sync", &|seen| {
            seen.too_early.to_string()
        }),
        row("syncs of the log", &|seen| seen.syncs.to_string()),
        row("writes for each sync", &|seen| {
            let syncs = seen.syncs.max(1);
            format!("{:.1}", f64::from(seen.acknowledged) / f64::from(syncs))
        }),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::has_ended;

    #[test]
    fn the_end_of_a_process_is_told_by_its_number_however_short_that_is() {
        let trace = "9374  +++ exited with 0 +++\n12345 +++ exited with 0 +++\n77 write(1)\n";
        assert!(has_ended(trace, "9374") && has_ended(trace, "12345"));
        assert!(!has_ended(trace, "374") && !has_ended(trace, "77"));
    }
}
