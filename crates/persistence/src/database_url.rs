//! Which database: the URL, in every spelling that people bring along.

mod error;
mod server;
mod sqlite;
#[cfg(test)]
mod tests;

pub use error::DatabaseUrlError;

use std::fmt;
use std::path::{Path, PathBuf};

pub(crate) use server::ServerUrl;

/// The kinds of database that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EngineKind {
    /// A file, through the SQLite that is built in.
    Sqlite,
    /// A PostgreSQL server, or one that speaks its protocol.
    Postgres,
    /// A MySQL or MariaDB server.
    Mysql,
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
        })
    }
}

/// The URL of a database. It never shows its password when printed.
///
/// ```
/// use docket_persistence::{DatabaseUrl, EngineKind};
///
/// let url = DatabaseUrl::parse("postgresql+asyncpg://ada:secret@db.example/tasks")?;
/// assert_eq!(url.engine(), EngineKind::Postgres);
/// assert!(!format!("{url} {url:?}").contains("secret"));
/// # Ok::<(), docket_persistence::DatabaseUrlError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Target);

/// What a URL points to.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A file of SQLite.
    Sqlite(PathBuf),
    /// A PostgreSQL server.
    Postgres(ServerUrl),
    /// A MySQL or MariaDB server; only in builds that can talk to one.
    #[cfg(feature = "mysql")]
    Mysql(ServerUrl),
}

impl DatabaseUrl {
    /// Reads a URL: `sqlite:`, `postgres:`, `postgresql:`, `mysql:` or `mariadb:`, in any case,
    /// with or without the `+driver` that SQLAlchemy puts after it.
    ///
    /// Three slashes of SQLite mean two things in the wild. `sqlite:///task.db` and
    /// `sqlite:///./data/task.db` are relative, as SQLAlchemy has it; `sqlite:///srv/task.db`,
    /// which has a directory, is `/srv/task.db`, as everyone else has it. Four slashes are always
    /// absolute, two always relative.
    ///
    /// # Errors
    /// [`DatabaseUrlError`], which never repeats the URL: there may be a password in it.
    pub fn parse(raw: &str) -> Result<Self, DatabaseUrlError> {
        let (scheme, rest) = raw
            .trim()
            .split_once(':')
            .ok_or(DatabaseUrlError::NoScheme)?;
        let scheme = scheme.to_ascii_lowercase();
        let name = scheme
            .split_once('+')
            .map_or(scheme.as_str(), |(name, _driver)| name);
        match name {
            "sqlite" => sqlite::parse(rest).map(Target::Sqlite),
            "postgres" | "postgresql" => server::parse_postgres(rest).map(Target::Postgres),
            "mysql" | "mariadb" => parse_mysql(rest),
            // Someone may have pasted a password alone, so only what looks like a scheme is shown.
            other if !other.is_empty() && other.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                Err(DatabaseUrlError::UnknownScheme(other.to_owned()))
            }
            _ => Err(DatabaseUrlError::NoScheme),
        }
        .map(Self)
    }

    /// The URL of a PostgreSQL database, of its parts as they are: nothing need be encoded. A
    /// `host` that begins with a slash is the directory of a Unix socket.
    ///
    /// # Errors
    /// [`DatabaseUrlError`] if a part has a NUL in it.
    pub fn postgres(
        user: Option<&str>,
        password: Option<&str>,
        host: &str,
        port: u16,
        name: &str,
    ) -> Result<Self, DatabaseUrlError> {
        ServerUrl::of_parts(user, password, host, port, name)
            .map(Target::Postgres)
            .map(Self)
    }

    /// The kind of database that it points to.
    #[must_use]
    pub fn engine(&self) -> EngineKind {
        match &self.0 {
            Target::Sqlite(_) => EngineKind::Sqlite,
            Target::Postgres(_) => EngineKind::Postgres,
            #[cfg(feature = "mysql")]
            Target::Mysql(_) => EngineKind::Mysql,
        }
    }

    /// The file, if it is one of SQLite.
    #[must_use]
    pub fn sqlite_path(&self) -> Option<&Path> {
        if let Target::Sqlite(path) = &self.0 {
            Some(path)
        } else {
            None
        }
    }

    /// What it points to.
    pub(crate) fn target(&self) -> &Target {
        &self.0
    }
}

#[cfg(feature = "mysql")]
fn parse_mysql(rest: &str) -> Result<Target, DatabaseUrlError> {
    server::parse_mysql(rest).map(Target::Mysql)
}

#[cfg(not(feature = "mysql"))]
fn parse_mysql(_: &str) -> Result<Target, DatabaseUrlError> {
    Err(DatabaseUrlError::EngineMissing {
        engine: EngineKind::Mysql,
        feature: "mysql",
    })
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Target::Sqlite(path) if path.is_absolute() => write!(f, "sqlite:///{}", path.display()),
            Target::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Target::Postgres(server) => server.fmt(f),
            #[cfg(feature = "mysql")]
            Target::Mysql(server) => server.fmt(f),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

impl std::str::FromStr for DatabaseUrl {
    type Err = DatabaseUrlError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        Self::parse(raw)
    }
}
