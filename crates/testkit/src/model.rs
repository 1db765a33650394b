//! The model test: random histories of commands and queries, run through the use cases on a store
//! and on the one in memory side by side. Every answer must be the same.
//!
//! A history that tells the two apart is made as short as it can be and shown with one command in
//! a line. Users and tasks are numbered from 0 in the order of their creation, by which the
//! answers of the two can be compared although their ids differ.
//!
//! `DOCKET_MODEL_CASES` says how many histories are tried, `DOCKET_MODEL_SEED` with which one
//! begins: the same seed makes the same histories. To add a command: a variant of `Command`, its
//! place in the strategy, and what it does in `World`.

mod answer;
mod command;
mod shown;
mod strategy;
mod world;

use std::fmt;

use docket_application::ports::store::Store;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};

use crate::block_on;
use crate::memory::MemoryStore;
use command::Command;
use world::World;

/// How many histories are tried, and which.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// How many.
    pub histories: u32,
    /// What they are made from.
    pub seed: u64,
}

impl Budget {
    /// What the environment says, or 32 histories, the same each time.
    #[must_use]
    pub fn from_environment() -> Self {
        Self {
            histories: number("DOCKET_MODEL_CASES").unwrap_or(32),
            seed: number("DOCKET_MODEL_SEED").unwrap_or(1),
        }
    }
}

/// The number that `variable` holds.
#[expect(
    clippy::disallowed_methods,
    reason = "how long to try is for whoever runs the test to say"
)]
fn number<T: std::str::FromStr>(variable: &str) -> Option<T> {
    let text = std::env::var(variable).ok()?;
    let Ok(number) = text.parse() else {
        panic!("{variable} is no number: {text:?}");
    };
    Some(number)
}

/// What is done one after the other.
#[derive(Clone)]
struct History(Vec<Command>);

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, command) in self.0.iter().enumerate() {
            writeln!(f, "{:>3}. {command:?}", number + 1)?;
        }
        Ok(())
    }
}

/// Tries histories on `store`. It need not be empty, but nobody else may remove expired answers
/// from it meanwhile. What the histories leave in it is removed.
///
/// # Errors
/// The shortest history found on which `store` and the model disagree, and what they answered.
pub fn check(store: &Store, budget: Budget) -> Result<(), String> {
    let config = Config {
        cases: budget.histories,
        rng_seed: RngSeed::Fixed(budget.seed),
        max_shrink_iters: 4096,
        failure_persistence: None,
        ..Config::default()
    };
    let run = |history: History| compare(store, &history).map_err(TestCaseError::fail);
    match TestRunner::new(config).run(&strategy::history(), run) {
        Ok(()) => Ok(()),
        Err(TestError::Fail(reason, history)) => {
            let (history, reason) = shorten(store, history, reason.message().to_owned());
            let seed = budget.seed;
            Err(format!(
                "store and model disagree with DOCKET_MODEL_SEED={seed}:\n{history:?}{reason}"
            ))
        }
        Err(error @ TestError::Abort(_)) => Err(error.to_string()),
    }
}

/// Leaves out what can be left out of a history that fails, one command after the other: it was
/// tried before, but then the other commands were not yet as simple as they are now.
fn shorten(store: &Store, mut history: History, mut reason: String) -> (History, String) {
    let mut at = 0;
    while at < history.0.len() {
        let mut shorter = history.clone();
        shorter.0.remove(at);
        match compare(store, &shorter) {
            Ok(()) => at += 1,
            Err(why) => (history, reason, at) = (shorter, why, 0),
        }
    }
    (history, reason)
}

/// Runs one history on both, and compares what they answer.
fn compare(store: &Store, history: &History) -> Result<(), String> {
    block_on(async {
        let mut model = World::on(MemoryStore::store()).await;
        let mut subject = World::on(store.clone()).await;
        let mut outcome = Ok(());
        let commands = history.0.iter().cloned().chain(Command::last_look());
        for (number, command) in commands.enumerate() {
            let expected = model.run(&command).await;
            let found = subject.run(&command).await;
            if expected != found {
                let number = number + 1;
                outcome = Err(format!(
                    "at {number}. {command:?}\nthe model answers {expected:?}\nthe store answers {found:?}"
                ));
                break;
            }
        }
        subject.clear_up().await;
        outcome
    })
}
