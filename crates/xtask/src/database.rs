//! An empty database on each of the engines.

use std::ffi::OsStr;

use crate::failure::{Failure, Outcome};
use crate::scratch::Scratch;
use crate::servers::{self, Durability, Server};
use crate::setup::Need;

/// What a database can be kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// A file.
    Sqlite,
    /// A private PostgreSQL server.
    Postgres,
    /// A private MariaDB server.
    Mysql,
}

impl Engine {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Mysql];

    /// The one that an argument names.
    pub(crate) fn named(argument: &OsStr) -> Outcome<Self> {
        match argument.to_str() {
            Some("sqlite") => Ok(Self::Sqlite),
            Some("postgres") => Ok(Self::Postgres),
            Some("mysql") => Ok(Self::Mysql),
            _ => Err(Failure::Usage(format!(
                "there is no engine `{}`",
                argument.display()
            ))),
        }
    }

    /// What a person calls it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MariaDB",
        }
    }

    /// What there must be for it.
    pub(crate) const fn need(self) -> Option<Need> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(Need::PostgresServer),
            Self::Mysql => Some(Need::MysqlServer),
        }
    }
}

/// An empty database. Dropping it stops its server.
#[derive(Debug)]
pub(crate) struct Database {
    server: Option<Server>,
}

impl Database {
    /// Makes one in the directory.
    pub(crate) fn new(engine: Engine, scratch: &Scratch) -> Outcome<Self> {
        Self::with(engine, scratch, Durability::Careless)
    }

    /// Makes one in the directory that loses nothing that was committed.
    pub(crate) fn durable(engine: Engine, scratch: &Scratch) -> Outcome<Self> {
        Self::with(engine, scratch, Durability::Full)
    }

    fn with(engine: Engine, scratch: &Scratch, durability: Durability) -> Outcome<Self> {
        let server = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(servers::start_postgres(scratch, durability)?),
            Engine::Mysql => Some(servers::start_mysql(scratch, durability)?),
        };
        Ok(Self { server })
    }

    /// Its URL, for a server that runs in the directory.
    pub(crate) fn url(&self) -> &str {
        match &self.server {
            None => "sqlite://docket.db",
            Some(server) => server.empty_url(),
        }
    }

    /// Its server, if it has one.
    pub(crate) const fn server(&mut self) -> Option<&mut Server> {
        self.server.as_mut()
    }
}
