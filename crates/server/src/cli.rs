//! The command line.

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::commands;
use crate::commands::import::ImportArguments;
use crate::commands::user::UserCommand;
use crate::console::CommandError;
use crate::settings::Settings;

/// What the environment says, for people who read the help and nothing else.
const ENVIRONMENT: &str = "\
Settings come from the environment, or from a file named .env in the working directory:
  DATABASE_URL   sqlite://docket.db, postgres://user:password@host/name, mysql://…
                 [default: sqlite://docket.db]
  HOST, PORT     where to listen [default: 127.0.0.1, 8000]
  SECRET_KEY     what access tokens are signed with; made once if absent
  LOG_LEVEL      error, warn, info, debug or trace [default: info]
The README has the whole list.

Examples:
  docket                           serve on http://127.0.0.1:8000/docs
  docket user create ada --admin   make an administrator; asks for a password
  docket backup tasks.db           copy a SQLite database, in use or not
  docket import sqlite:///old.db   bring over users and tasks of a FastAPI project
  docket openapi > openapi.json
  DATABASE_URL=postgres://localhost/tasks docket migrate status";

/// A task-management service: REST, JSON, one binary.
#[derive(Debug, Parser)]
#[command(name = "docket", version, after_help = ENVIRONMENT)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until told to stop (also without a subcommand)
    Serve,
    /// Bring the database to the schema that this version needs, or back
    Migrate {
        #[command(subcommand)]
        action: Option<Migration>,
    },
    /// Manage accounts: make the first administrator, replace a lost password
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Bring over users and tasks from the SQLite or PostgreSQL database of another program
    Import(ImportArguments),
    /// Copy a SQLite database to a file, while it is in use or not
    Backup {
        /// Where to write the backup
        #[arg(value_parser = named_file())]
        file: PathBuf,
        /// Replace the file if it is there already
        #[arg(long)]
        force: bool,
    },
    /// Put back what `docket backup` made, while the service is stopped
    Restore {
        /// What `docket backup` made
        #[arg(value_parser = named_file())]
        file: PathBuf,
    },
    /// Print the OpenAPI document
    Openapi,
    /// Ask the server at HOST and PORT whether requests are welcome; fails if not
    Healthcheck,
    /// Print what a shell needs to complete commands
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual page, or write all of them into a directory
    Man {
        /// Where to write them
        directory: Option<PathBuf>,
    },
}

/// What to do with the schema.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum Migration {
    /// Apply all migrations that are missing (also without a word)
    Run,
    /// Undo the last migration
    Revert,
    /// List the migrations, and whether each is applied
    Status,
}

/// The name of a file. What people mean by `-` is none: a backup is examined, which a pipe cannot be.
fn named_file() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| {
        if path.as_os_str() == "-" {
            Err("name a file")
        } else {
            Ok(path)
        }
    })
}

/// Runs what the command line asks for.
///
/// # Errors
/// Whatever went wrong, for the user's eyes.
pub(crate) fn run() -> Result<(), CommandError> {
    match Cli::parse().command.unwrap_or(Command::Serve) {
        Command::Serve => commands::serve::run(Settings::load()?),
        Command::Migrate { action } => {
            commands::migrate::run(&Settings::load()?, action.unwrap_or(Migration::Run))
        }
        Command::User { command } => commands::user::run(&Settings::load()?, command),
        Command::Import(arguments) => commands::import::run(&Settings::load()?, arguments),
        Command::Backup { file, force } => commands::backup::run(&Settings::load()?, &file, force),
        Command::Restore { file } => commands::restore::run(&Settings::load()?, &file),
        Command::Openapi => commands::openapi::run(),
        Command::Healthcheck => commands::healthcheck::run(&Settings::load()?),
        Command::Completions { shell } => commands::completions::run(Cli::command(), shell),
        Command::Man { directory } => commands::man::run(Cli::command(), directory.as_deref()),
    }
}
