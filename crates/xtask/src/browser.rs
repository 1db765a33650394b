//! `cargo xtask browser`: Swagger UI as a person uses it, in Chromium, on a server of its own.
//!
//! What the person does is written in `crates/xtask/browser`, for Node.

mod arguments;
mod driver;

use std::ffi::OsString;

use crate::docket::{self, Docket, Profile};
use crate::failure::{Failure, Outcome};
use crate::scratch::Scratch;
use crate::setup::{self, Need};
use crate::{process, workspace};
use arguments::Pictures;
use driver::Driver;

/// The settings of the server: those of every day, with cheap passwords, and without limits that
/// so many logins would exceed.
const SETTINGS: &[(&str, &str)] = &[("BCRYPT_COST", "4"), ("RATE_LIMIT", "off")];

/// Does what a person does, and takes pictures of it if they were asked for.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let pictures = Pictures::read(arguments)?;
    setup::ensure(&[Need::MysqlClientLibrary, Need::Node, Need::Chromium])?;
    let driver = Driver::ensure()?;
    let binary = docket::build(Profile::Debug)?;
    // Declared before the server, hence removed after it has stopped.
    let scratch = Scratch::new("browser")?;
    let mut settings = SETTINGS.to_vec();
    let database = format!("sqlite://{}", scratch.path().join("docket.db").display());
    settings.push(("DATABASE_URL", &database));
    let mut server = Docket::start(&binary, scratch.path(), &settings)?;
    let failure = workspace::target()?.join("browser").join("failure.png");
    let mut command = driver.command(server.address());
    command.arg("--failure").arg(failure);
    // What the browser leaves behind goes away with the database.
    command.env("TMPDIR", scratch.path());
    if let Some(directory) = pictures.directory() {
        command.arg("--screenshots").arg(directory);
    }
    let outcome = process::run(&mut command).and_then(Failure::unless_success);
    if outcome.is_err() {
        server.log().show_errors();
    }
    outcome
}
