//! `cargo xtask test`: all tests, on every engine, none skipped.

use std::ffi::OsString;

use crate::environment::variable;
use crate::failure::{Failure, Outcome};
use crate::scratch::Scratch;
use crate::servers::{Mysql, MysqlPrograms, Postgres, PostgresPrograms, Server};
use crate::setup::{self, Need};
use crate::{process, report, workspace};

/// Where the tests look for a PostgreSQL database from which they can create others.
const POSTGRES_URL: &str = "DOCKET_TEST_POSTGRES_URL";

/// Where the tests look for a MySQL or MariaDB database from which they can create others.
const MYSQL_URL: &str = "DOCKET_TEST_MYSQL_URL";

/// Features that are off by default and must be tested all the same.
const FEATURES: &str = "docket/mysql,docket-persistence/mysql";

/// Sees to all that the tests need, runs them, and clears up.
pub(crate) fn run(extra: &[OsString]) -> Outcome {
    let (no_postgres, no_mysql) = (
        variable(POSTGRES_URL).is_none(),
        variable(MYSQL_URL).is_none(),
    );
    let mut needs = vec![Need::MysqlClientLibrary];
    needs.extend(no_postgres.then_some(Need::PostgresServer));
    needs.extend(no_mysql.then_some(Need::MysqlServer));
    setup::ensure(&needs)?;

    // Declared before the servers, hence removed after they have stopped.
    let scratch = Scratch::new("test")?;
    let postgres = no_postgres.then(|| start_postgres(&scratch)).transpose()?;
    let mysql = no_mysql.then(|| start_mysql(&scratch)).transpose()?;

    let mut cargo = workspace::cargo();
    cargo
        .args(["test", "--locked", "--workspace", "--features", FEATURES])
        .args(extra);
    for (name, server) in [(POSTGRES_URL, &postgres), (MYSQL_URL, &mysql)] {
        if let Some(server) = server {
            cargo.env(name, server.url());
        }
    }
    Failure::unless_success(process::run(&mut cargo)?)
}

/// Starts a private PostgreSQL server.
fn start_postgres(scratch: &Scratch) -> Outcome<Server> {
    let programs = PostgresPrograms::find().ok_or_else(|| vanished("PostgreSQL"))?;
    report::say("starting a private PostgreSQL server");
    Server::start(&Postgres::new(programs, scratch.path())?)
}

/// Starts a private MariaDB server.
fn start_mysql(scratch: &Scratch) -> Outcome<Server> {
    let programs = MysqlPrograms::find().ok_or_else(|| vanished("MariaDB"))?;
    report::say("starting a private MariaDB server");
    Server::start(&Mysql::new(programs, scratch.path())?)
}

/// The failure to find again what was there a moment ago.
fn vanished(engine: &str) -> Failure {
    Failure::because(format!("the programs of {engine} have vanished"))
}
