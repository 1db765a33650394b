//! Databases to test on: empty, of one's own, and gone afterwards.

mod server;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use tempfile::TempDir;

use server::ServerDatabase;

/// What kind of database to test on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TestEngine {
    /// A file in a temporary directory.
    Sqlite,
    /// A database on the server that `DOCKET_TEST_POSTGRES_URL` names.
    Postgres,
    /// A database on the server that `DOCKET_TEST_MYSQL_URL` names, which may be MySQL or
    /// MariaDB. Needs the feature `mysql`.
    Mysql,
}

impl TestEngine {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Mysql];

    /// The word for it, as in the names of tests.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }
}

/// An empty database that nobody else uses. It is dropped with this value, whoever is still
/// connected.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    _place: Place,
}

#[derive(Debug)]
#[expect(dead_code, reason = "held for what happens when it is dropped")]
enum Place {
    Directory(TempDir),
    Server(ServerDatabase),
}

impl TestDatabase {
    /// Makes one.
    ///
    /// # Panics
    /// With one line that says what to do, if there is no server to make it on.
    #[must_use]
    pub fn create(engine: TestEngine) -> Self {
        match engine {
            TestEngine::Sqlite => {
                let directory = tempfile::tempdir().expect("a temporary directory can be made");
                let file = directory.path().join("docket.db");
                let path = file
                    .to_str()
                    .expect("temporary directories have plain names");
                Self {
                    url: format!("sqlite:///{path}"),
                    _place: Place::Directory(directory),
                }
            }
            TestEngine::Postgres => Self::on_server(ServerDatabase::on_postgres()),
            TestEngine::Mysql => Self::on_server(ServerDatabase::on_mysql()),
        }
    }

    fn on_server(database: ServerDatabase) -> Self {
        Self {
            url: database.url().to_owned(),
            _place: Place::Server(database),
        }
    }

    /// Runs these statements in it, past whatever is tested.
    ///
    /// # Panics
    /// If one of them fails, or it is on MySQL.
    pub fn run(&self, statements: &str) {
        let outcome = match self.url.strip_prefix("sqlite:///") {
            Some(path) => SqliteConnection::establish(path)
                .map_err(|why| why.to_string())
                .and_then(|mut connection| {
                    connection
                        .batch_execute(statements)
                        .map_err(|why| why.to_string())
                }),
            None => server::run_on_postgres(&self.url, statements),
        };
        outcome.unwrap_or_else(|why| panic!("{why}: {statements}"));
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}
