//! `docket man`: the manual, from the definition of the command line.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Command;
use clap::builder::Resettable;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::console::{self, CommandError, Exit, Explain};

/// A page could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be written", .path.display())]
struct PageError {
    path: PathBuf,
    source: io::Error,
}

impl Explain for PageError {
    fn hint(&self) -> Option<Cow<'static, str>> {
        Some("name a directory that is there, and that this user may write to".into())
    }

    fn exit(&self) -> Exit {
        Exit::CannotCreate
    }
}

/// Prints the page of `docket` itself; or writes those of all commands into a directory, under the
/// names that `man` looks for.
///
/// # Errors
/// If they cannot be written.
pub(crate) fn run(mut definition: Command, directory: Option<&Path>) -> Result<(), CommandError> {
    // Gives each command its whole name, and takes out `help`, which has no page.
    definition = definition.disable_help_subcommand(true);
    definition.build();
    let Some(directory) = directory else {
        return Ok(console::write(page(&definition))?);
    };
    for (name, page) in pages(&definition) {
        let path = directory.join(name);
        fs::write(&path, page).map_err(|source| PageError { path, source })?;
    }
    Ok(())
}

/// The pages of a command and of all below it, with the names of their files.
fn pages(command: &Command) -> Vec<(String, Vec<u8>)> {
    let mut all = vec![(manual(command).get_filename(), page(command))];
    all.extend(command.get_subcommands().flat_map(pages));
    all
}

fn manual(command: &Command) -> Man {
    // Its lines would be filled, and it is a list: it comes at the end as it is.
    Man::new(command.clone().after_help(Resettable::Reset))
        .manual("Docket")
        .source(concat!("docket ", env!("CARGO_PKG_VERSION")))
}

/// The page of a command, with the exit codes, which clap does not know of.
fn page(command: &Command) -> Vec<u8> {
    let mut end = Roff::new();
    end.control("SH", ["EXIT STATUS"]);
    for exit in Exit::ALL {
        end.control("TP", []);
        end.text([bold(exit.code().to_string())]);
        end.text([roman(exit.meaning())]);
    }
    if let Some(help) = command.get_after_help() {
        end.control("SH", ["SETTINGS AND EXAMPLES"]);
        end.control("nf", []);
        end.text([roman(help.to_string())]);
        end.control("fi", []);
    }
    let mut page = Vec::new();
    // A vector can always be written to.
    let _ = manual(command).render(&mut page);
    let _ = end.to_writer(&mut page);
    page
}

#[cfg(test)]
mod tests {
    use clap::Arg;

    use super::*;

    #[test]
    fn every_command_has_a_page_under_the_name_that_man_looks_for() {
        let mut definition = Command::new("docket")
            .disable_help_subcommand(true)
            .subcommand(
                Command::new("user").subcommand(Command::new("list").arg(Arg::new("name"))),
            );
        definition.build();
        let pages = pages(&definition);
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["docket.1", "docket-user.1", "docket-user-list.1"]);
        for (name, page) in &pages {
            let text = str::from_utf8(page).unwrap();
            for section in ["NAME", "SYNOPSIS", "EXIT STATUS"] {
                let heading = |quote: &str| format!(".SH {quote}{section}{quote}\n");
                assert!(
                    text.contains(&heading("")) || text.contains(&heading("\"")),
                    "{section} is not in {name}:\n{text}"
                );
            }
        }
    }
}
