//! Which tables and columns are used, and what for.

mod columns;
mod links;
mod tables;

use docket_application::ports::foreign::Shape;

use super::ForeignOptions;
use super::catalog::{Column, Table};
use super::error::OpenSourceError;
use super::names::rank;

/// What is read of a database.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) shape: Shape,
    pub(super) users: UserColumns,
    pub(super) tasks: Option<TaskColumns>,
    pub(super) links: Option<Links>,
}

/// The columns of the table of users.
#[derive(Debug)]
pub(super) struct UserColumns {
    pub(super) id: Column,
    pub(super) username: Option<Column>,
    pub(super) email: Option<Column>,
    pub(super) password: Option<Column>,
    pub(super) role: Option<Column>,
    pub(super) is_admin: Option<Column>,
    pub(super) is_active: Option<Column>,
    pub(super) is_disabled: Option<Column>,
    pub(super) created_at: Option<Column>,
    pub(super) is_deleted: Option<Column>,
    pub(super) deleted_at: Option<Column>,
}

/// The columns of the table of tasks.
#[derive(Debug)]
pub(super) struct TaskColumns {
    /// The table itself.
    pub(super) table: String,
    pub(super) id: Column,
    pub(super) owner: Column,
    pub(super) title: Column,
    pub(super) description: Option<Column>,
    pub(super) status: Option<Column>,
    pub(super) completed: Option<Column>,
    pub(super) priority: Option<Column>,
    pub(super) due: Option<Column>,
    pub(super) tags: Option<Column>,
    pub(super) created_at: Option<Column>,
    pub(super) updated_at: Option<Column>,
    pub(super) completed_at: Option<Column>,
    pub(super) is_deleted: Option<Column>,
    pub(super) deleted_at: Option<Column>,
}

/// The tables besides that tags are in.
#[derive(Debug)]
pub(super) struct Links {
    /// What ties tags to tasks, and its column of tasks.
    pub(super) table: String,
    pub(super) task: Column,
    pub(super) names: LinkNames,
}

/// Where the names of the tags are.
#[derive(Debug)]
pub(super) enum LinkNames {
    /// In the same table.
    Here(Column),
    /// In another one, which this column refers to.
    There {
        tag: Column,
        table: String,
        id: Column,
        name: Column,
    },
}

impl Plan {
    /// Finds out which of `tables` are used.
    pub(super) fn of(tables: &[Table], options: &ForeignOptions) -> Result<Self, OpenSourceError> {
        if tables.iter().any(is_own) {
            return Err(OpenSourceError::Own);
        }
        let users = tables::users(tables, options.users_table.as_deref())?;
        let tasks = tables::tasks(tables, options.tasks_table.as_deref())?;
        let (user_columns, user_shape) = columns::of_users(users)?;
        let (task_columns, task_shape) = tasks.map(columns::of_tasks).transpose()?.unzip();
        let has_tags = task_columns
            .as_ref()
            .is_some_and(|columns| columns.tags.is_some());
        let links = if task_columns.is_none() || has_tags {
            None
        } else {
            links::of(tables)?
        };
        let tags = links.as_ref().map(Links::tables).unwrap_or_default();
        let is_used = |name: &String| {
            *name == users.name
                || tasks.is_some_and(|tasks| tasks.name == *name)
                || tags.contains(name)
        };
        let unused = tables.iter().map(|table| table.name.clone());
        Ok(Self {
            shape: Shape {
                users: user_shape,
                tasks: task_shape,
                unused: unused.filter(|name| !is_used(name)).collect(),
                tags,
            },
            users: user_columns,
            tasks: task_columns,
            links,
        })
    }
}

impl Links {
    fn tables(&self) -> Vec<String> {
        let mut tables = vec![self.table.clone()];
        if let LinkNames::There { table, .. } = &self.names {
            tables.push(table.clone());
        }
        tables
    }
}

/// Whether it is the table of tasks of this program.
fn is_own(table: &Table) -> bool {
    let has = |name: &str| table.columns.iter().any(|column| column.name == name);
    table.name == "tasks" && has("title_key") && has("searchable")
}

/// The column that stands first in this list.
fn find<'t>(table: &'t Table, names: &[&str]) -> Option<&'t Column> {
    let ranked = table
        .columns
        .iter()
        .filter_map(|column| Some((rank(names, &column.name)?, column)));
    ranked
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, column)| column)
}
