//! `docket completions`: what a shell needs to complete the words of the command line.

use clap::Command;
use clap_complete::{Shell, generate};

use crate::console::{self, CommandError};

/// Prints the script for `shell`.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn run(mut definition: Command, shell: Shell) -> Result<(), CommandError> {
    let name = definition.get_name().to_owned();
    let mut script = Vec::new();
    generate(shell, &mut definition, name, &mut script);
    Ok(console::write(script)?)
}
