//! The suite that every store must pass, case by case, on the model in memory and on every engine.
//! Each case has a database of its own.

#![expect(clippy::expect_used, reason = "in a test a panic is the report")]

use std::sync::Arc;

use docket_application::ports::store::Store;
use docket_persistence::{Database, DatabaseOptions, DatabaseUrl, Migrator};
use docket_testkit::database::{TestDatabase, TestEngine};
use docket_testkit::memory::MemoryStore;
use docket_testkit::suite::{Case, cases};
use libtest_mimic::{Arguments, Trial};

fn main() {
    let on_memory = cases().into_iter().map(|case| {
        Trial::test(format!("memory::{}", case.name), move || {
            (case.run)(&MemoryStore::store());
            Ok(())
        })
    });
    let on_engines = TestEngine::ALL.into_iter().flat_map(|engine| {
        cases().into_iter().map(move |case| {
            Trial::test(format!("{}::{}", engine.name(), case.name), move || {
                run(engine, case);
                Ok(())
            })
        })
    });
    let trials = on_memory.chain(on_engines).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn run(engine: TestEngine, case: Case) {
    let test_database = TestDatabase::create(engine);
    let url = DatabaseUrl::parse(test_database.url()).expect("a test database has a good URL");
    Migrator::new(&url)
        .run()
        .expect("an empty database can be migrated");
    let database = Database::open(&url, DatabaseOptions::default()).expect("it can be opened");
    let database = Arc::new(database);
    (case.run)(&Store::new(database.clone()));
    database.close();
}
