//! Databases on servers that are there already.

use std::fmt::Write;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use url::Url;

/// How often it is tried to make a database: servers refuse to while its template is in use.
const TRIES: u32 = 20;

/// A database on a server, dropped with this value.
#[derive(Debug)]
pub(super) struct ServerDatabase {
    /// Where statements are run that make and drop databases.
    admin: Url,
    run: fn(&Url, &str) -> Result<(), String>,
    url: String,
    drop_statement: String,
}

impl ServerDatabase {
    /// Makes one on the PostgreSQL server that the environment names.
    pub(super) fn on_postgres() -> Self {
        let name = unique_name();
        Self::make(
            "DOCKET_TEST_POSTGRES_URL",
            |server, statement| run_on_postgres(server.as_str(), statement),
            &name,
            // By `template0`, which nobody can be connected to; by code point, wherever it runs.
            &format!(
                "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            ),
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        )
    }

    /// Makes one on the MySQL or MariaDB server that the environment names. Its character set is
    /// the server's own, whatever that is: migrations must not depend on it.
    pub(super) fn on_mysql() -> Self {
        let name = unique_name();
        Self::make(
            "DOCKET_TEST_MYSQL_URL",
            run_on_mysql,
            &name,
            &format!("CREATE DATABASE {name}"),
            format!("DROP DATABASE IF EXISTS {name}"),
        )
    }

    fn make(
        variable: &str,
        run: fn(&Url, &str) -> Result<(), String>,
        name: &str,
        create_statement: &str,
        drop_statement: String,
    ) -> Self {
        let admin = server_url(variable);
        let mut url = admin.clone();
        url.set_path(name);
        let mut outcome = Ok(());
        for _ in 0..TRIES {
            outcome = run(&admin, create_statement);
            if outcome.is_ok() {
                break;
            }
        }
        outcome.unwrap_or_else(|why| panic!("no database was made on {variable}: {why}"));
        Self {
            admin,
            run,
            url: url.into(),
            drop_statement,
        }
    }

    /// Where the database is.
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for ServerDatabase {
    fn drop(&mut self) {
        let outcome = (self.run)(&self.admin, &self.drop_statement);
        // A second panic would hide the first one, and end the whole process.
        if !std::thread::panicking() {
            outcome.expect("a database of a test can be dropped");
        }
    }
}

/// The URL that `variable` holds.
#[expect(
    clippy::disallowed_methods,
    reason = "where the servers are is for the machine to say"
)]
fn server_url(variable: &str) -> Url {
    let Ok(url) = std::env::var(variable) else {
        panic!("{variable} is not set: set it to the URL of a server, or run `cargo xtask test`");
    };
    Url::parse(&url).unwrap_or_else(|why| panic!("{variable} is no URL: {why}"))
}

/// A name that no other database has, in this process or another one.
fn unique_name() -> String {
    let mut random = [0; 8];
    getrandom::fill(&mut random).expect("the operating system has random bytes");
    random
        .iter()
        .fold("docket_test_".to_owned(), |mut name, byte| {
            write!(name, "{byte:02x}").expect("a string can be written to");
            name
        })
}

/// Runs statements on the PostgreSQL database with this URL.
pub(super) fn run_on_postgres(url: &str, statement: &str) -> Result<(), String> {
    let mut connection = PgConnection::establish(url).map_err(|why| why.to_string())?;
    connection
        .batch_execute(statement)
        .map_err(|why| why.to_string())
}

#[cfg(feature = "mysql")]
fn run_on_mysql(server: &Url, statement: &str) -> Result<(), String> {
    // The driver knows one name of the scheme, and Docket two.
    let address = server.as_str().replacen("mariadb://", "mysql://", 1);
    let mut connection =
        diesel::MysqlConnection::establish(&address).map_err(|why| why.to_string())?;
    // Whoever is still in a transaction on a database keeps it from being dropped, by default for
    // a day: better a failed test.
    connection
        .batch_execute("SET SESSION lock_wait_timeout = 10")
        .and_then(|()| connection.batch_execute(statement))
        .map_err(|why| why.to_string())
}

#[cfg(not(feature = "mysql"))]
fn run_on_mysql(_: &Url, _: &str) -> Result<(), String> {
    panic!("testing on MySQL needs the feature: cargo test --features docket-testkit/mysql");
}
