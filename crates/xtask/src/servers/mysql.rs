//! A private MariaDB server, or a MySQL one where that is what is installed.

use std::io::{self, Read as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::home::Home;
use super::{Account, CONNECTIONS, Durability, Engine, USER};
use crate::failure::{Failure, Outcome};
use crate::locate;
use crate::process::{Running, Signal};
use crate::scratch::random_hex;

/// Where packagers put the server's programs when they keep them out of `PATH`.
const PLACES: &[&str] = &[
    "/usr/sbin",
    "/usr/libexec",
    "/usr/local/sbin",
    "/usr/local/libexec",
    "/opt/homebrew/opt/mariadb*/bin",
    "/usr/local/opt/mariadb*/bin",
    "/home/linuxbrew/.linuxbrew/opt/mariadb*/bin",
    "/opt/homebrew/opt/mysql*/bin",
    "/usr/local/opt/mysql*/bin",
    "/usr/local/mysql/bin",
];

/// A database with nothing in it.
const EMPTY: &str = "docket";

/// The version of the protocol with which a server greets; after an error it is 255 instead.
const GREETING: u8 = 10;

/// The programs of a MariaDB or MySQL server.
#[derive(Debug)]
pub(crate) struct MysqlPrograms {
    server: PathBuf,
    /// What makes a data directory; MySQL's server does that itself.
    installer: Option<PathBuf>,
}

impl MysqlPrograms {
    /// Finds MariaDB's if they are installed, else MySQL's.
    pub(crate) fn find() -> Option<Self> {
        let installer = locate::program(&["mariadb-install-db", "mysql_install_db"], PLACES);
        let mariadb = locate::program(&["mariadbd"], PLACES);
        let mysql = locate::program(&["mysqld"], PLACES);
        match (mariadb, mysql, installer) {
            (Some(server), _, Some(installer)) => Some(Self {
                server,
                installer: Some(installer),
            }),
            // Without MariaDB's own name: its older releases, or MySQL if there is no installer.
            (None, Some(server), installer) => Some(Self { server, installer }),
            _ => None,
        }
    }
}

/// A MariaDB or MySQL server to be started.
#[derive(Debug)]
pub(crate) struct Mysql {
    programs: MysqlPrograms,
    home: Home,
    password: String,
    durability: Durability,
}

impl Mysql {
    /// A server that will live in a directory inside of this one.
    pub(crate) fn new(
        programs: MysqlPrograms,
        inside: &Path,
        durability: Durability,
    ) -> Outcome<Self> {
        let account = Account::for_server(&["mysql", "nobody"])?;
        Ok(Self {
            programs,
            home: Home::new(inside.join("mysql"), account)?,
            password: random_hex()?,
            durability,
        })
    }

    /// What makes a data directory, but for the option that says where.
    fn data_directory_command(&self) -> Outcome<Command> {
        let Some(installer) = &self.programs.installer else {
            let mut command = self.home.command(&self.programs.server)?;
            command.args(["--no-defaults", "--initialize-insecure"]);
            return Ok(command);
        };
        let mut command = self.home.command(installer)?;
        command
            .args(["--no-defaults", "--auth-root-authentication-method=normal"])
            // Neither anonymous users nor a database that is open to all.
            .args(["--skip-test-db", "--skip-name-resolve"]);
        Ok(command)
    }

    /// What runs statements as the server's own administrator.
    fn statements(&self, statements: &str) -> Outcome<Command> {
        let client = locate::program(&["mariadb", "mysql"], PLACES)
            .ok_or_else(|| Failure::because("the client program of MariaDB is missing"))?;
        let mut command = self.home.command(&client)?;
        command
            .arg("--no-defaults")
            .arg(self.path_option("socket", "socket"))
            .args(["--user=root", "--execute", statements])
            .env("MYSQL_PWD", &self.password);
        Ok(command)
    }

    /// `--name=` and a path in the home.
    fn path_option(&self, name: &str, inside: &str) -> String {
        format!("--{name}={}", self.home.join(inside).display())
    }
}

impl Engine for Mysql {
    fn name(&self) -> &'static str {
        "MariaDB"
    }

    fn stop(&self) -> Signal {
        // It is one process, and its data are thrown away.
        Signal::Kill
    }

    fn stop_well(&self) -> Signal {
        Signal::Terminate
    }

    fn home(&self) -> &Home {
        &self.home
    }

    fn prepare(&self) -> Outcome {
        // One statement on each line, as the server wants it. From outside only our user gets in.
        let accounts = format!(
            "CREATE USER '{USER}'@'%' IDENTIFIED BY '{password}';\n\
             GRANT ALL PRIVILEGES ON *.* TO '{USER}'@'%' WITH GRANT OPTION;\n\
             ALTER USER 'root'@'localhost' IDENTIFIED BY '{password}';\n\
             DROP USER IF EXISTS 'root'@'127.0.0.1', 'root'@'::1';\n\
             CREATE DATABASE IF NOT EXISTS {EMPTY};\n",
            password = self.password
        );
        self.home.write_secret("accounts.sql", &accounts)?;
        let mut command = self.data_directory_command()?;
        command.arg(self.path_option("datadir", "data"));
        self.home.run(&mut command)
    }

    fn command(&self, port: u16) -> Outcome<Command> {
        let mut command = self.home.command(&self.programs.server)?;
        command
            // The first, or it is not understood: nothing of the machine's own server counts here.
            .arg("--no-defaults")
            .arg(self.path_option("datadir", "data"))
            .arg(self.path_option("socket", "socket"))
            .arg(self.path_option("pid-file", "pid"))
            .arg(self.path_option("init-file", "accounts.sql"))
            .arg(format!("--port={port}"))
            .arg(format!("--max-connections={CONNECTIONS}"))
            .args(["--bind-address=127.0.0.1", "--skip-name-resolve"])
            .args(["--character-set-server=utf8mb4", "--skip-log-bin"])
            .arg("--innodb-buffer-pool-size=64M")
            // MySQL's second port, which MariaDB does not know.
            .arg("--loose-mysqlx=0");
        if self.durability == Durability::Careless {
            command.arg("--innodb-flush-method=nosync").args([
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-doublewrite=0",
            ]);
        }
        Ok(command)
    }

    fn is_ready(&self, port: u16) -> bool {
        greets(port).unwrap_or(false)
    }

    fn url(&self, port: u16) -> String {
        format!("mysql://{USER}:{}@127.0.0.1:{port}/mysql", self.password)
    }

    fn empty_url(&self, port: u16) -> String {
        format!("mysql://{USER}:{}@127.0.0.1:{port}/{EMPTY}", self.password)
    }

    fn serves(&self, _command_line: &str) -> bool {
        false
    }

    fn cut(&self, _running: &Running) -> Outcome {
        let kill = format!("KILL CONNECTION USER {USER}");
        self.home.run(&mut self.statements(&kill)?)
    }

    fn begin(&self, connection: &mut TcpStream) -> io::Result<bool> {
        greeting(connection)
    }

    fn lock(&self, _port: u16, table: &str, seconds: u64) -> Outcome<Command> {
        self.statements(&format!(
            "LOCK TABLES {EMPTY}.{table} WRITE; DO SLEEP({seconds})"
        ))
    }
}

/// Whether a server greets who connects: four bytes of a header, then the protocol's version.
fn greets(port: u16) -> io::Result<bool> {
    let limit = Duration::from_secs(1);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, limit)?;
    stream.set_read_timeout(Some(limit))?;
    greeting(&mut stream)
}

/// Whether what comes is a greeting, and not an error.
fn greeting(connection: &mut TcpStream) -> io::Result<bool> {
    let mut start = [0_u8; 5];
    connection.read_exact(&mut start)?;
    Ok(start[4] == GREETING)
}
