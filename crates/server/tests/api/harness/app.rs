//! A server on a database of its own.

use docket_testkit::database::{TestDatabase, TestEngine};

use super::client::{Client, PASSWORD};
use super::process::Docket;
use super::server::Server;

/// A server on a database of its own. Parts are dropped in this order: first the server.
pub(crate) struct App {
    server: Server,
    docket: Docket,
    database: TestDatabase,
}

impl App {
    /// With the settings that are good for tests.
    #[track_caller]
    pub(crate) fn start(engine: TestEngine) -> Self {
        Self::with(engine, &[])
    }

    /// With these variables too.
    #[track_caller]
    pub(crate) fn with(engine: TestEngine, variables: &[(&str, &str)]) -> Self {
        let database = TestDatabase::create(engine);
        let docket = variables
            .iter()
            .fold(Docket::on(database.url()), |docket, (name, value)| {
                docket.with(name, value)
            });
        Self {
            server: docket.start(),
            docket,
            database,
        }
    }

    /// The server.
    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    /// The binary with the server's settings, to run more of it.
    pub(crate) fn docket(&self) -> &Docket {
        &self.docket
    }

    /// The URL of the database.
    pub(crate) fn database_url(&self) -> &str {
        self.database.url()
    }

    /// A client without a token.
    pub(crate) fn client(&self) -> Client {
        self.server.client()
    }

    /// A client who has just registered under this name and logged in.
    #[track_caller]
    pub(crate) fn user(&self, name: &str) -> Client {
        self.client().new_user(name)
    }

    /// A client of an administrator who has just registered under this name and logged in.
    #[track_caller]
    pub(crate) fn admin(&self, name: &str) -> Client {
        self.user(name);
        self.docket.run(&["user", "promote", name]).success();
        self.client().logged_in(name, PASSWORD)
    }
}
