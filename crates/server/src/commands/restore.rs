//! `docket restore`: puts a backup in the place of a SQLite database that nobody has open.

use std::path::Path;

use anstyle::AnsiColor;
use docket_application::ports::clock::Clock;
use docket_persistence::{RestoreOptions, restore};

use super::backup::{show, words};
use crate::clock::SystemClock;
use crate::console::{CommandError, Progress, say, say_in};
use crate::settings::Settings;

/// Puts the backup in `file` in the place of the database, and says what was done.
///
/// # Errors
/// If it was not.
pub(crate) fn run(settings: &Settings, file: &Path) -> Result<(), CommandError> {
    let options = RestoreOptions {
        kept_as: kept_as(),
        migrate: settings.auto_migrate,
    };
    let progress = Progress::of("restoring");
    let restored = restore(&settings.database, file, &options, &mut |step| {
        show(&progress, step);
    })?;
    drop(progress);
    let place = settings.database.sqlite_path().unwrap_or(file);
    say(format_args!(
        "restored {} from {} to {}",
        words(&restored.contents),
        file.display(),
        place.display()
    ))?;
    for name in &restored.migrated {
        say_in(AnsiColor::Green, "applied", name)?;
    }
    for name in &restored.contents.pending {
        say_in(AnsiColor::Yellow, "pending", name)?;
    }
    if let Some(kept) = &restored.kept {
        say(format_args!("what was there before is {}", kept.display()))?;
    }
    Ok(())
}

/// What is added to the name of a database to keep it, such as `.before-20261128T004534.000000Z`.
fn kept_as() -> String {
    let now = SystemClock.now().to_string();
    format!(".before-{}", now.replace(['-', ':'], ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_what_is_kept_has_the_time_in_it_and_nothing_that_shells_act_upon() {
        let ending = kept_as();
        assert_eq!(
            ending.len(),
            ".before-20261128T004534.000000Z".len(),
            "{ending}"
        );
        assert!(ending.starts_with(".before-2") && ending.ends_with('Z'));
        assert!(!ending.contains(':'), "{ending}");
    }
}
