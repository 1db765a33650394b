//! One connection type for all engines.

use diesel::prelude::*;

use crate::database_url::EngineKind;

/// A connection to one of the engines.
///
/// It is made by the modules of the engines alone, which know what a URL means and which
/// settings a session needs; never by its own `establish`, which tries one engine after another
/// and would make a SQLite file of a mistyped URL.
#[derive(diesel::MultiConnection)]
pub(crate) enum DbConnection {
    /// PostgreSQL.
    Postgres(PgConnection),
    /// MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    Mysql(MysqlConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}

impl DbConnection {
    /// Which engine it is to.
    pub(crate) fn engine(&self) -> EngineKind {
        match self {
            Self::Postgres(_) => EngineKind::Postgres,
            #[cfg(feature = "mysql")]
            Self::Mysql(_) => EngineKind::Mysql,
            Self::Sqlite(_) => EngineKind::Sqlite,
        }
    }
}
