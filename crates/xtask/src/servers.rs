//! Private database servers: fresh, on loopback, and gone with the tests they were started for.

mod account;
mod home;
mod mysql;
mod postgres;
mod server;

use std::net::TcpListener;

use crate::failure::{Failure, Outcome};
pub(crate) use account::Account;
pub(crate) use mysql::{Mysql, MysqlPrograms};
pub(crate) use postgres::{Postgres, PostgresPrograms};
pub(crate) use server::{Engine, Server};

/// The user that owns everything on a private server.
pub(crate) const USER: &str = "docket";

/// How many connections a private server takes; tests run in parallel, each with its own pools.
const CONNECTIONS: u16 = 400;

/// A port on loopback that is free right now.
fn free_port() -> Outcome<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Failure::while_doing("looking for a free port"))
}
