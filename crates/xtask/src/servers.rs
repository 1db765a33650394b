//! Private database servers: fresh, on loopback, and gone with the tests they were started for.

mod account;
mod home;
mod mysql;
mod postgres;
mod server;

use std::net::TcpListener;

use crate::failure::{Failure, Outcome};
use crate::report;
use crate::scratch::Scratch;
pub(crate) use account::Account;
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
fn free_port() -> Outcome<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Failure::while_doing("looking for a free port"))
}

/// Starts a private PostgreSQL server, which lives in the directory.
pub(crate) fn start_postgres(scratch: &Scratch) -> Outcome<Server> {
    let programs = PostgresPrograms::find().ok_or_else(|| vanished("PostgreSQL"))?;
    report::say("starting a private PostgreSQL server");
    Server::start(&Postgres::new(programs, scratch.path())?)
}

/// Starts a private MariaDB server, which lives in the directory.
pub(crate) fn start_mysql(scratch: &Scratch) -> Outcome<Server> {
    let programs = MysqlPrograms::find().ok_or_else(|| vanished("MariaDB"))?;
    report::say("starting a private MariaDB server");
    Server::start(&Mysql::new(programs, scratch.path())?)
}

/// The failure to find again what was there a moment ago.
fn vanished(engine: &str) -> Failure {
    Failure::because(format!("the programs of {engine} have vanished"))
}
