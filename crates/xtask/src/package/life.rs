//! The life of a binary that was packed: it starts with the settings that came along, is healthy,
//! answers for its version, and stops.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;
use std::{fs, io};

use super::VERSION;
use crate::docket::{self, Docket};
use crate::failure::{Failure, Outcome};
use crate::process::Signal;
use crate::report;

/// How long it may take to be ready, and to stop.
const LIMIT: Duration = Duration::from_secs(10);

/// Takes a binary through its life in this directory, with this file of settings if there is one.
pub(super) fn live(binary: &Path, directory: &Path, settings: Option<&Path>) -> Outcome {
    let prepare = || -> io::Result<()> {
        fs::create_dir_all(directory)?;
        if let Some(settings) = settings {
            symlink(settings, directory.join(".env"))?;
        }
        Ok(())
    };
    prepare().map_err(Failure::while_doing("preparing to start the binary"))?;
    // The database that the file names is one of the whole machine.
    let database = format!("sqlite://{}/docket.db", directory.display());
    let mut server = Docket::start(binary, directory, &[("DATABASE_URL", &database)])?;
    let outcome = ask(&mut server);
    if outcome.is_err() {
        server.log().show();
        return outcome;
    }
    // The command line finds the settings, too.
    let mut status = docket::command(binary, directory);
    status
        .env("DATABASE_URL", &database)
        .args(["migrate", "status"]);
    crate::process::output(&mut status)?;
    report::say(format_args!(
        "{} starts, is healthy, and stops",
        binary.display()
    ));
    Ok(())
}

fn ask(server: &mut Docket) -> Outcome {
    server.await_ready(LIMIT)?;
    let version = server.connect()?.get("/version")?.expect(200)?;
    let version = version.text("version")?;
    if version != VERSION {
        return Err(Failure::because(format!(
            "the binary is version {version}, not {VERSION}"
        )));
    }
    server.running().signal(Signal::Terminate);
    let status = server.running().wait(LIMIT)?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::because(format!("after SIGTERM: {status}")))
}
