//! The store in memory passes the suite.

use std::process::ExitCode;

use docket_testkit::memory::MemoryStore;
use docket_testkit::suite;
use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let trial = |case: suite::Case| {
        Trial::test(case.name, move || {
            // One for each: a unit of work copies all that there is.
            (case.run)(&MemoryStore::store());
            Ok(())
        })
    };
    let trials = suite::cases().into_iter().map(trial).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
