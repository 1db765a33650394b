//! `cargo xtask test`: all tests, on every engine, none skipped.

use std::ffi::OsString;

use crate::environment::variable;
use crate::failure::{Failure, Outcome};
use crate::scratch::Scratch;
use crate::servers::Durability;
use crate::setup::{self, Need};
use crate::{process, servers, workspace};

/// Where the tests look for a PostgreSQL database from which they can create others.
const POSTGRES_URL: &str = "DOCKET_TEST_POSTGRES_URL";

/// Where the tests look for a MySQL or MariaDB database from which they can create others.
const MYSQL_URL: &str = "DOCKET_TEST_MYSQL_URL";

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
    let postgres = no_postgres
        .then(|| servers::start_postgres(&scratch, Durability::Careless))
        .transpose()?;
    let mysql = no_mysql
        .then(|| servers::start_mysql(&scratch, Durability::Careless))
        .transpose()?;

    let mut cargo = workspace::cargo();
    cargo
        .args([
            "test",
            "--locked",
            "--workspace",
            "--features",
            workspace::FEATURES,
        ])
        .args(extra);
    for (name, server) in [(POSTGRES_URL, &postgres), (MYSQL_URL, &mysql)] {
        if let Some(server) = server {
            cargo.env(name, server.url());
        }
    }
    Failure::unless_success(process::run(&mut cargo)?)
}
