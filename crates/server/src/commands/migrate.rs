//! `docket migrate`: brings the database to the schema that this version needs, or back.

use anstyle::AnsiColor;
use docket_persistence::{MigrationStep, Migrator};

use crate::cli::Migration;
use crate::console::{CommandError, Progress, Unit, say, say_in};
use crate::settings::Settings;

/// Does what is asked, and prints a line for each migration concerned.
///
/// # Errors
/// If the database is away or refuses.
pub(crate) fn run(settings: &Settings, action: Migration) -> Result<(), CommandError> {
    let migrator = Migrator::new(&settings.database);
    match action {
        Migration::Run => {
            let applied = apply(&migrator)?;
            for name in &applied {
                say_in(AnsiColor::Green, "applied", name)?;
            }
            if applied.is_empty() {
                say("nothing to do: the schema is up to date")?;
            }
        }
        Migration::Revert => match migrator.revert()? {
            Some(name) => say_in(AnsiColor::Yellow, "reverted", name)?,
            None => say("nothing to do: no migration is applied")?,
        },
        Migration::Status => {
            for migration in migrator.status()? {
                let (colour, mark) = if migration.applied {
                    (AnsiColor::Green, "applied")
                } else {
                    (AnsiColor::Yellow, "pending")
                };
                say_in(colour, mark, migration.name)?;
            }
        }
    }
    Ok(())
}

/// Applies what is missing, and shows how far that has come.
fn apply(migrator: &Migrator) -> Result<Vec<String>, CommandError> {
    let progress = Progress::of("migrating");
    Ok(migrator.run_showing(&mut |step| show(&progress, step))?)
}

/// Shows a step of a migration.
pub(super) fn show(progress: &Progress, step: MigrationStep<'_>) {
    match step {
        MigrationStep::Apply { name, number, of } => {
            progress.set(number, of, Unit::Things);
            progress.note(name.to_owned());
        }
        MigrationStep::Fold { tasks } => {
            progress.unknown(format!("{tasks} tasks made searchable"));
        }
    }
}
