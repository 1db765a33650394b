//! The things that may be missing: how each is recognised, and what its packages are called.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::environment::variable;
use crate::locate;
use crate::servers::{MysqlPrograms, PostgresPrograms};

/// Something that building or testing needs and that Rust does not bring along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// The client library that the `mysql` feature links.
    MysqlClientLibrary,
    /// The programs of a PostgreSQL server.
    PostgresServer,
    /// The programs of a MariaDB or MySQL server.
    MysqlServer,
    /// A Python that can make virtual environments.
    Python,
    /// The program that tells what another one asks of the system.
    Strace,
    /// The program by which a person talks to a file of SQLite.
    Sqlite3,
    /// The client library of PostgreSQL, if it is to be the system's.
    PostgresClientLibrary,
    /// What makes Debian packages, finds their dependencies, and judges them and their units.
    DebianTools,
    /// What runs JavaScript outside of browsers, and installs packages for it.
    Node,
    /// One that is as new as the linter of documents asks for.
    RecentNode,
    /// A browser that is driven without a screen.
    Chromium,
    /// A proxy.
    Nginx,
    /// Another proxy.
    Caddy,
    /// The client of HTTP that every person has.
    Curl,
    /// The program that makes certificates.
    Openssl,
}

/// The names under which Chromium is installed, or what is made of it.
pub(crate) const CHROMIUM: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// Whether Node knows `util.parseArgs`, as since 18.3.
const ARGUMENTS: &str = "() => typeof require('node:util').parseArgs === 'function'";

/// Whether Node is one that Redocly runs on: 20.19, or 22.12 and later.
const NEW_ENOUGH: &str = "({ versions }) => { \
    const [major, minor] = versions.node.split('.').map(Number); \
    return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19); }";

impl Need {
    /// Whether it is here.
    pub(crate) fn is_met(self) -> bool {
        match self {
            Self::MysqlClientLibrary => has_mysql_client_library(),
            Self::PostgresServer => PostgresPrograms::find().is_some(),
            Self::MysqlServer => MysqlPrograms::find().is_some(),
            Self::Python => succeeds("python3", &["-c", "import venv, ensurepip"]),
            Self::Strace => succeeds("strace", &["-V"]),
            Self::Sqlite3 => succeeds("sqlite3", &["--version"]),
            Self::PostgresClientLibrary => succeeds("pkg-config", &["--exists", "libpq"]),
            Self::DebianTools => {
                succeeds("dpkg-shlibdeps", &["--version"])
                    && succeeds("lintian", &["--version"])
                    && succeeds("systemd-analyze", &["--version"])
            }
            Self::Node => succeeds("npm", &["--version"]) && has_node(ARGUMENTS),
            Self::RecentNode => succeeds("npm", &["--version"]) && has_node(NEW_ENOUGH),
            Self::Chromium => locate::program(CHROMIUM, &[]).is_some(),
            Self::Nginx => nginx().is_some(),
            Self::Caddy => succeeds("caddy", &["version"]),
            Self::Curl => succeeds("curl", &["--version"]),
            Self::Openssl => succeeds("openssl", &["version"]),
        }
    }

    /// What a person calls it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::MysqlClientLibrary => "the MariaDB client library for development",
            Self::PostgresServer => "a PostgreSQL server",
            Self::MysqlServer => "a MariaDB server",
            Self::Python => "a python3 with venv",
            Self::Strace => "strace",
            Self::Sqlite3 => "sqlite3",
            Self::PostgresClientLibrary => "the PostgreSQL client library for development",
            Self::DebianTools => "dpkg-dev, lintian and systemd-analyze",
            Self::Node => "node (18.3 or newer) with npm",
            Self::RecentNode => "node (20.19 or newer) with npm",
            Self::Chromium => "Chromium",
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
            Self::Curl => "curl",
            Self::Openssl => "openssl",
        }
    }

    /// What else a person can do than install it.
    pub(crate) const fn instead(self) -> &'static str {
        match self {
            Self::MysqlClientLibrary => "set MYSQLCLIENT_LIB_DIR and MYSQLCLIENT_VERSION",
            Self::PostgresServer => "set DOCKET_TEST_POSTGRES_URL",
            Self::MysqlServer => "set DOCKET_TEST_MYSQL_URL",
            Self::PostgresClientLibrary => "leave out `--system-libraries`",
            Self::DebianTools => "name the other parts",
            Self::Node | Self::RecentNode => "put node and npm into PATH",
            Self::Chromium => "put chromium or google-chrome into PATH",
            Self::Python
            | Self::Strace
            | Self::Sqlite3
            | Self::Nginx
            | Self::Caddy
            | Self::Curl
            | Self::Openssl => "put one into PATH",
        }
    }

    /// Its packages on Debian and Ubuntu.
    pub(crate) const fn debian(self) -> &'static [&'static str] {
        match self {
            Self::MysqlClientLibrary => &["pkg-config", "libmariadb-dev"],
            Self::PostgresServer => &["postgresql"],
            Self::MysqlServer => &["mariadb-server"],
            Self::Python => &["python3-venv"],
            Self::Strace => &["strace"],
            Self::Sqlite3 => &["sqlite3"],
            Self::PostgresClientLibrary => &["pkg-config", "libpq-dev"],
            Self::DebianTools => &["dpkg-dev", "lintian", "systemd"],
            Self::Node | Self::RecentNode => &["nodejs", "npm"],
            Self::Chromium => &["chromium", "fonts-liberation"],
            Self::Nginx => &["nginx-light"],
            Self::Caddy => &["caddy"],
            Self::Curl => &["curl"],
            Self::Openssl => &["openssl"],
        }
    }

    /// Its packages on Fedora.
    pub(crate) const fn fedora(self) -> &'static [&'static str] {
        match self {
            Self::MysqlClientLibrary => &["pkgconf-pkg-config", "mariadb-connector-c-devel"],
            Self::PostgresServer => &["postgresql-server"],
            Self::MysqlServer => &["mariadb-server"],
            Self::Python => &["python3"],
            Self::Strace => &["strace"],
            Self::Sqlite3 => &["sqlite"],
            Self::PostgresClientLibrary => &["pkgconf-pkg-config", "libpq-devel"],
            // They are Debian's alone.
            Self::DebianTools => &[],
            Self::Node | Self::RecentNode => &["nodejs", "nodejs-npm"],
            Self::Chromium => &["chromium"],
            Self::Nginx => &["nginx"],
            Self::Caddy => &["caddy"],
            Self::Curl => &["curl"],
            Self::Openssl => &["openssl"],
        }
    }

    /// Its packages in Homebrew.
    pub(crate) const fn homebrew(self) -> &'static [&'static str] {
        match self {
            Self::MysqlClientLibrary => &["pkgconf", "mariadb-connector-c"],
            Self::PostgresServer => &["postgresql@17"],
            Self::MysqlServer => &["mariadb"],
            Self::Python => &["python"],
            // They are for Linux alone, and Debian's.
            Self::Strace | Self::DebianTools => &[],
            Self::Sqlite3 => &["sqlite"],
            Self::PostgresClientLibrary => &["pkgconf", "libpq"],
            Self::Node | Self::RecentNode => &["node"],
            Self::Chromium => &["chromium"],
            Self::Nginx => &["nginx"],
            Self::Caddy => &["caddy"],
            Self::Curl => &["curl"],
            Self::Openssl => &["openssl"],
        }
    }
}

/// Looks where the build script of `mysqlclient-sys` looks.
fn has_mysql_client_library() -> bool {
    variable("MYSQLCLIENT_LIB_DIR").is_some()
        || succeeds("pkg-config", &["--exists", "mysqlclient"])
        || succeeds("pkg-config", &["--exists", "libmariadb"])
        || succeeds("mysql_config", &["--libs"])
}

/// Whether Node, if there is one, says yes to this.
fn has_node(question: &str) -> bool {
    let script = format!("process.exit(({question})(process) ? 0 : 1)");
    succeeds("node", &["--eval", &script])
}

/// Where nginx is, which many systems keep out of the `PATH` of all but root.
pub(crate) fn nginx() -> Option<PathBuf> {
    locate::program(&["nginx"], &["/usr/sbin", "/usr/local/sbin"])
}

/// Whether a program is here and ends well.
pub(super) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
