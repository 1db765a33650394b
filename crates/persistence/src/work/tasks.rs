//! The tasks of a unit of work.

use diesel::prelude::*;
use docket_application::PageRequest;
use docket_application::ports::store::StoreError;
use docket_application::ports::tasks::TaskRepository;
use docket_domain::task::{NewTask, Version};
use docket_domain::{Task, TaskId, UserId};

use super::Work;
use crate::connection::DbConnection;
use crate::error::Constraint;
use crate::rows::task::{NewTaskRow, TaskChanges, TaskRow};
use crate::schema::tasks;

impl TaskRepository for Work<'_> {
    fn add(&mut self, task: NewTask) -> Result<Option<Task>, StoreError> {
        match self.try_write(|connection| insert(connection, &NewTaskRow::from(&task)))? {
            Ok(id) => {
                let id = TaskId::new(id).map_err(|why| StoreError::Failed(why.into()))?;
                Ok(Some(task.stored_as(id)))
            }
            Err(Constraint::ForeignKey) => Ok(None),
            Err(Constraint::Unique(entity)) => Err(StoreError::Duplicate(entity)),
        }
    }

    fn find(&mut self, id: TaskId) -> Result<Option<Task>, StoreError> {
        let lock = self.locks();
        let row = self.read(|connection| select(connection, id.get(), lock).optional())?;
        self.holds_something |= lock;
        Ok(row.map(Task::try_from).transpose()?)
    }

    fn list(&mut self, owner: UserId, page: PageRequest) -> Result<Vec<Task>, StoreError> {
        let rows = self.read(|connection| {
            tasks::table
                .filter(tasks::owner_id.eq(owner.get()))
                .order(tasks::id)
                .limit(page.limit().into())
                .offset(page.skip().into())
                .select(TaskRow::as_select())
                .load(connection)
        })?;
        rows.into_iter()
            .map(|row| Ok(Task::try_from(row)?))
            .collect()
    }

    fn update(&mut self, task: &Task, read_at: Version) -> Result<(), StoreError> {
        let changed = self.write(|connection| {
            diesel::update(tasks::table.find(task.id().get()))
                .filter(tasks::version.eq(read_at.get()))
                .set(TaskChanges::from(task))
                .execute(connection)
        })?;
        // MySQL counts the rows that were found, as diesel connects to it, whether or not they
        // changed; so do the others.
        if changed == 0 {
            Err(self.stale())
        } else {
            Ok(())
        }
    }

    fn remove(&mut self, id: TaskId, read_at: Version) -> Result<(), StoreError> {
        let removed = self.write(|connection| {
            diesel::delete(tasks::table.find(id.get()))
                .filter(tasks::version.eq(read_at.get()))
                .execute(connection)
        })?;
        if removed == 0 {
            Err(self.stale())
        } else {
            Ok(())
        }
    }
}

/// Inserts a row and tells its id. Only MySQL lacks `RETURNING`, and tells afterwards.
fn insert(connection: &mut DbConnection, row: &NewTaskRow<'_>) -> QueryResult<i64> {
    let statement = diesel::insert_into(tasks::table).values(row);
    match connection {
        DbConnection::Postgres(connection) => statement.returning(tasks::id).get_result(connection),
        DbConnection::Sqlite(connection) => statement.returning(tasks::id).get_result(connection),
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) => {
            statement.execute(connection)?;
            diesel::select(super::last_insert_id()).get_result(connection)
        }
    }
}

/// The row of a task, locked until the end of the transaction if `lock` says so. SQLite has a
/// single writer, so there is nothing to lock.
fn select(connection: &mut DbConnection, id: i64, lock: bool) -> QueryResult<TaskRow> {
    match connection {
        DbConnection::Postgres(connection) if lock => tasks::table
            .find(id)
            .select(TaskRow::as_select())
            .for_no_key_update()
            .get_result(connection),
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) if lock => tasks::table
            .find(id)
            .select(TaskRow::as_select())
            .for_update()
            .get_result(connection),
        connection => tasks::table
            .find(id)
            .select(TaskRow::as_select())
            .get_result(connection),
    }
}
