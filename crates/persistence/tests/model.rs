//! Random histories on the model in memory and on every engine, side by side: `DOCKET_MODEL_CASES`
//! says how many, `DOCKET_MODEL_SEED` which (see `docket_testkit::model`).

#![expect(clippy::expect_used, reason = "in a test a panic is the report")]

use std::sync::Arc;

use docket_application::ports::store::Store;
use docket_persistence::{Database, DatabaseOptions, DatabaseUrl, Migrator};
use docket_testkit::database::{TestDatabase, TestEngine};
use docket_testkit::model::{self, Budget};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let budget = Budget::from_environment();
    let on_engine = |engine: TestEngine| {
        let name = format!("{}::agrees_with_the_model", engine.name());
        Trial::test(name, move || run(engine, budget).map_err(Failed::from))
    };
    let trials = TestEngine::ALL.into_iter().map(on_engine).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn run(engine: TestEngine, budget: Budget) -> Result<(), String> {
    let test_database = TestDatabase::create(engine);
    let url = DatabaseUrl::parse(test_database.url()).expect("a test database has a good URL");
    Migrator::new(&url)
        .run()
        .expect("an empty database can be migrated");
    let database = Database::open(&url, DatabaseOptions::default()).expect("it can be opened");
    let database = Arc::new(database);
    let outcome = model::check(&Store::new(database.clone()), budget);
    database.close();
    outcome
}
