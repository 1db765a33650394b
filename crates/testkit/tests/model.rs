//! The store in memory agrees with itself: the histories of the model test can be repeated, and
//! nothing in their answers depends on the store's own ids.

use std::process::ExitCode;

use docket_testkit::memory::MemoryStore;
use docket_testkit::model::{self, Budget};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let trial = Trial::test("memory::agrees_with_the_model", || {
        model::check(&MemoryStore::store(), Budget::from_environment()).map_err(Failed::from)
    });
    libtest_mimic::run(&Arguments::from_args(), vec![trial]).exit_code()
}
