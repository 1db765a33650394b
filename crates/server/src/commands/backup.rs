//! `docket backup`: a copy of a SQLite database at one moment, while it is in use or not.

use std::path::Path;

use docket_persistence::{Contents, CopyStep, back_up};

use crate::console::{CommandError, Progress, Unit, say};
use crate::settings::Settings;

/// Writes a backup to `file`, and says what is in it.
///
/// # Errors
/// If there is no backup.
pub(crate) fn run(settings: &Settings, file: &Path, replaces: bool) -> Result<(), CommandError> {
    let progress = Progress::of("backing up");
    let contents = back_up(&settings.database, file, replaces, &mut |step| {
        show(&progress, step);
    })?;
    drop(progress);
    say(format_args!(
        "backed up {} to {}",
        words(&contents),
        file.display()
    ))?;
    Ok(())
}

/// Shows a step of a backup, or of putting it in its place.
pub(super) fn show(progress: &Progress, step: CopyStep) {
    match step {
        CopyStep::Copy { done, total } => progress.set(done, total, Unit::Bytes),
        CopyStep::Examine => progress.unknown("examining the copy"),
    }
}

/// What is in a database, in words.
pub(super) fn words(contents: &Contents) -> String {
    let of = |count: i64, thing: &str| {
        let ending = if count == 1 { "" } else { "s" };
        format!("{count} {thing}{ending}")
    };
    format!(
        "{} and {} ({} bytes)",
        of(contents.users, "user"),
        of(contents.tasks, "task"),
        contents.bytes
    )
}
