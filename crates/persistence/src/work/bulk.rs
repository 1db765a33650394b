//! Statements about many rows. diesel's builder cannot say them for all engines; their text is
//! here, and their values are bound like all others.

use std::borrow::Cow;

use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Integer, Nullable, SmallInt, Text};

use crate::connection::{DbConnection, MultiBackend};
use crate::database_url::EngineKind;

/// How many rows a statement is given at most: the engines take 32 766 values and more.
pub(crate) const ROWS: usize = 1000;

/// How many bytes of text a statement is given at most, but for a single row: a server of MySQL
/// takes 16 MiB unless told otherwise.
const BYTES: usize = 4 << 20;

/// A value of a row.
#[derive(Debug, Clone)]
pub(crate) enum Value<'a> {
    SmallInt(i16),
    IntegerOrNull(Option<i32>),
    BigInt(i64),
    BigIntOrNull(Option<i64>),
    Text(Cow<'a, str>),
    TextOrNull(Option<&'a str>),
}

impl Value<'_> {
    /// Adds it to a statement, as a parameter.
    pub(crate) fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        match self {
            Self::SmallInt(value) => out.push_bind_param::<SmallInt, _>(value),
            Self::IntegerOrNull(value) => out.push_bind_param::<Nullable<Integer>, _>(value),
            Self::BigInt(value) => out.push_bind_param::<BigInt, _>(value),
            Self::BigIntOrNull(value) => out.push_bind_param::<Nullable<BigInt>, _>(value),
            Self::Text(value) => out.push_bind_param::<Text, str>(value),
            Self::TextOrNull(value) => out.push_bind_param::<Nullable<Text>, _>(value),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::TextOrNull(text) => text.map_or(0, str::len),
            _ => 0,
        }
    }
}

/// A task with what is to be written of it, and the version it must stand at.
pub(crate) struct Change<'a> {
    pub(crate) id: i64,
    pub(crate) read_at: i64,
    /// In the order of the columns.
    pub(crate) values: Vec<Value<'a>>,
}

/// Writes columns of tasks, and tells how many stood at the versions given, whose columns alone
/// were written.
pub(crate) fn update_tasks(
    connection: &mut DbConnection,
    columns: &[&str],
    changes: &[Change<'_>],
) -> QueryResult<usize> {
    let engine = connection.engine();
    let mut updated = 0;
    for changes in chunks(changes, |change| {
        change.values.iter().map(Value::bytes).sum()
    }) {
        updated += Update {
            engine,
            columns,
            changes,
        }
        .execute(connection)?;
    }
    Ok(updated)
}

/// Removes tasks, and tells how many stood at the versions given, which alone were removed.
pub(crate) fn delete_tasks(
    connection: &mut DbConnection,
    read: &[(i64, i64)],
) -> QueryResult<usize> {
    let engine = connection.engine();
    let mut deleted = 0;
    for read in read.chunks(ROWS) {
        deleted += Delete { engine, read }.execute(connection)?;
    }
    Ok(deleted)
}

/// Parts of `rows`, each small enough for a statement.
pub(crate) fn chunks<T>(rows: &[T], bytes: impl Fn(&T) -> usize) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let mut sum = 0;
        let fitting = rest.iter().take(ROWS).take_while(|row| {
            sum += bytes(row);
            sum <= BYTES
        });
        let length = fitting.count().max(1);
        let (chunk, others) = rest.split_at_checked(length)?;
        rest = others;
        Some(chunk)
    })
}

/// An update of several tasks by one statement.
struct Update<'u, 'a> {
    engine: EngineKind,
    columns: &'u [&'u str],
    changes: &'u [Change<'a>],
}

impl Update<'_, '_> {
    /// `(VALUES (1, 2, …), …)`, which each engine plans as a table with so many rows.
    fn push_values<'b>(&'b self, out: &mut AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let mut before = "VALUES (";
        for change in self.changes {
            out.push_sql(before);
            out.push_bind_param::<BigInt, _>(&change.id)?;
            out.push_sql(", ");
            out.push_bind_param::<BigInt, _>(&change.read_at)?;
            for value in &change.values {
                out.push_sql(", ");
                value.push(out)?;
            }
            before = "), (";
        }
        out.push_sql(")");
        Ok(())
    }

    /// The same for MySQL and MariaDB, which have no `VALUES` in common. On their way through the
    /// table that is made of it, texts are bytes: they would lose the blanks at their ends.
    fn push_union<'b>(&'b self, out: &mut AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        for (number, change) in self.changes.iter().enumerate() {
            let is_first = number == 0;
            out.push_sql(if is_first {
                "SELECT "
            } else {
                " UNION ALL SELECT "
            });
            out.push_bind_param::<BigInt, _>(&change.id)?;
            out.push_sql(if is_first { " AS id, " } else { ", " });
            out.push_bind_param::<BigInt, _>(&change.read_at)?;
            if is_first {
                out.push_sql(" AS read_at");
            }
            for (column, value) in self.columns.iter().zip(&change.values) {
                let is_text = matches!(value, Value::Text(_) | Value::TextOrNull(_));
                out.push_sql(if is_text { ", CAST(" } else { ", " });
                value.push(out)?;
                if is_text {
                    out.push_sql(" AS BINARY)");
                }
                if is_first {
                    out.push_sql(" AS ");
                    out.push_sql(column);
                }
            }
        }
        Ok(())
    }

    fn push_assignments(&self, target: &str, out: &mut AstPass<'_, '_, MultiBackend>) {
        for (number, column) in self.columns.iter().enumerate() {
            let before = if number == 0 { "" } else { ", " };
            out.push_sql(&format!("{before}{target}{column} = given.{column}"));
        }
    }
}

impl QueryFragment<MultiBackend> for Update<'_, '_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        const MATCH: &str = "tasks.id = given.id AND tasks.version = given.read_at";
        // There are as many of these statements as there are numbers of rows.
        out.unsafe_to_cache_prepared();
        match self.engine {
            EngineKind::Postgres | EngineKind::Sqlite => {
                let columns = self.columns.join(", ");
                out.push_sql(&format!("WITH given (id, read_at, {columns}) AS ("));
                self.push_values(&mut out)?;
                out.push_sql(") UPDATE tasks SET ");
                self.push_assignments("", &mut out);
                out.push_sql(" FROM given WHERE ");
                out.push_sql(MATCH);
            }
            EngineKind::Mysql => {
                out.push_sql("UPDATE (");
                self.push_union(&mut out)?;
                // By way of the rows that are given, so that no others are looked at or locked.
                out.push_sql(") AS given STRAIGHT_JOIN tasks ON ");
                out.push_sql(MATCH);
                out.push_sql(" SET ");
                self.push_assignments("tasks.", &mut out);
            }
        }
        Ok(())
    }
}

impl QueryId for Update<'_, '_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<DbConnection> for Update<'_, '_> {}

/// A removal of several tasks by one statement.
struct Delete<'d> {
    engine: EngineKind,
    read: &'d [(i64, i64)],
}

impl QueryFragment<MultiBackend> for Delete<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        // The ids alone as well, for engines that find no rows by pairs.
        let mut before = "DELETE FROM tasks WHERE id IN (";
        for (id, _) in self.read {
            out.push_sql(before);
            out.push_bind_param::<BigInt, _>(id)?;
            before = ", ";
        }
        out.push_sql(") AND (id, version) IN (");
        before = match self.engine {
            EngineKind::Postgres | EngineKind::Sqlite => "VALUES (",
            EngineKind::Mysql => "(",
        };
        for (id, version) in self.read {
            out.push_sql(before);
            out.push_bind_param::<BigInt, _>(id)?;
            out.push_sql(", ");
            out.push_bind_param::<BigInt, _>(version)?;
            before = "), (";
        }
        out.push_sql("))");
        Ok(())
    }
}

impl QueryId for Delete<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<DbConnection> for Delete<'_> {}
