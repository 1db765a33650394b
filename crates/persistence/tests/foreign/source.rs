//! Databases as other programs leave them.

use std::ops::ControlFlow;

use docket_application::ports::foreign::{ForeignSource, ForeignTask, ForeignUser, Found, Shape};
use docket_persistence::{DatabaseUrl, ForeignDatabase, ForeignOptions, OpenSourceError};
use docket_testkit::database::{TestDatabase, TestEngine};

/// The engines that are read.
pub(crate) const ENGINES: [TestEngine; 2] = [TestEngine::Sqlite, TestEngine::Postgres];

/// A database of another program.
pub(crate) struct Source {
    pub(crate) url: DatabaseUrl,
    database: TestDatabase,
}

impl Source {
    /// A database in which these statements have been run.
    pub(crate) fn of(engine: TestEngine, statements: &str) -> Self {
        let database = TestDatabase::create(engine);
        let source = Self {
            url: DatabaseUrl::parse(database.url()).unwrap(),
            database,
        };
        source.run(statements);
        source
    }

    /// Runs statements as the other program does.
    pub(crate) fn run(&self, statements: &str) {
        self.database.run(statements);
    }

    pub(crate) fn open(&self) -> ForeignDatabase {
        self.open_with(ForeignOptions::default()).unwrap()
    }

    pub(crate) fn open_with(
        &self,
        options: ForeignOptions,
    ) -> Result<ForeignDatabase, OpenSourceError> {
        ForeignDatabase::open(&self.url, options)
    }
}

/// All users of a source.
pub(crate) fn users(source: &mut ForeignDatabase) -> Vec<Found<ForeignUser>> {
    let mut all = Vec::new();
    source
        .users(&mut |page| {
            all.extend(page);
            ControlFlow::Continue(())
        })
        .unwrap();
    all
}

/// All tasks of a source.
pub(crate) fn tasks(source: &mut ForeignDatabase) -> Vec<Found<ForeignTask>> {
    let mut all = Vec::new();
    source
        .tasks(&mut |page| {
            all.extend(page);
            ControlFlow::Continue(())
        })
        .unwrap();
    all
}

/// What a row holds that is well.
#[track_caller]
pub(crate) fn good<T>(found: &Found<T>) -> &T {
    match &found.holds {
        Ok(Some(value)) => value,
        Ok(None) => panic!("row {} was deleted", found.id),
        Err(flaws) => panic!("row {}: {flaws:?}", found.id),
    }
}

/// The columns of a row in which something is wrong.
#[track_caller]
pub(crate) fn flawed<T>(found: &Found<T>) -> Vec<&str> {
    match &found.holds {
        Ok(_) => panic!("nothing is wrong with row {}", found.id),
        Err(flaws) => flaws.iter().map(|flaw| flaw.column.as_str()).collect(),
    }
}

/// What the columns of users and of tasks are used for.
pub(crate) fn used(shape: &Shape) -> [Vec<String>; 2] {
    let words = |used: &[(&str, String)]| {
        let words = used
            .iter()
            .map(|(what, column)| format!("{column} is {what}"));
        words.collect::<Vec<_>>()
    };
    [
        words(&shape.users.used),
        words(shape.tasks.as_ref().map_or(&[][..], |tasks| &tasks.used)),
    ]
}
