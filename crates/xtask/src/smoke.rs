//! `cargo xtask smoke`: the release binary starts, is healthy, and stops when it is told to.

mod http;
mod log;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::environment::variable;
use crate::failure::{Failure, Outcome};
use crate::process::{Running, Signal};
use crate::scratch::Scratch;
use crate::{process, report, workspace};
use log::Log;

/// How long the server may take to listen, in an empty directory.
const START_LIMIT: Duration = Duration::from_secs(30);

/// How long its own health check may take.
const CHECK_LIMIT: Duration = Duration::from_secs(10);

/// How long it may take to stop when nobody is being served.
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// Builds the binary and takes it through its life.
pub(crate) fn run() -> Outcome {
    // Asked first: a build may replace the program that is running.
    let binary = binary()?;
    let mut build = workspace::cargo();
    build.args(["build", "--release", "--locked", "--package", "docket"]);
    Failure::unless_success(process::run(&mut build)?)?;

    let scratch = Scratch::new("smoke")?;
    let mut start = command(&binary, scratch.path(), "127.0.0.1", "0");
    start.stderr(Stdio::piped());
    let mut server = Running::start(&mut start, Signal::Terminate)?;
    let mut log = Log::of(&mut server)?;
    let outcome = take_through_life(&binary, scratch.path(), &mut server, &mut log);
    if outcome.is_err() {
        log.show();
    }
    outcome
}

/// Everything that is asked of a server once it has been started.
fn take_through_life(
    binary: &Path,
    directory: &Path,
    server: &mut Running,
    log: &mut Log,
) -> Outcome {
    let address = log.await_address(server, START_LIMIT)?;
    report::say(format_args!("the server listens on {address}"));

    http::expect_healthy(address)?;
    let (host, port) = (address.ip().to_string(), address.port().to_string());
    let mut check = command(binary, directory, &host, &port);
    let status = Running::start(check.arg("healthcheck"), Signal::Kill)?.wait(CHECK_LIMIT)?;
    if !status.success() {
        return Err(Failure::because(format!(
            "`docket healthcheck` on a healthy server: {status}"
        )));
    }
    report::say("it is healthy, and `docket healthcheck` says so too");

    server.signal(Signal::Terminate);
    let status = server.wait(STOP_LIMIT)?;
    if !status.success() {
        return Err(Failure::because(format!("after SIGTERM: {status}")));
    }
    report::say("it stopped when it was told to");
    Ok(())
}

/// The binary, in a directory of its own and with no settings but these.
fn command(binary: &Path, directory: &Path, host: &str, port: &str) -> Command {
    let mut command = Command::new(binary);
    command
        .env_clear()
        .envs(variable("PATH").map(|path| ("PATH", path)))
        // Libraries that are installed where the system does not look by itself.
        .envs(variable("LD_LIBRARY_PATH").map(|path| ("LD_LIBRARY_PATH", path)))
        .env("HOST", host)
        .env("PORT", port)
        .env("LOG_FORMAT", "json")
        .current_dir(directory);
    command
}

/// Where cargo puts the binary: beside this program, whatever settings have moved the directory.
fn binary() -> Outcome<PathBuf> {
    let this = std::env::current_exe().map_err(Failure::while_doing("finding this program"))?;
    let target = this
        .ancestors()
        .nth(2)
        .ok_or_else(|| Failure::because("this program is in no directory of cargo's"))?;
    Ok(target.join("release/docket"))
}
