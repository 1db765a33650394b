//! One database of one size, its server, and the user who asks.

use std::path::Path;
use std::time::Instant;

use super::fill;
use crate::database::{Database, Engine};
use crate::docket::{Client, Docket};
use crate::failure::Outcome;
use crate::report;
use crate::scratch::Scratch;

/// The server as it is by default, but with tokens and connections that outlive the measurement,
/// and without the limits that it would exceed.
const SETTINGS: &[(&str, &str)] = &[
    ("BCRYPT_COST", "4"),
    ("ACCESS_TOKEN_EXPIRE_MINUTES", "600"),
    ("KEEP_ALIVE_SECONDS", "3600"),
    ("RATE_LIMIT", "off"),
];

/// A server on a database with so many tasks, a tenth of which belong to the user who asks.
#[derive(Debug)]
pub(super) struct Stage {
    /// The connection of that user.
    pub(super) owner: Client,
    tasks: u32,
    // Dropped in this order: first who uses, then what is used.
    _server: Docket,
    _database: Database,
    _scratch: Scratch,
}

impl Stage {
    /// Starts a server on an empty database, and fills it.
    pub(super) fn set(engine: Engine, binary: &Path, tasks: u32) -> Outcome<Self> {
        let scratch = Scratch::new("scale")?;
        let database = Database::new(engine, &scratch)?;
        let mut settings = SETTINGS.to_vec();
        settings.push(("DATABASE_URL", database.url()));
        let server = Docket::start(binary, scratch.path(), &settings)?;
        let started = Instant::now();
        let owner = fill::fill(&server, tasks, tasks / 10)?;
        report::say(format_args!(
            "{}: made {tasks} tasks in {} s",
            engine.name(),
            started.elapsed().as_secs()
        ));
        Ok(Self {
            owner,
            tasks,
            _server: server,
            _database: database,
            _scratch: scratch,
        })
    }

    /// How many tasks there are.
    pub(super) fn tasks(&self) -> u32 {
        self.tasks
    }

    /// How many of them belong to the user who asks.
    pub(super) fn owned(&self) -> u32 {
        self.tasks / 10
    }
}
