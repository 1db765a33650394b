//! The contract as a client sees it: each case against the real binary, as a process of its own
//! on a database of its own, on every engine.
//!
//! A case is a function in the file of its subject, listed in that file's `CASES`; whoever
//! forgets to list one is told so by the compiler. `cargo xtask test` runs them all; an argument
//! after `--` picks those whose names contain it: `cargo test -p docket --test api sqlite::tasks`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test: a panic is the report"
)]

mod harness;

mod accounts;
mod bodies;
mod bulk;
mod commands;
mod concurrency;
mod conditions;
mod database_urls;
mod days;
mod documents;
mod errors;
mod filters;
mod foreign;
mod idempotency;
mod instances;
mod lifecycle;
mod limits;
mod lists;
mod login;
mod logs;
mod methods;
mod orders;
mod outages;
mod passwords;
mod profile;
mod search;
mod secret_key;
mod service;
mod settings;
mod statistics;
mod tag_names;
mod tags;
mod task_edits;
mod task_input;
mod task_text;
mod tasks;
mod tokens;
mod tour;

use std::process::ExitCode;

use harness::File;
use libtest_mimic::Arguments;

/// How many cases run at once: they wait more than they work.
const CASES_AT_ONCE: usize = 12;

const FILES: &[File] = &[
    // First those that take longest.
    ("outages", outages::CASES),
    ("instances", instances::CASES),
    ("concurrency", concurrency::CASES),
    ("idempotency", idempotency::CASES),
    ("orders", orders::CASES),
    ("filters", filters::CASES),
    ("search", search::CASES),
    ("bulk", bulk::CASES),
    ("conditions", conditions::CASES),
    ("lifecycle", lifecycle::CASES),
    ("limits", limits::CASES),
    ("settings", settings::CASES),
    ("secret_key", secret_key::CASES),
    ("database_urls", database_urls::CASES),
    ("commands", commands::CASES),
    ("logs", logs::CASES),
    ("tour", tour::CASES),
    ("documents", documents::CASES),
    ("methods", methods::CASES),
    ("service", service::CASES),
    ("accounts", accounts::CASES),
    ("profile", profile::CASES),
    ("passwords", passwords::CASES),
    ("login", login::CASES),
    ("tokens", tokens::CASES),
    ("tasks", tasks::CASES),
    ("task_edits", task_edits::CASES),
    ("task_input", task_input::CASES),
    ("task_text", task_text::CASES),
    ("tags", tags::CASES),
    ("tag_names", tag_names::CASES),
    ("lists", lists::CASES),
    ("days", days::CASES),
    ("statistics", statistics::CASES),
    ("foreign", foreign::CASES),
    ("bodies", bodies::CASES),
    ("errors", errors::CASES),
];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(CASES_AT_ONCE);
    harness::collect_panics();
    libtest_mimic::run(&arguments, harness::trials(FILES)).exit_code()
}
