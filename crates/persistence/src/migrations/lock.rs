//! The lock that keeps instances apart which migrate at once. diesel takes none, and they would
//! fail by each other's half-made tables.

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::MigrationError;
use crate::connection::DbConnection;
use crate::database_url::{DatabaseUrl, Target};
use crate::pooled::{Purpose, connect};
use crate::sqlite::{Role, SqliteFile};

/// The advisory lock of PostgreSQL, which is one of the database: "docket" in ASCII. It ends with
/// the session.
const POSTGRES_LOCK: &str = "SELECT 1 FROM (SELECT pg_advisory_lock(110386840232308)) AS lock";

/// The lock of MySQL, which is one of the server and so has the database in its name, by a hash
/// because it can have 64 characters. It ends with the session.
#[cfg(feature = "mysql")]
const MYSQL_LOCK: &str =
    "SELECT CAST(GET_LOCK(CONCAT('docket.migrations.', SHA1(DATABASE())), 60) AS SIGNED INTEGER)";

/// Connects to the database at `url`, and runs `work` while no other instance can.
pub(super) fn hold<T>(
    url: &DatabaseUrl,
    work: impl FnOnce(&mut DbConnection) -> Result<T, MigrationError>,
) -> Result<T, MigrationError> {
    if let Target::Sqlite(path) = url.target() {
        return hold_sqlite(SqliteFile::at(path)?.open(Role::Migrator)?, work);
    }
    let mut connection = connect(url.target(), Purpose::Migration)?;
    let lock = |error: diesel::result::Error| MigrationError::of(error.into());
    match &mut connection {
        // It has been dealt with.
        DbConnection::Sqlite(_) => {}
        DbConnection::Postgres(postgres) => {
            sql::<Integer>(POSTGRES_LOCK)
                .get_result::<i32>(postgres)
                .map_err(lock)?;
        }
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(mysql) => lock_mysql(mysql)?,
    }
    work(&mut connection)
}

/// Runs `work` in one transaction of a file of SQLite, around all of its own, which become
/// savepoints in it.
pub(super) fn hold_sqlite<T>(
    mut connection: SqliteConnection,
    work: impl FnOnce(&mut DbConnection) -> Result<T, MigrationError>,
) -> Result<T, MigrationError> {
    AnsiTransactionManager::begin_transaction_sql(&mut connection, "BEGIN IMMEDIATE")
        .map_err(|error| MigrationError::of(error.into()))?;
    in_transaction(&mut DbConnection::Sqlite(connection), work)
}

/// MySQL answers 1, or 0 after a minute, or null.
#[cfg(feature = "mysql")]
fn lock_mysql(mysql: &mut MysqlConnection) -> Result<(), MigrationError> {
    let got = sql::<diesel::sql_types::Nullable<Integer>>(MYSQL_LOCK)
        .get_result::<Option<i32>>(mysql)
        .map_err(|error| MigrationError::of(error.into()))?;
    if got == Some(1) {
        Ok(())
    } else {
        Err(MigrationError::Unavailable(super::error::Locked.into()))
    }
}

/// Connects to the database at `url` for reading; `None` if it is a file that is not there.
pub(super) fn connect_to_existing(
    url: &DatabaseUrl,
) -> Result<Option<DbConnection>, MigrationError> {
    let Target::Sqlite(path) = url.target() else {
        return Ok(Some(connect(url.target(), Purpose::Migration)?));
    };
    let file = SqliteFile::at(path)?;
    if !file.exists() {
        return Ok(None);
    }
    Ok(Some(DbConnection::Sqlite(file.open(Role::Reader)?)))
}

fn in_transaction<T>(
    connection: &mut DbConnection,
    work: impl FnOnce(&mut DbConnection) -> Result<T, MigrationError>,
) -> Result<T, MigrationError> {
    let result = work(connection);
    let end = if result.is_ok() {
        DbConnection::commit_transaction(connection)
    } else {
        DbConnection::rollback_transaction(connection)
    };
    // A failed rollback says nothing that the error does not; the transaction ends with the
    // connection.
    let value = result?;
    end.map_err(|error| MigrationError::of(error.into()))?;
    Ok(value)
}
