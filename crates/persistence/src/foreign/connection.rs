//! Opening a database without changing anything about it, and reading it row by row.

mod file;

use std::ops::ControlFlow;

use diesel::connection::{DefaultLoadingMode, SimpleConnection};
use diesel::pg::{Pg, PgConnection, PgRowByRowLoadingMode};
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use docket_application::ports::foreign::SourceError;

use super::error::OpenSourceError;
use crate::connection::DbConnection;
use crate::database_url::{DatabaseUrl, EngineKind, Target};
use crate::error::{Fault, Symptom, classify};
use crate::pooled::{Purpose, SessionError, connect};

/// How many rows, and how many bytes of them, are in memory at once. A single row may have more:
/// see [`super::statement`] for how much.
const ROWS: usize = 500;
const BYTES: usize = 4 << 20;

/// A connection that only reads, and always the same state.
pub(super) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Something that rows are read as.
pub(super) trait Row:
    QueryableByName<Sqlite> + QueryableByName<Pg> + Send + 'static
{
    /// How many bytes it has.
    fn bytes(&self) -> usize;
}

impl Connection {
    /// Opens the database, and holds the state that it is in.
    pub(super) fn open(url: &DatabaseUrl) -> Result<Self, OpenSourceError> {
        match url.target() {
            Target::Sqlite(path) => file::open(path).map(Self::Sqlite),
            target @ Target::Postgres(_) => {
                let session = connect(target, Purpose::Reading).map_err(unreadable)?;
                let DbConnection::Postgres(mut connection) = session else {
                    return Err(OpenSourceError::Engine(url.engine()));
                };
                connection.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
                Ok(Self::Postgres(connection))
            }
            #[cfg(feature = "mysql")]
            Target::Mysql(_) => Err(OpenSourceError::Engine(url.engine())),
        }
    }

    /// Which engine it is to.
    pub(super) fn engine(&self) -> EngineKind {
        match self {
            Self::Sqlite(_) => EngineKind::Sqlite,
            Self::Postgres(_) => EngineKind::Postgres,
        }
    }

    /// All rows that a statement answers, which are few.
    pub(super) fn load<R: Row>(&mut self, statement: &str) -> QueryResult<Vec<R>> {
        let statement = diesel::sql_query(statement);
        match self {
            Self::Sqlite(connection) => statement.load(connection),
            Self::Postgres(connection) => statement.load(connection),
        }
    }

    /// Hands out the rows that a statement answers, a bounded number at once, until there are no
    /// more or `take` breaks off.
    pub(super) fn stream<R: Row>(
        &mut self,
        statement: &str,
        take: &mut dyn FnMut(Vec<R>) -> ControlFlow<()>,
    ) -> Result<(), SourceError> {
        let statement = diesel::sql_query(statement);
        match self {
            Self::Sqlite(connection) => statement
                .load_iter::<R, DefaultLoadingMode>(connection)
                .and_then(|rows| in_pages(rows, take)),
            Self::Postgres(connection) => statement
                .load_iter::<R, PgRowByRowLoadingMode>(connection)
                .and_then(|rows| in_pages(rows, take)),
        }
        .map_err(|error| SourceError::Unreadable(Symptom::of(&error).into()))
    }
}

fn in_pages<R: Row>(
    rows: impl Iterator<Item = QueryResult<R>>,
    take: &mut dyn FnMut(Vec<R>) -> ControlFlow<()>,
) -> QueryResult<()> {
    let mut page = Vec::with_capacity(ROWS);
    let mut bytes = 0;
    for row in rows {
        let row = row?;
        bytes += row.bytes();
        page.push(row);
        if page.len() == ROWS || bytes >= BYTES {
            bytes = 0;
            if take(std::mem::replace(&mut page, Vec::with_capacity(ROWS))).is_break() {
                return Ok(());
            }
        }
    }
    if !page.is_empty() {
        // It is the last one.
        let _ = take(page);
    }
    Ok(())
}

fn unreadable(error: SessionError) -> OpenSourceError {
    let symptom = match error {
        SessionError::Connect(error) => Symptom::in_message(&error.to_string(), Fault::Lost),
        SessionError::Settings(error) => Symptom::by_fault(classify(&error)),
        SessionError::NoServer => Symptom::by_fault(Fault::Refused),
    };
    OpenSourceError::Unreadable(symptom.into())
}
