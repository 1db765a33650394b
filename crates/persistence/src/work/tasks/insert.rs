//! Adding tasks.

use diesel::prelude::*;

use crate::connection::DbConnection;
use crate::rows::task::NewTaskRow;
use crate::schema::tasks;
use crate::work::bulk::chunks;

/// Inserts a row and tells its id. MySQL lacks `RETURNING`, and tells afterwards; so does SQLite,
/// which takes a tenth longer over a statement that answers rows.
pub(super) fn one(connection: &mut DbConnection, row: &NewTaskRow<'_>) -> QueryResult<i64> {
    let statement = diesel::insert_into(tasks::table).values(row);
    match connection {
        DbConnection::Postgres(connection) => statement.returning(tasks::id).get_result(connection),
        DbConnection::Sqlite(connection) => {
            statement.execute(connection)?;
            diesel::select(last_insert_rowid()).get_result(connection)
        }
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) => {
            statement.execute(connection)?;
            diesel::select(crate::work::last_insert_id()).get_result(connection)
        }
    }
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// The id that the last insert of this connection of SQLite was given.
    fn last_insert_rowid() -> diesel::sql_types::BigInt;
}

/// Inserts rows and tells their ids, which ascend.
pub(super) fn all(connection: &mut DbConnection, rows: &[NewTaskRow<'_>]) -> QueryResult<Vec<i64>> {
    let mut ids = Vec::with_capacity(rows.len());
    for rows in chunks(rows, NewTaskRow::bytes) {
        let mut inserted = some(connection, rows)?;
        // Each engine gives the ids of a statement in the order of its rows, but none promises to
        // answer them in it.
        inserted.sort_unstable();
        ids.append(&mut inserted);
    }
    Ok(ids)
}

fn some(connection: &mut DbConnection, rows: &[NewTaskRow<'_>]) -> QueryResult<Vec<i64>> {
    let statement = diesel::insert_into(tasks::table).values(rows);
    match connection {
        DbConnection::Postgres(connection) => {
            statement.returning(tasks::id).get_results(connection)
        }
        DbConnection::Sqlite(connection) => statement.returning(tasks::id).get_results(connection),
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) => {
            statement.execute(connection)?;
            last_insert_ids(connection, rows.len())
        }
    }
}

/// The ids of so many rows that were inserted by one statement. MySQL tells the first; the others
/// follow it at equal distances, since it was known beforehand how many there would be, whatever
/// `innodb_autoinc_lock_mode` is.
#[cfg(feature = "mysql")]
fn last_insert_ids(connection: &mut MysqlConnection, count: usize) -> QueryResult<Vec<i64>> {
    use diesel::dsl::sql;
    use diesel::sql_types::BigInt;

    let (first, distance): (i64, i64) = diesel::select((
        crate::work::last_insert_id(),
        sql::<BigInt>("CAST(@@auto_increment_increment AS SIGNED)"),
    ))
    .get_result(connection)?;
    Ok(
        std::iter::successors(Some(first), |id| id.checked_add(distance))
            .take(count)
            .collect(),
    )
}
