//! The tags of tasks, in a table of their own: by them tasks are found and counted.

use diesel::prelude::*;
use docket_domain::Task;

use crate::connection::DbConnection;
use crate::schema::task_tags;
use crate::work::bulk::ROWS;

/// A tag of a task.
#[derive(Insertable)]
#[diesel(table_name = task_tags, treat_none_as_default_value = false)]
struct TaskTagRow<'a> {
    owner_id: i64,
    tag: &'a str,
    task_id: i64,
}

/// Adds the tags of `tasks`, which have none there.
pub(super) fn insert(connection: &mut DbConnection, tasks: &[&Task]) -> QueryResult<()> {
    let rows: Vec<TaskTagRow<'_>> = tasks
        .iter()
        .flat_map(|task| {
            task.record().tags.iter().map(|tag| TaskTagRow {
                owner_id: task.record().owner.get(),
                tag: tag.as_str(),
                task_id: task.id().get(),
            })
        })
        .collect();
    for rows in rows.chunks(ROWS * 5) {
        let statement = diesel::insert_into(task_tags::table).values(rows);
        match connection {
            DbConnection::Postgres(connection) => statement.execute(connection)?,
            DbConnection::Sqlite(connection) => statement.execute(connection)?,
            #[cfg(feature = "mysql")]
            DbConnection::Mysql(connection) => statement.execute(connection)?,
        };
    }
    Ok(())
}

/// Removes the tags of the tasks with these ids.
pub(super) fn delete(connection: &mut DbConnection, ids: &[i64]) -> QueryResult<()> {
    for ids in ids.chunks(ROWS) {
        diesel::delete(task_tags::table.filter(task_tags::task_id.eq_any(ids)))
            .execute(connection)?;
    }
    Ok(())
}
