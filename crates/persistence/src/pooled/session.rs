//! Sessions on a server: connecting, and what is set on each connection.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::connection::DbConnection;
use crate::database_url::{ServerUrl, Target};

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Units of work, which are short.
    Work,
    /// Changing the schema, which may take long, and waits for other instances that do so.
    Migration,
    /// Reading a database of another program, all of it. PostgreSQL alone.
    Reading,
}

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionError {
    /// The server does not let us in, or is not there.
    #[error("the database server cannot be connected to")]
    Connect(#[source] ConnectionError),
    /// The server refuses the settings.
    #[error("a session of the database server cannot be set up")]
    Settings(#[source] diesel::result::Error),
    /// It is no server.
    #[error("this database is no server")]
    NoServer,
}

/// `READ COMMITTED` whatever the server's default is: the version of a row finds lost updates,
/// and each statement sees what is committed.
const POSTGRES_WORK: &str = "SET statement_timeout = '5s'; SET lock_timeout = '2s'; \
    SET idle_in_transaction_session_timeout = '10s'; \
    SET default_transaction_isolation = 'read committed'";

/// Migrations wait a minute for the lock that keeps instances apart.
const POSTGRES_MIGRATION: &str = "SET statement_timeout = 0; SET lock_timeout = '60s'; \
    SET idle_in_transaction_session_timeout = 0";

/// Others may have set anything for their database. Texts of instants are as we read them.
const POSTGRES_READING: &str = "SET statement_timeout = 0; SET lock_timeout = '10s'; \
    SET idle_in_transaction_session_timeout = 0; SET default_transaction_read_only = on; \
    SET TIME ZONE 'UTC'; SET DateStyle = 'ISO, YMD'";

/// Texts that are too long are refused instead of cut off, and sorted by all that they have, which
/// is up to 1200 bytes of a folded title; messages are in English, since they
/// are read by `error::faults`. `PIPES_AS_CONCAT` is what diesel relies on. The limit of a
/// statement has another name on each of the two: MariaDB ignores the comment that MySQL runs,
/// and the other way round. That for a table which somebody has locked is a day or more unless set.
#[cfg(feature = "mysql")]
const MYSQL: &str = "SET SESSION time_zone = '+00:00', lc_messages = 'en_US', \
    innodb_lock_wait_timeout = 2, max_sort_length = 2048, \
    sql_mode = 'PIPES_AS_CONCAT,STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'; \
    SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";
#[cfg(feature = "mysql")]
const MYSQL_WORK: &str = "; SET SESSION lock_wait_timeout = 2; \
    /*M! SET SESSION max_statement_time = 5 */; \
    /*!50708 SET SESSION max_execution_time = 5000 */";

/// Opens a session.
pub(crate) fn connect(target: &Target, purpose: Purpose) -> Result<DbConnection, SessionError> {
    match target {
        Target::Sqlite(_) => Err(SessionError::NoServer),
        Target::Postgres(url) => connect_to_postgres(url, purpose),
        #[cfg(feature = "mysql")]
        Target::Mysql(url) => connect_to_mysql(url, purpose),
    }
}

fn connect_to_postgres(url: &ServerUrl, purpose: Purpose) -> Result<DbConnection, SessionError> {
    let mut connection = PgConnection::establish(&url.expose()).map_err(SessionError::Connect)?;
    let settings = match purpose {
        Purpose::Work => POSTGRES_WORK,
        Purpose::Migration => POSTGRES_MIGRATION,
        Purpose::Reading => POSTGRES_READING,
    };
    connection
        .batch_execute(settings)
        .map_err(SessionError::Settings)?;
    Ok(DbConnection::Postgres(connection))
}

#[cfg(feature = "mysql")]
fn connect_to_mysql(url: &ServerUrl, purpose: Purpose) -> Result<DbConnection, SessionError> {
    let mut connection =
        MysqlConnection::establish(&url.expose()).map_err(SessionError::Connect)?;
    let limit = match purpose {
        Purpose::Work => MYSQL_WORK,
        Purpose::Migration | Purpose::Reading => "",
    };
    connection
        .batch_execute(&format!("{MYSQL}{limit}"))
        .map_err(SessionError::Settings)?;
    Ok(DbConnection::Mysql(connection))
}

#[cfg(test)]
mod tests {
    use diesel::dsl::sql;
    use diesel::sql_types::Text;
    use docket_testkit::database::{TestDatabase, TestEngine};

    use super::*;
    use crate::DatabaseUrl;

    fn answers(engine: TestEngine, query: &str) -> Vec<String> {
        let test_database = TestDatabase::create(engine);
        let url = DatabaseUrl::parse(test_database.url()).unwrap();
        let mut connection = connect(url.target(), Purpose::Work).unwrap();
        sql::<Text>(query).load(&mut connection).unwrap()
    }

    #[test]
    fn a_session_of_postgresql_has_its_settings() {
        let query = "SELECT setting FROM pg_settings WHERE name IN ('application_name', \
            'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', \
            'default_transaction_isolation', 'tcp_user_timeout', 'tcp_keepalives_idle') \
            ORDER BY name";
        let found = answers(TestEngine::Postgres, query);
        assert_eq!(
            found[..5],
            ["docket", "read committed", "10000", "2000", "5000"]
        );
    }

    #[cfg(feature = "mysql")]
    #[test]
    fn a_session_of_mysql_has_its_settings() {
        let query = "SELECT concat_ws(' ', @@time_zone, @@innodb_lock_wait_timeout, \
            @@lock_wait_timeout, @@lc_messages, @@session.sql_mode) UNION ALL \
            SELECT variable_value FROM information_schema.session_variables \
            WHERE variable_name = 'max_statement_time' UNION ALL \
            SELECT variable_value FROM information_schema.session_variables \
            WHERE variable_name = 'tx_isolation'";
        let expected = [
            "+00:00 2 2 en_US PIPES_AS_CONCAT,STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION",
            "5.000000",
            "READ-COMMITTED",
        ];
        assert_eq!(answers(TestEngine::Mysql, query), expected);
    }
}
