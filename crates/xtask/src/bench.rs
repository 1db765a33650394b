//! `cargo xtask bench`: how fast the release binary answers, and how near that is to the limits.
//!
//! The server, the framework alone and the database alone are driven in turn, for a few seconds
//! each, over and over: what else the machine does meanwhile meets all of them alike. Each figure
//! is the median of all rounds, and each ratio that of the ratios within a round.

mod limits;
mod load;
mod oha;
mod row;
mod sample;
mod served;
mod table;
mod targets;
mod users;

use std::ffi::OsString;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::thread;

use crate::arguments::Arguments;
use crate::database::{Database, Engine};
use crate::docket::{self, Docket, Profile};
use crate::failure::{Failure, Outcome};
use crate::scratch::Scratch;
use crate::setup::{self, Need};
use crate::vitals::{self, CpuClock};
use crate::{keeper, report};
use limits::{Commits, Pgbench};
use load::{Load, Loads};
use oha::Oha;
use row::{Row, Subject};
use sample::Sample;
use served::Served;
use table::Measured;

/// For how long each is driven in each round, unless `--seconds` says otherwise.
const SECONDS: u32 = 5;

/// How many rounds there are, unless `--rounds` says otherwise.
const ROUNDS: u32 = 5;

/// How often the server is started on the database that it has filled.
const STARTS: u32 = 9;

/// The server as it is by default, but with tokens that outlive the measurement, without the
/// limits that it would exceed, and without a line for each request.
const SETTINGS: &[(&str, &str)] = &[
    ("ACCESS_TOKEN_EXPIRE_MINUTES", "600"),
    ("RATE_LIMIT", "off"),
    ("LOG_LEVEL", "warn"),
];

/// What everything is measured with.
struct Tools {
    oha: Oha,
    docket: PathBuf,
    limits: PathBuf,
    cpu: Option<CpuClock>,
    seconds: u32,
    rounds: u32,
}

/// Measures on the engines that are named, or on both.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let arguments = Arguments::parse(arguments, &["--seconds", "--rounds"])?;
    let engines = arguments.engines_or(&[Engine::Sqlite, Engine::Postgres]);
    if engines.contains(&Engine::Mysql) {
        return Err(Failure::Usage(
            "`bench` has no limits to compare MariaDB with".to_owned(),
        ));
    }
    let needs: Vec<Need> = engines.iter().filter_map(|engine| engine.need()).collect();
    setup::ensure(&needs)?;
    let tools = Tools {
        oha: Oha::ensure()?,
        docket: docket::build(Profile::Release)?,
        limits: limits::build()?,
        cpu: CpuClock::find(),
        seconds: arguments.number("--seconds").unwrap_or(SECONDS),
        rounds: arguments.number("--rounds").unwrap_or(ROUNDS),
    };
    for engine in engines {
        tools.measure(engine)?;
    }
    Ok(())
}

impl Tools {
    fn measure(&self, engine: Engine) -> Outcome {
        // Declared before the servers, hence removed after they have stopped.
        let scratch = Scratch::new("bench")?;
        let database = Database::new(engine, &scratch)?;
        let mut settings = SETTINGS.to_vec();
        settings.push(("DATABASE_URL", database.url()));
        let server = Served::start(&self.docket, scratch.path(), &settings)?;
        let loads = Loads::new(&users::make(server.address())?);
        let contest = Contest {
            tools: self,
            scratch: &scratch,
            framework: Docket::start(&self.limits, scratch.path(), &[])?,
            pgbench: Pgbench::new(engine, &database, &scratch)?,
            commits: Commits::new(engine, &self.docket, &self.limits, &scratch)?,
            server,
        };
        let mut rows = row::all(engine, &loads);
        for round in 1..=self.rounds {
            report::say(format_args!(
                "{}: round {round} of {}",
                engine.name(),
                self.rounds
            ));
            for row in &mut rows {
                keeper::check()?;
                row.samples.push(contest.drive(row)?);
            }
        }
        let process = contest.server.process();
        let memory = ["VmRSS:", "VmHWM:"].map(|name| vitals::memory_kib(process, name));
        drop(contest);
        let mut starts = Vec::new();
        for _ in 0..STARTS {
            let server = Served::start(&self.docket, scratch.path(), &settings)?;
            starts.push(server.took().as_secs_f64() * 1000.0);
        }
        let measured = Measured {
            engine,
            rows,
            memory,
            start_ms: sample::median(starts),
        };
        report::print(table::of_rows(&measured));
        report::print(targets::table(&measured));
        Ok(())
    }
}

/// Everything that is driven on one engine. Its order is that in which they stop.
struct Contest<'a> {
    server: Served,
    framework: Docket,
    pgbench: Option<Pgbench>,
    commits: Option<Commits>,
    tools: &'a Tools,
    scratch: &'a Scratch,
}

impl Contest<'_> {
    fn drive(&self, row: &Row<'_>) -> Outcome<Sample> {
        let seconds = self.tools.seconds;
        let missing = || Failure::because(format!("nothing can measure `{}`", row.name));
        match row.subject {
            Subject::Docket(load) => {
                let (address, process) = (self.server.address(), self.server.process());
                self.drive_http(load, row.connections, address, process)
            }
            Subject::Mixed(most, some) => self.drive_mixed(most, some, row.connections),
            Subject::Framework(load) => {
                let (address, process) = (self.framework.address(), self.framework.process());
                self.drive_http(load, row.connections, address, process)
            }
            Subject::Pgbench(script) => {
                let pgbench = self.pgbench.as_ref().ok_or_else(missing)?;
                pgbench.run(script, row.connections, seconds)
            }
            Subject::Commits(together) => {
                let commits = self.commits.as_ref().ok_or_else(missing)?;
                commits.run(seconds, together)
            }
        }
    }

    /// Drives two loads at once. The tail is that of the slower one, the median that of the first.
    fn drive_mixed(&self, most: &Load, some: &Load, connections: u16) -> Outcome<Sample> {
        let (address, process) = (self.server.address(), self.server.process());
        let Tools { oha, seconds, .. } = self.tools;
        let directory = self.scratch.path().join("some");
        fs::create_dir_all(&directory).map_err(Failure::while_doing("making a directory"))?;
        let few = (connections / 5).max(1);
        let before = self.tools.cpu.and_then(|cpu| cpu.read(process));
        let (many, few) = thread::scope(|scope| {
            let few = scope.spawn(|| oha.drive(some, address, few, *seconds, &directory));
            let many = connections.saturating_sub(connections / 5);
            let many = oha.drive(most, address, many, *seconds, self.scratch.path());
            let few = few.join().unwrap_or_else(|_| {
                Err(Failure::because("a thread that drove a load has panicked"))
            });
            (many, few)
        });
        let (many, few) = (many?, few?);
        let after = self.tools.cpu.and_then(|cpu| cpu.read(process));
        let spent = after.zip(before);
        let spent = spent.map(|(after, before)| after.saturating_sub(before));
        Ok(many.with(few).with_cpu_time(spent))
    }

    fn drive_http(
        &self,
        load: &Load,
        connections: u16,
        address: SocketAddr,
        process: u32,
    ) -> Outcome<Sample> {
        let Tools { oha, seconds, .. } = self.tools;
        let cpu_time = || self.tools.cpu?.read(process);
        let before = cpu_time();
        let seen = oha.drive(load, address, connections, *seconds, self.scratch.path())?;
        let spent = cpu_time().zip(before);
        Ok(seen.with_cpu_time(spent.map(|(after, before)| after.saturating_sub(before))))
    }
}
