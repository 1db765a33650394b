//! Going on in PostgreSQL after a broken constraint.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::connection::DbConnection;

/// Keeps a transaction usable after a statement that broke a constraint. SQLite and MySQL undo
/// the statement alone; PostgreSQL would refuse everything until the end of the transaction.
pub(super) enum PostgresGuard {
    /// It is another engine.
    None,
    /// Nothing would be lost with the transaction, so another one takes its place. This costs
    /// nothing unless the constraint is broken.
    Restart,
    /// There is something to keep.
    Savepoint,
}

impl PostgresGuard {
    pub(super) fn set(connection: &mut DbConnection, holds_something: bool) -> QueryResult<Self> {
        let DbConnection::Postgres(connection) = connection else {
            return Ok(Self::None);
        };
        if !holds_something {
            return Ok(Self::Restart);
        }
        connection.batch_execute("SAVEPOINT statement")?;
        Ok(Self::Savepoint)
    }

    pub(super) fn release(self, connection: &mut DbConnection) -> QueryResult<()> {
        match self {
            Self::None | Self::Restart => Ok(()),
            Self::Savepoint => connection.batch_execute("RELEASE SAVEPOINT statement"),
        }
    }

    pub(super) fn roll_back(self, connection: &mut DbConnection) -> QueryResult<()> {
        match self {
            Self::None => Ok(()),
            Self::Restart => connection.batch_execute("ROLLBACK; BEGIN"),
            Self::Savepoint => connection
                .batch_execute("ROLLBACK TO SAVEPOINT statement; RELEASE SAVEPOINT statement"),
        }
    }
}
