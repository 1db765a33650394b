//! Folding the texts of tasks that were stored before there were columns for that. SQL cannot do
//! it: what folds alike is for the domain to say.

use diesel::connection::TransactionManager;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use docket_domain::{Task, fold};

use crate::connection::DbConnection;
use crate::rows::task::TaskRow;
use crate::schema::tasks;
use crate::work::bulk::{Change, Value, update_tasks};

/// How many tasks are read and written at once.
const BATCH: i64 = 500;

/// The columns that are filled in.
const COLUMNS: &[&str] = &["title_key", "searchable"];

/// Fills in what is not there, batch by batch, each in a transaction of its own; so it can be ended
/// at any time and goes on at the next start. Tasks that instances of the version before add while
/// this one starts are found then, too.
///
/// `show` is told how many have been read, after each batch.
pub(super) fn fold_tasks(
    connection: &mut DbConnection,
    show: &mut dyn FnMut(u64),
) -> QueryResult<()> {
    let (mut above, mut tasks) = (0, 0);
    while let Some((last, count)) = fold_batch(connection, above)? {
        above = last;
        tasks += count;
        show(tasks);
    }
    Ok(())
}

/// Folds the next tasks above an id, and tells the last one's, and how many they were.
fn fold_batch(connection: &mut DbConnection, above: i64) -> QueryResult<Option<(i64, u64)>> {
    let rows: Vec<(i64, TaskRow)> = tasks::table
        // As it stands in the index of these tasks, where the engine has such an index.
        .filter(sql::<Bool>("title_key = ''"))
        .filter(tasks::id.gt(above))
        .order(tasks::id)
        .limit(BATCH)
        .select((tasks::id, TaskRow::as_select()))
        .load(connection)?;
    let last = rows.last().map(|(id, _)| (*id, rows.len() as u64));
    let changes: Vec<Change<'_>> = rows
        .into_iter()
        .filter_map(|(_, row)| folded(row))
        .collect();
    in_transaction(connection, |connection| {
        update_tasks(connection, COLUMNS, &changes)
    })?;
    Ok(last)
}

/// What is to be written of a task. One that cannot be read is left alone: whoever asks for it
/// will be told what is wrong with it, and nobody else is kept waiting.
fn folded(row: TaskRow) -> Option<Change<'static>> {
    let task = Task::try_from(row)
        .inspect_err(|error| tracing::warn!(cause = %error, "a task cannot be made searchable"))
        .ok()?;
    let record = task.record();
    Some(Change {
        id: task.id().get(),
        read_at: record.version.get(),
        values: vec![
            Value::Text(fold(record.title.as_str()).into()),
            Value::Text(record.searchable().into()),
        ],
    })
}

fn in_transaction<T>(
    connection: &mut DbConnection,
    work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
) -> QueryResult<T> {
    DbConnection::begin_transaction(connection)?;
    let result = work(connection);
    if result.is_ok() {
        DbConnection::commit_transaction(connection)?;
    } else {
        DbConnection::rollback_transaction(connection)?;
    }
    result
}
