//! `docket migrate`: brings the database to the schema that this version needs, or back.

use std::error::Error;
use std::io::{self, Write};

use docket_persistence::Migrator;

use crate::cli::Migration;
use crate::settings::Settings;

/// Does what is asked, and prints a line for each migration concerned.
///
/// # Errors
/// If the database is away or refuses.
pub(crate) fn run(settings: &Settings, action: Migration) -> Result<(), Box<dyn Error>> {
    let migrator = Migrator::new(&settings.database);
    let mut out = io::stdout();
    match action {
        Migration::Run => {
            let applied = migrator.run()?;
            for name in &applied {
                writeln!(out, "applied {name}")?;
            }
            if applied.is_empty() {
                writeln!(out, "nothing to do: the schema is up to date")?;
            }
        }
        Migration::Revert => match migrator.revert()? {
            Some(name) => writeln!(out, "reverted {name}")?,
            None => writeln!(out, "nothing to do: no migration is applied")?,
        },
        Migration::Status => {
            for migration in migrator.status()? {
                let mark = if migration.applied {
                    "applied"
                } else {
                    "pending"
                };
                writeln!(out, "{mark} {}", migration.name)?;
            }
        }
    }
    Ok(())
}
