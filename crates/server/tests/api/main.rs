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

mod account_lists;
mod accounts;
mod administration;
mod audit;
mod authorization;
mod backup;
mod bodies;
mod bulk;
mod canaries;
mod commands;
mod concurrency;
mod conditions;
mod consoles;
mod cors;
mod database_urls;
mod days;
mod documents;
mod errors;
mod export;
mod filters;
mod floods;
mod foreign;
mod forged_tokens;
mod hardening;
mod idempotency;
mod import;
mod import_command;
mod instances;
mod last_admin;
mod lifecycle;
mod limits;
mod lists;
mod logging;
mod login;
mod login_timing;
mod logs;
mod methods;
mod metrics;
mod operations;
mod orders;
mod outages;
mod passwords;
mod previous_key;
mod profile;
mod rate_limits;
mod refresh;
mod restore;
mod search;
mod secret_key;
mod service;
mod session_ends;
mod sessions;
mod settings;
mod smuggling;
mod statistics;
mod tag_names;
mod tags;
mod task_edits;
mod task_input;
mod task_text;
mod tasks;
mod tokens;
mod tour;
mod traces;
mod user_commands;
mod value_corpus;

use std::process::ExitCode;

use harness::File;
use libtest_mimic::Arguments;

/// How many cases run at once: they wait more than they work.
const CASES_AT_ONCE: usize = 12;

const FILES: &[File] = &[
    // First those that take longest.
    ("value_corpus", value_corpus::CASES),
    ("export::sending", export::SENDING),
    ("hardening", hardening::CASES),
    ("smuggling", smuggling::CASES),
    ("outages", outages::CASES),
    ("instances", instances::CASES),
    ("concurrency", concurrency::CASES),
    ("idempotency", idempotency::CASES),
    ("forged_tokens", forged_tokens::CASES),
    ("authorization", authorization::CASES),
    ("last_admin", last_admin::CASES),
    ("refresh", refresh::CASES),
    ("session_ends", session_ends::CASES),
    ("user_commands", user_commands::CASES),
    ("restore", restore::CASES),
    ("backup", backup::CASES),
    ("orders", orders::CASES),
    ("filters", filters::CASES),
    ("search", search::CASES),
    ("bulk", bulk::CASES),
    ("export::files", export::FILES),
    ("export::texts", export::TEXTS),
    ("import", import::CASES),
    ("conditions", conditions::CASES),
    ("lifecycle", lifecycle::CASES),
    ("limits", limits::CASES),
    ("settings", settings::CASES),
    ("secret_key", secret_key::CASES),
    ("database_urls", database_urls::CASES),
    ("commands", commands::CASES),
    ("consoles", consoles::CASES),
    ("import_command", import_command::CASES),
    ("logging", logging::CASES),
    ("logs", logs::CASES),
    ("tour", tour::CASES),
    ("documents", documents::CASES),
    ("methods", methods::CASES),
    ("service", service::CASES),
    ("metrics", metrics::CASES),
    ("operations", operations::CASES),
    ("traces", traces::CASES),
    ("accounts", accounts::CASES),
    ("profile", profile::CASES),
    ("passwords", passwords::CASES),
    ("login", login::CASES),
    ("tokens", tokens::CASES),
    ("previous_key", previous_key::CASES),
    ("sessions", sessions::CASES),
    ("administration", administration::CASES),
    ("account_lists", account_lists::CASES),
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
    ("rate_limits", rate_limits::CASES),
    ("cors", cors::CASES),
    ("audit", audit::CASES),
    ("canaries", canaries::CASES),
];

/// Those that measure times, or take the whole machine, and so are run one after another when all
/// others are done.
const ALONE: &[File] = &[
    ("floods", floods::CASES),
    ("login_timing", login_timing::CASES),
];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(CASES_AT_ONCE);
    harness::collect_panics();
    let together = libtest_mimic::run(&arguments, harness::trials(FILES));
    arguments.test_threads = Some(1);
    let alone = libtest_mimic::run(&arguments, harness::trials(ALONE));
    if together.has_failed() {
        together.exit_code()
    } else {
        alone.exit_code()
    }
}
