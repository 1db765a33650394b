//! `cargo xtask smoke`: the release binary starts, is healthy, and stops when it is told to.

mod http;

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::docket::{self, Docket, Profile};
use crate::failure::{Failure, Outcome};
use crate::process::{Running, Signal};
use crate::report;
use crate::scratch::Scratch;

/// How long its own health check may take.
const CHECK_LIMIT: Duration = Duration::from_secs(10);

/// How long it may take to stop when nobody is being served.
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// Builds the binary and takes it through its life.
pub(crate) fn run() -> Outcome {
    let binary = docket::build(Profile::Release)?;
    let scratch = Scratch::new("smoke")?;
    let mut server = Docket::start(&binary, scratch.path(), &[])?;
    let outcome = take_through_life(&binary, scratch.path(), &mut server);
    if outcome.is_err() {
        server.log().show();
    }
    outcome
}

/// Everything that is asked of a server once it has been started.
fn take_through_life(binary: &Path, directory: &Path, server: &mut Docket) -> Outcome {
    let address = server.address();
    report::say(format_args!("the server listens on {address}"));

    http::expect_healthy(address)?;
    let mut check = command(binary, directory, address);
    let status = Running::start(check.arg("healthcheck"), Signal::Kill)?.wait(CHECK_LIMIT)?;
    if !status.success() {
        return Err(Failure::because(format!(
            "`docket healthcheck` on a healthy server: {status}"
        )));
    }
    report::say("it is healthy, and `docket healthcheck` says so too");

    server.running().signal(Signal::Terminate);
    let status = server.running().wait(STOP_LIMIT)?;
    if !status.success() {
        return Err(Failure::because(format!("after SIGTERM: {status}")));
    }
    report::say("it stopped when it was told to");
    Ok(())
}

/// The binary that knows where the server listens.
fn command(binary: &Path, directory: &Path, server: SocketAddr) -> Command {
    let mut command = docket::command(binary, directory);
    command
        .env("HOST", server.ip().to_string())
        .env("PORT", server.port().to_string());
    command
}
