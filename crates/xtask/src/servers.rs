//! Private database servers: fresh, on loopback, and gone with the tests they were started for.

mod account;
mod crowd;
mod home;
mod mysql;
mod postgres;
mod server;

use std::net::TcpListener;

use crate::failure::{Failure, Outcome};
use crate::report;
use crate::scratch::Scratch;
pub(crate) use account::Account;
pub(crate) use crowd::Crowd;
use mysql::Mysql;
pub(crate) use mysql::MysqlPrograms;
use postgres::Postgres;
pub(crate) use postgres::PostgresPrograms;
use server::Engine;
pub(crate) use server::Server;

/// The user that owns everything on a private server.
const USER: &str = "docket";

/// How many connections a private server takes; tests run in parallel, each with its own pools.
const CONNECTIONS: u16 = 400;

/// A port on loopback that is free right now.
pub(crate) fn free_port() -> Outcome<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Failure::while_doing("looking for a free port"))
}

/// How much a private server does so that nothing is lost that was committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Nothing: it is fast, and its data do not outlive the tests.
    Careless,
    /// What it does by default: what was committed is on the disk.
    Full,
}

/// Starts a private PostgreSQL server, which lives in the directory.
pub(crate) fn start_postgres(scratch: &Scratch, durability: Durability) -> Outcome<Server> {
    let programs = PostgresPrograms::find().ok_or_else(|| vanished("PostgreSQL"))?;
    report::say("starting a private PostgreSQL server");
    Server::start(Box::new(Postgres::new(
        programs,
        scratch.path(),
        durability,
    )?))
}

/// Starts a private MariaDB server, which lives in the directory.
pub(crate) fn start_mysql(scratch: &Scratch, durability: Durability) -> Outcome<Server> {
    let programs = MysqlPrograms::find().ok_or_else(|| vanished("MariaDB"))?;
    report::say("starting a private MariaDB server");
    Server::start(Box::new(Mysql::new(programs, scratch.path(), durability)?))
}

/// The failure to find again what was there a moment ago.
fn vanished(engine: &str) -> Failure {
    Failure::because(format!("the programs of {engine} have vanished"))
}
