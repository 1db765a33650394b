//! A private PostgreSQL server.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::home::Home;
use super::{Account, CONNECTIONS, Durability, Engine, USER};
use crate::failure::{Failure, Outcome};
use crate::locate;
use crate::process::{Running, Signal};
use crate::scratch::random_hex;

/// Where packagers put the server's programs when they keep them out of `PATH`.
const PLACES: &[&str] = &[
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
];

/// The line of `postmaster.pid` that says how far the start has come.
const STATUS_LINE: usize = 7;

/// The version of the protocol that a client asks for: 3.0.
const PROTOCOL: u32 = 3 << 16;

/// What the server's first message begins with if it goes on with who has connected.
const ASKS_FOR_PASSWORD: u8 = b'R';

/// The programs of a PostgreSQL server.
#[derive(Debug)]
pub(crate) struct PostgresPrograms {
    directory: PathBuf,
}

impl PostgresPrograms {
    /// Finds the newest that is installed.
    pub(crate) fn find() -> Option<Self> {
        let directory = locate::directory_with(&["initdb", "postgres"], PLACES)?;
        Some(Self { directory })
    }

    /// The load generator that comes with the server.
    pub(crate) fn pgbench(&self) -> Option<PathBuf> {
        self.program("pgbench")
    }

    /// A program that comes with the server: beside it, or else wherever it is found.
    fn program(&self, name: &str) -> Option<PathBuf> {
        let beside = self.directory.join(name);
        if beside.is_file() {
            return Some(beside);
        }
        locate::program(&[name], PLACES)
    }
}

/// A PostgreSQL server to be started.
#[derive(Debug)]
pub(crate) struct Postgres {
    programs: PostgresPrograms,
    home: Home,
    password: String,
    durability: Durability,
}

impl Postgres {
    /// A server that will live in a directory inside of this one.
    pub(crate) fn new(
        programs: PostgresPrograms,
        inside: &Path,
        durability: Durability,
    ) -> Outcome<Self> {
        let account = Account::for_server(&["postgres", "nobody"])?;
        Ok(Self {
            programs,
            home: Home::new(inside.join("postgres"), account)?,
            password: random_hex()?,
            durability,
        })
    }
}

impl Engine for Postgres {
    fn name(&self) -> &'static str {
        "PostgreSQL"
    }

    fn stop(&self) -> Signal {
        // Killed, it would leave a piece of shared memory behind.
        Signal::Quit
    }

    fn stop_well(&self) -> Signal {
        Signal::Interrupt
    }

    fn home(&self) -> &Home {
        &self.home
    }

    fn prepare(&self) -> Outcome {
        let password = self.home.write_secret("password", &self.password)?;
        let mut initdb = self.home.command(&self.programs.directory.join("initdb"))?;
        initdb
            .arg("--pgdata")
            .arg(self.home.join("data"))
            .arg("--pwfile")
            .arg(password)
            .args(["--username", USER, "--auth", "scram-sha-256", "--no-sync"])
            // The poorest locale, and one that every system has: nothing can come to rely on the
            // database folding letters outside of ASCII.
            .args(["--encoding", "UTF8", "--locale", "C"]);
        self.home.run(&mut initdb)
    }

    fn command(&self, port: u16) -> Outcome<Command> {
        let settings = [
            format!("port={port}"),
            format!("max_connections={CONNECTIONS}"),
            "listen_addresses=127.0.0.1".to_owned(),
            "unix_socket_directories=".to_owned(),
            "shared_buffers=64MB".to_owned(),
        ];
        let careless = [
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ];
        let mut command = self
            .home
            .command(&self.programs.directory.join("postgres"))?;
        command.arg("-D").arg(self.home.join("data"));
        for setting in settings {
            command.arg("-c").arg(setting);
        }
        if self.durability == Durability::Careless {
            for setting in careless {
                command.arg("-c").arg(setting);
            }
        }
        Ok(command)
    }

    fn is_ready(&self, _port: u16) -> bool {
        // What `pg_ctl --wait` looks at, too.
        fs::read_to_string(self.home.join("data/postmaster.pid")).is_ok_and(|status| {
            status
                .lines()
                .nth(STATUS_LINE)
                .is_some_and(|line| line.trim() == "ready")
        })
    }

    fn url(&self, port: u16) -> String {
        format!(
            "postgres://{USER}:{}@127.0.0.1:{port}/postgres",
            self.password
        )
    }

    fn empty_url(&self, port: u16) -> String {
        // The database that is always there is empty.
        self.url(port)
    }

    fn serves(&self, command_line: &str) -> bool {
        // They say whom.
        command_line.contains(" 127.0.0.1(")
    }

    fn cut(&self, running: &Running) -> Outcome {
        // Being asked to end, they end the connection.
        running.signal_children(Signal::Terminate, |line| self.serves(line))?;
        Ok(())
    }

    fn begin(&self, connection: &mut TcpStream) -> io::Result<bool> {
        let mut words = PROTOCOL.to_be_bytes().to_vec();
        for word in ["user", USER, "database", "postgres", ""] {
            words.extend_from_slice(word.as_bytes());
            words.push(0);
        }
        // The length counts itself.
        let length = u32::try_from(words.len() + 4).map_err(io::Error::other)?;
        connection.write_all(&[&length.to_be_bytes()[..], &words].concat())?;
        let mut first = [0];
        connection.read_exact(&mut first)?;
        Ok(first[0] == ASKS_FOR_PASSWORD)
    }

    fn lock(&self, port: u16, table: &str, seconds: u64) -> Outcome<Command> {
        let client = self
            .programs
            .program("psql")
            .ok_or_else(|| Failure::because("the client program of PostgreSQL is missing"))?;
        let mut lock = self.home.command(&client)?;
        lock.args(["--no-psqlrc", "--set=ON_ERROR_STOP=1", "--host=127.0.0.1"])
            .arg(format!("--port={port}"))
            .arg(format!("--username={USER}"))
            .args(["--dbname=postgres", "--command"])
            // One command is one transaction.
            .arg(format!(
                "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep({seconds})"
            ))
            .env("PGPASSWORD", &self.password);
        Ok(lock)
    }
}
