//! The command line.

use std::error::Error;

use clap::{Parser, Subcommand};

use crate::commands;
use crate::commands::user::UserCommand;
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
  docket                                        serve on http://127.0.0.1:8000/docs
  DATABASE_URL=postgres://localhost/tasks docket migrate status
  docket user create ada --admin                ask for a password, and make an administrator
  docket openapi > openapi.json";

/// A task-management service: REST, JSON, one binary.
#[derive(Debug, Parser)]
#[command(name = "docket", version, about, after_help = ENVIRONMENT)]
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
    /// Print the OpenAPI document
    Openapi,
    /// Ask the server at HOST and PORT whether requests are welcome; fails if not
    Healthcheck,
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

/// Runs what the command line asks for.
///
/// # Errors
/// Whatever went wrong, for the user's eyes.
pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    match Cli::parse().command.unwrap_or(Command::Serve) {
        Command::Serve => commands::serve::run(Settings::load()?),
        Command::Migrate { action } => {
            commands::migrate::run(&Settings::load()?, action.unwrap_or(Migration::Run))
        }
        Command::User { command } => commands::user::run(&Settings::load()?, command),
        Command::Openapi => commands::openapi::run(),
        Command::Healthcheck => commands::healthcheck::run(&Settings::load()?),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
