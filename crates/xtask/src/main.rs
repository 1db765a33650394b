//! Developer commands: `cargo xtask <command>`.
//!
//! Only the standard library is used, so that `cargo xtask test` is up at once on a fresh
//! machine. Made for Unix-like systems, as the database servers it starts are.

mod arguments;
mod away;
mod bench;
mod browser;
mod clients;
mod crew;
mod database;
mod disk;
mod docket;
mod environment;
mod failure;
mod fence;
mod flood;
mod full;
mod fuzz;
mod keeper;
mod kill;
mod locate;
mod locked;
mod offer;
mod overload;
mod package;
mod poll;
mod process;
mod proxies;
mod random;
mod report;
mod scale;
mod schemathesis;
mod scratch;
mod semver;
mod servers;
mod setup;
mod shutdown;
mod smoke;
mod soak;
mod sqlite_file;
mod sync;
mod tasks;
mod test;
mod tools;
mod venv;
mod visitor;
mod vitals;
mod window;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use failure::{Failure, Outcome};

/// What `cargo xtask` and `cargo xtask --help` print.
const USAGE: &str = "\
Usage: cargo xtask <command>

Commands:
  test [cargo test arguments]  all tests, on SQLite and on private PostgreSQL and MariaDB servers
                               that are started for it, or on those that DOCKET_TEST_POSTGRES_URL
                               and DOCKET_TEST_MYSQL_URL name; installs what is missing if it can
  setup                        only looks for, or installs, what building and testing need
  schemathesis [-n N] [--seed N] [sqlite] [postgres] [mysql]
                               generated requests, valid and invalid, held against the OpenAPI
                               document, on all engines or those named; N for each operation
  browser [--screenshots DIRECTORY]
                               Swagger UI as a person uses it, in Chromium, and pictures of it
  clients [typescript] [python] [rust]
                               generates clients from the OpenAPI document, builds them, and runs
                               their tests against the debug binary
  lint-api                     holds the OpenAPI document against the rules that Redocly recommends
  fence                        proves with `cargo tree` that every crate keeps to its room
  smoke                        builds the release binary, starts it, asks for its health, stops it
  scale [--tasks N] [sqlite] [postgres] [mysql]
                               measures the release binary with ever more tasks, N in the end
  flood [--logins N] [--seconds N]
                               measures the release binary while a crowd logs in
  kill [--kills N] [--seed N] [sqlite] [postgres] [mysql]
                               kills the release binary, and the database server, again and again
                               while tasks are created, and looks for what was acknowledged
  sync                         traces the release binary with strace while tasks are created, and
                               looks for answers that came before the log was synced
  full                         fills the disk under SQLite while tasks are created and read
  locked                       has another process lock SQLite's file, or read from it for long,
                               while tasks are created and read
  shutdown [--rounds N] [--seed N] [sqlite] [postgres] [mysql]
                               tells the release binary to stop while it is read from and written to
  overload [--seconds N]       sends ten times what the release binary can carry
  soak [--minutes N] [--seconds N]
                               half of what the release binary can carry, for long, and whether
                               what it takes levels off
  away [postgres] [mysql]      stops, restarts and freezes the database server, cuts its
                               connections, takes them all, and locks a table, while tasks are
                               created at a steady pace
  proxies [--rounds N]         two instances on PostgreSQL behind nginx and behind Caddy, with the files of
                               docs/operations, while each is stopped and started again N times
  bench [--seconds N] [--rounds N] [sqlite] [postgres]
                               measures the release binary under load, and the limits it has
  fuzz [--seconds N] [--keep] [bearer] [bodies] [cursor] [query] [settings]
                               gives what reads the bytes of others bytes that a fuzzer makes up;
                               --keep keeps what was found worth it for the ordinary tests
  package [--system-libraries] [crate] [tarball] [deb] [sbom]
                               makes what a release is made of, looks into it and tries it
  changelog [VERSION]          checks the changelog, or prints what it says of a version that is to
                               be released
  semver                       holds the public surface of docket-domain against the last release
  help                         this text
";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match arguments.split_first() {
        Some((first, rest)) if first == keeper::WORKER => {
            keeper::watch_the_front();
            failure::exit_code(dispatch(rest))
        }
        _ => failure::exit_code(keeper::run_worker(&arguments)),
    }
}

/// Runs the command that the arguments name.
fn dispatch(arguments: &[OsString]) -> Outcome {
    let (command, rest) = match arguments.split_first() {
        None => ("help", arguments),
        Some((command, rest)) => (command.to_str().unwrap_or_default(), rest),
    };
    match (command, rest) {
        ("help" | "--help" | "-h", _) => {
            report::print(USAGE);
            Ok(())
        }
        ("test", extra) => test::run(extra),
        ("setup", []) => setup::run(),
        ("fence", []) => fence::run(),
        ("smoke", []) => smoke::run(),
        ("sync", []) => sync::run(),
        ("full", []) => full::run(),
        ("locked", []) => locked::run(),
        ("lint-api", []) => clients::lint(),
        ("clients", arguments) => clients::run(arguments),
        ("schemathesis", arguments) => schemathesis::run(arguments),
        ("scale", arguments) => scale::run(arguments),
        ("flood", arguments) => flood::run(arguments),
        ("kill", arguments) => kill::run(arguments),
        ("shutdown", arguments) => shutdown::run(arguments),
        ("overload", arguments) => overload::run(arguments),
        ("soak", arguments) => soak::run(arguments),
        ("away", arguments) => away::run(arguments),
        ("browser", arguments) => browser::run(arguments),
        ("proxies", arguments) => proxies::run(arguments),
        ("bench", arguments) => bench::run(arguments),
        ("fuzz", arguments) => fuzz::run(arguments),
        ("package", arguments) => package::run(arguments),
        ("changelog", [] | [_]) => package::run_changelog(rest),
        ("semver", []) => semver::run(),
        ("setup" | "fence" | "smoke" | "sync" | "full" | "locked" | "lint-api", _) => {
            Err(Failure::Usage(format!("`{command}` takes no arguments")))
        }
        _ => Err(Failure::Usage(format!(
            "there is no command `{}`",
            arguments[0].display()
        ))),
    }
}
