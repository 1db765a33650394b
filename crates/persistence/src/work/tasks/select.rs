//! Finding tasks by their ids.

use diesel::prelude::*;

use crate::connection::DbConnection;
use crate::rows::task::TaskRow;
use crate::schema::tasks;
use crate::work::bulk::ROWS;

/// The row of a task, locked until the end of the transaction if `lock` says so. SQLite has a
/// single writer, so there is nothing to lock.
pub(super) fn one(connection: &mut DbConnection, id: i64, lock: bool) -> QueryResult<TaskRow> {
    let task = tasks::table.find(id);
    match connection {
        DbConnection::Postgres(connection) if lock => task
            .select(TaskRow::as_select())
            .for_no_key_update()
            .get_result(connection),
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) if lock => task
            .select(TaskRow::as_select())
            .for_update()
            .get_result(connection),
        // To each engine by itself: diesel then knows the statement by its type, and need not
        // write it down to find it among those that are prepared.
        DbConnection::Postgres(connection) => {
            task.select(TaskRow::as_select()).get_result(connection)
        }
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) => task.select(TaskRow::as_select()).get_result(connection),
        DbConnection::Sqlite(connection) => {
            task.select(TaskRow::as_select()).get_result(connection)
        }
    }
}

/// The rows of tasks, locked as that of [`one`]; by ascending id, so that those who lock the same
/// ones wait for each other.
pub(super) fn all(
    connection: &mut DbConnection,
    ids: &[i64],
    lock: bool,
) -> QueryResult<Vec<TaskRow>> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(ROWS) {
        found.append(&mut some(connection, ids, lock)?);
    }
    Ok(found)
}

fn some(connection: &mut DbConnection, ids: &[i64], lock: bool) -> QueryResult<Vec<TaskRow>> {
    let found = tasks::table.filter(tasks::id.eq_any(ids)).order(tasks::id);
    match connection {
        DbConnection::Postgres(connection) if lock => found
            .select(TaskRow::as_select())
            .for_no_key_update()
            .load(connection),
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) if lock => found
            .select(TaskRow::as_select())
            .for_update()
            .load(connection),
        connection => found.select(TaskRow::as_select()).load(connection),
    }
}
