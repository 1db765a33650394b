//! Cases, and how the list of them becomes one test for each engine.

use std::panic::{AssertUnwindSafe, catch_unwind};

use docket_testkit::database::TestEngine;
use libtest_mimic::{Failed, Trial};

use super::app::App;
use super::report;

/// One thing that has to hold.
pub(crate) struct Case {
    /// A sentence about it.
    pub(crate) name: &'static str,
    /// What shows whether it holds.
    pub(crate) run: Run,
}

/// On what a case runs. A database is always its own.
#[derive(Clone, Copy)]
pub(crate) enum Run {
    /// On every engine, with a server.
    App(fn(&App)),
    /// On every engine, with servers of its own making.
    Engine(fn(TestEngine)),
    /// It is about SQLite, or about no database at all.
    Sqlite(fn()),
    /// It is about PostgreSQL.
    Postgres(fn()),
    /// It is about MySQL and MariaDB.
    Mysql(fn()),
}

/// The cases of one file: its name, and its list.
pub(crate) type File = (&'static str, &'static [Case]);

/// Lists cases under what they run on: `cases!(App: one, two; Engine: three)`.
macro_rules! cases {
    ($($kind:ident: $($name:ident),+ $(,)?);+ $(;)?) => {
        &[$($(
            $crate::harness::Case {
                name: stringify!($name),
                run: $crate::harness::Run::$kind($name),
            }
        ),+),+]
    };
}
pub(crate) use cases;

/// The tests of all files, engine by engine.
pub(crate) fn trials(files: &[File]) -> Vec<Trial> {
    let mut trials = Vec::new();
    for engine in TestEngine::ALL {
        for (file, cases) in files {
            for case in cases.iter().filter(|case| case.run.concerns(engine)) {
                let name = format!("{}::{file}::{}", engine.name(), case.name);
                let run = case.run;
                trials.push(Trial::test(name, move || run.on(engine)));
            }
        }
    }
    trials
}

impl Run {
    fn concerns(self, engine: TestEngine) -> bool {
        match self {
            Self::App(_) | Self::Engine(_) => true,
            Self::Sqlite(_) => engine == TestEngine::Sqlite,
            Self::Postgres(_) => engine == TestEngine::Postgres,
            Self::Mysql(_) => engine == TestEngine::Mysql,
        }
    }

    fn on(self, engine: TestEngine) -> Result<(), Failed> {
        let run = || match self {
            Self::App(case) => case(&App::start(engine)),
            Self::Engine(case) => case(engine),
            Self::Sqlite(case) | Self::Postgres(case) | Self::Mysql(case) => case(),
        };
        let outcome = catch_unwind(AssertUnwindSafe(run));
        let report = report::take();
        outcome.map_err(|_| Failed::from(report))
    }
}
