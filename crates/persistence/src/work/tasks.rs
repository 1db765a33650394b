//! The tasks of a unit of work.

mod filter;
mod fragment;
mod insert;
mod keep;
mod order;
mod select;
mod statistics;
mod tags;

use diesel::prelude::*;
use docket_application::ports::store::StoreError;
use docket_application::ports::tasks::TaskRepository;
use docket_application::statistics::Statistics;
use docket_application::tasks::TaskQuery;
use docket_domain::list::{Position, SortValue};
use docket_domain::task::{NewTask, Version};
use docket_domain::{DueDate, Tag, Tags, Task, TaskFilter, TaskId, TaskOrder, UserId};

use super::Work;
use super::bulk::{self, Change};
use crate::rows::task::{NewTaskRow, TaskChanges, TaskColumns, TaskRow};
use crate::schema::tasks;
use fragment::Fragment;

impl TaskRepository for Work<'_> {
    fn add(&mut self, task: &NewTask) -> Result<Option<Task>, StoreError> {
        let row = NewTaskRow::from(task);
        if !task.record().tags.is_empty() {
            self.write_several()?;
        }
        let id = self.try_write(|connection| insert::one(connection, &row))?;
        let ids = id.map(|id| vec![id]);
        let added = self.added(std::slice::from_ref(task), ids)?;
        Ok(added.and_then(|tasks| tasks.into_iter().next()))
    }

    fn add_all(&mut self, tasks: &[NewTask]) -> Result<Option<Vec<Task>>, StoreError> {
        let rows: Vec<NewTaskRow<'_>> = tasks.iter().map(NewTaskRow::from).collect();
        self.write_several()?;
        let ids = self.try_write(|connection| insert::all(connection, &rows))?;
        self.added(tasks, ids)
    }

    fn find(&mut self, id: TaskId) -> Result<Option<Task>, StoreError> {
        let lock = self.locks();
        let row = self.read(|connection| select::one(connection, id.get(), lock).optional())?;
        self.holds_something |= lock;
        row.map(|row| self.decode(row)).transpose()
    }

    fn find_all(&mut self, ids: &[TaskId]) -> Result<Vec<Task>, StoreError> {
        let lock = self.locks();
        let mut ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
        ids.sort_unstable();
        ids.dedup();
        let rows = self.read(|connection| select::all(connection, &ids, lock))?;
        self.holds_something |= lock;
        rows.into_iter().map(|row| self.decode(row)).collect()
    }

    fn list(
        &mut self,
        owner: UserId,
        query: &TaskQuery,
        limit: usize,
    ) -> Result<Vec<Task>, StoreError> {
        let TaskQuery {
            filter: wanted,
            order: sorted,
            after,
            page,
            with_total: _,
        } = query;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        // There are a few dozen lists of everything, and any number of others.
        let is_kept = *wanted == TaskFilter::default();
        let rows = self.read(|connection| {
            let engine = connection.engine();
            let columns = Fragment::<TaskColumns>::new(true).sql(TaskRow::COLUMNS);
            let all = tasks::table.select(columns).into_boxed();
            let mut query = filter::wanted(all, engine, owner, wanted);
            if let Some(position) = after {
                query = order::after(query, engine, *sorted, position);
            }
            if page.skip() > 0 {
                query = query.offset(page.skip().into());
            }
            order::of_owner(query, engine, owner, *sorted, wanted)
                .order(order::order_by(engine, *sorted, is_kept))
                .limit(limit)
                .load(connection)
        })?;
        rows.into_iter().map(|row| self.decode(row)).collect()
    }

    fn count(&mut self, owner: UserId, wanted: &TaskFilter) -> Result<u64, StoreError> {
        let count: i64 = self.read(|connection| {
            let all = tasks::table.count().into_boxed();
            filter::matching(all, connection.engine(), owner, wanted).get_result(connection)
        })?;
        Ok(statistics::number(count))
    }

    fn find_tagged(
        &mut self,
        owner: UserId,
        tag: &Tag,
        after: Option<TaskId>,
        limit: u16,
    ) -> Result<Vec<Task>, StoreError> {
        let tags = Tags::new([tag.clone()]).map_err(|why| StoreError::Failed(why.into()))?;
        let query = TaskQuery {
            filter: TaskFilter {
                tags,
                ..TaskFilter::default()
            },
            order: TaskOrder::default(),
            after: after.map(|id| Position {
                value: SortValue::Number(id.get()),
                id,
            }),
            ..TaskQuery::default()
        };
        let found = TaskRepository::list(self, owner, &query, limit.into())?;
        if !self.locks() {
            return Ok(found);
        }
        // What was found may change until it is locked, and then lack the tag.
        let ids: Vec<TaskId> = found.iter().map(Task::id).collect();
        let mut locked = self.find_all(&ids)?;
        locked.retain(|task| task.record().tags.contains(tag));
        Ok(locked)
    }

    fn count_by_tag(&mut self, owner: UserId) -> Result<Vec<(Tag, u64)>, StoreError> {
        let rows = self.read(|connection| statistics::by_tag(connection, owner.get()))?;
        rows.into_iter().map(statistics::decode_tag).collect()
    }

    fn statistics(&mut self, owner: UserId, today: DueDate) -> Result<Statistics, StoreError> {
        let rows =
            self.read(|connection| statistics::by_kind(connection, owner.get(), today.days()))?;
        let mut statistics = statistics::decode_kinds(owner, rows)?;
        statistics.by_tag = self.count_by_tag(owner)?;
        Ok(statistics)
    }

    fn update(&mut self, task: &Task, read_at: Version) -> Result<(), StoreError> {
        if self.changes_tags(task) {
            self.write_several()?;
        }
        let changed = self.write(|connection| {
            diesel::update(tasks::table.find(task.id().get()))
                .filter(tasks::version.eq(read_at.get()))
                .set(TaskChanges::from(task))
                .execute(connection)
        })?;
        // MySQL counts the rows that were found, as diesel connects to it, whether or not they
        // changed; so do the others.
        if changed == 0 {
            return Err(self.stale());
        }
        self.keep_tags(&[task])
    }

    fn update_all(&mut self, changes: &[(&Task, Version)]) -> Result<(), StoreError> {
        match changes {
            [] => return Ok(()),
            [(task, read_at)] => return self.update(task, *read_at),
            _ => {}
        }
        self.write_several()?;
        let rows: Vec<Change<'_>> = changes
            .iter()
            .map(|(task, read_at)| Change {
                id: task.id().get(),
                read_at: read_at.get(),
                values: TaskChanges::from(*task).into_values(),
            })
            .collect();
        let written =
            self.write(|connection| bulk::update_tasks(connection, TaskChanges::COLUMNS, &rows))?;
        if written != changes.len() {
            return Err(self.stale());
        }
        let tasks: Vec<&Task> = changes.iter().map(|(task, _)| *task).collect();
        self.keep_tags(&tasks)
    }

    fn remove_all(&mut self, read: &[(TaskId, Version)]) -> Result<(), StoreError> {
        let removed = match read {
            [] => return Ok(()),
            [(id, read_at)] => self.write(|connection| {
                diesel::delete(tasks::table.find(id.get()))
                    .filter(tasks::version.eq(read_at.get()))
                    .execute(connection)
            })?,
            read => {
                let mut pairs: Vec<(i64, i64)> = read
                    .iter()
                    .map(|(id, version)| (id.get(), version.get()))
                    .collect();
                // In one order, so that those who remove the same ones wait for each other.
                pairs.sort_unstable();
                self.write_several()?;
                self.write(|connection| bulk::delete_tasks(connection, &pairs))?
            }
        };
        // Their tags go with them, by the foreign key.
        if removed == read.len() {
            Ok(())
        } else {
            Err(self.stale())
        }
    }
}
