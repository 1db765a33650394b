//! A to-do list for the terminal that keeps its tasks in a JSON file: `docket-domain` in a setting
//! without a server, a database or other users.
//!
//! ```sh
//! cargo run -p docket-domain --example todo --features serde -- add "Buy milk" --due 2026-12-01
//! ```
//!
//! What a title, a due date or a tag may be, what completing a task does to it, and how lists are
//! filtered and sorted, all that is the domain's. What is left is here: words from the command line
//! (`command`), a file (`store`, `stored`), and lines on the screen (`show`).

mod arguments;
mod command;
mod error;
mod notebook;
mod show;
mod store;
mod stored;

use std::env;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::SystemTime;

use docket_domain::Timestamp;

use command::{Command, Request};
use error::Error;
use store::Store;

fn main() -> ExitCode {
    let outcome = run();
    let written = match &outcome {
        Ok(text) => io::stdout().write_all(text.as_bytes()),
        Err(error) => writeln!(io::stderr(), "todo: {error}"),
    };
    match outcome {
        // Whoever reads may have gone, like `head` once it has its ten lines.
        Ok(_) if written.is_ok() => ExitCode::SUCCESS,
        Err(Error::Usage(_)) => ExitCode::from(2),
        _ => ExitCode::FAILURE,
    }
}

/// Does what the command line asks for, and answers what there is to say.
fn run() -> Result<String, Error> {
    let Request { file, command } = Request::read(env::args_os().skip(1))?;
    let store = Store::at(file);
    match command {
        Command::Help => Ok(command::USAGE.to_owned()),
        Command::List(list) => {
            let notebook = store.read()?;
            let today = notebook.zone().day_of(now()?);
            Ok(show::tasks(&notebook.list(list, today), today))
        }
        Command::Change(change) => {
            let now = now()?;
            store.change(|notebook| notebook.apply(change, now))
        }
    }
}

/// What time it is: the domain never asks, it is told.
fn now() -> Result<Timestamp, Error> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of this program where the time comes from"
    )]
    let now = SystemTime::now();
    Timestamp::try_from(now).map_err(Error::refused("the time of this machine"))
}
