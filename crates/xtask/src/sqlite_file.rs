//! A look at SQLite's file from outside.

use std::path::Path;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::{locate, process, report};

/// Has SQLite look at its file in the directory, where there is a `sqlite3` to do it.
pub(crate) fn check(directory: &Path) -> Outcome {
    let Some(sqlite3) = locate::program(&["sqlite3"], &[]) else {
        report::say("there is no sqlite3 to look at the file: it must do that it opens");
        return Ok(());
    };
    let mut check = Command::new(sqlite3);
    check
        .arg(directory.join("docket.db"))
        .arg("PRAGMA integrity_check");
    let found = process::output(&mut check)?;
    if found.trim() == "ok" {
        report::say("`PRAGMA integrity_check` says ok");
        return Ok(());
    }
    Err(Failure::because(format!("the file is damaged: {found}")))
}
