//! Which tables and columns are used, and what for.

use docket_application::ports::foreign::{Shape, TableShape};

use super::ForeignOptions;
use super::catalog::{Column, Table};
use super::error::{Names, OpenSourceError};
use super::names::{self, rank};

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
        let users = users_table(tables, options.users_table.as_deref())?;
        let tasks = tasks_table(tables, options.tasks_table.as_deref())?;
        let (user_columns, user_shape) = user_columns(users)?;
        let (task_columns, task_shape) = tasks.map(task_columns).transpose()?.unzip();
        let has_tags = task_columns
            .as_ref()
            .is_some_and(|columns| columns.tags.is_some());
        let links = if task_columns.is_none() || has_tags {
            None
        } else {
            links(tables)
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

fn users_table<'t>(tables: &'t [Table], named: Option<&str>) -> Result<&'t Table, OpenSourceError> {
    if let Some(name) = named {
        return by_name(tables, name);
    }
    let is_one = |table: &Table| {
        find(table, names::USER_ID).is_some()
            && (find(table, names::USERNAME).is_some()
                || find(table, names::EMAIL).is_some()
                || find(table, names::NAME).is_some())
    };
    candidate(tables, names::USERS, "users", is_one)?
        .ok_or_else(|| OpenSourceError::NoUsers(table_names(tables)))
}

fn tasks_table<'t>(
    tables: &'t [Table],
    named: Option<&str>,
) -> Result<Option<&'t Table>, OpenSourceError> {
    if let Some(name) = named {
        return by_name(tables, name).map(Some);
    }
    let has_title = |table: &Table| find(table, names::TITLE).is_some();
    let is_owned = |table: &Table| has_title(table) && find(table, names::OWNER).is_some();
    match candidate(tables, names::TASKS, "tasks", is_owned)? {
        Some(table) => Ok(Some(table)),
        // It will be told that it has no owners.
        None => candidate(tables, names::TASKS, "tasks", has_title),
    }
}

/// The one table that has one of these names and is of this kind.
fn candidate<'t>(
    tables: &'t [Table],
    names: &[&str],
    what: &'static str,
    is_one: impl Fn(&Table) -> bool,
) -> Result<Option<&'t Table>, OpenSourceError> {
    let mut found: Vec<(usize, &Table)> = tables
        .iter()
        .filter(|table| is_one(table))
        .filter_map(|table| Some((rank(names, &table.name)?, table)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    match found.as_slice() {
        [] => Ok(None),
        [(_, table)] => Ok(Some(table)),
        [(_, first), (_, second), ..] => Err(OpenSourceError::Ambiguous {
            what,
            first: first.name.clone(),
            second: second.name.clone(),
        }),
    }
}

fn by_name<'t>(tables: &'t [Table], name: &str) -> Result<&'t Table, OpenSourceError> {
    let found = tables.iter().find(|table| table.name == name);
    found.ok_or_else(|| OpenSourceError::TableMissing {
        name: name.to_owned(),
        tables: table_names(tables),
    })
}

fn table_names(tables: &[Table]) -> Names {
    Names::of(tables.iter().map(|table| table.name.as_str()))
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

/// Picks columns of a table, none of them twice, and notes what for.
struct Picker<'t> {
    table: &'t Table,
    left: Vec<&'t Column>,
    used: Vec<(&'static str, String)>,
}

impl<'t> Picker<'t> {
    fn new(table: &'t Table) -> Self {
        Self {
            table,
            left: table.columns.iter().collect(),
            used: Vec::new(),
        }
    }

    fn pick(&mut self, what: &'static str, names: &[&str]) -> Option<Column> {
        self.pick_if(what, names, |_| true)
    }

    fn pick_if(
        &mut self,
        what: &'static str,
        names: &[&str],
        is_wanted: impl Fn(&Column) -> bool,
    ) -> Option<Column> {
        let ranked = self.left.iter().enumerate().filter_map(|(at, column)| {
            let rank = rank(names, &column.name)?;
            is_wanted(column).then_some((rank, at))
        });
        let (_, at) = ranked.min()?;
        let column = self.left.remove(at);
        self.used.push((what, column.name.clone()));
        Some(column.clone())
    }

    fn need(&mut self, what: &'static str, names: &[&str]) -> Result<Column, OpenSourceError> {
        self.pick(what, names).ok_or_else(|| self.missing(what))
    }

    fn missing(&self, what: &'static str) -> OpenSourceError {
        OpenSourceError::ColumnMissing {
            table: self.table.name.clone(),
            what,
            columns: Names::of(self.table.columns.iter().map(|column| column.name.as_str())),
        }
    }

    fn done(self) -> TableShape {
        TableShape {
            name: self.table.name.clone(),
            used: self.used,
            unused: self.left.iter().map(|column| column.name.clone()).collect(),
        }
    }
}

fn user_columns(table: &Table) -> Result<(UserColumns, TableShape), OpenSourceError> {
    let mut picker = Picker::new(table);
    let id = picker.need("id", names::USER_ID)?;
    let email = picker.pick("e-mail", names::EMAIL);
    let username = picker.pick("user name", names::USERNAME);
    let username = match (&username, &email) {
        (None, None) => picker.pick("user name", names::NAME),
        _ => username,
    };
    if username.is_none() && email.is_none() {
        return Err(picker.missing("user name or e-mail address"));
    }
    let columns = UserColumns {
        id,
        username,
        email,
        password: picker.pick("password", names::PASSWORD),
        role: picker.pick("role", names::ROLE),
        is_admin: picker.pick("administrator", names::IS_ADMIN),
        is_active: picker.pick("active", names::IS_ACTIVE),
        is_disabled: picker.pick("disabled", names::IS_DISABLED),
        created_at: picker.pick("created", names::CREATED_AT),
        is_deleted: picker.pick("deleted", names::IS_DELETED),
        deleted_at: picker.pick("deleted at", names::DELETED_AT),
    };
    Ok((columns, picker.done()))
}

fn task_columns(table: &Table) -> Result<(TaskColumns, TableShape), OpenSourceError> {
    let mut picker = Picker::new(table);
    let id = picker.need("id", names::TASK_ID)?;
    let owner = picker.need("owner", names::OWNER)?;
    let title = picker.need("title", names::TITLE)?;
    // Some have a box to tick under that name.
    let status = picker.pick_if("status", names::STATUS, |column| !column.is_boolean());
    let completed = picker
        .pick("completed", names::COMPLETED)
        .or_else(|| picker.pick_if("completed", names::STATUS, Column::is_boolean));
    let priority = picker
        .pick_if(
            Shape::PRIORITY_BY_NUMBER,
            names::PRIORITY,
            Column::is_integer,
        )
        .or_else(|| picker.pick("priority", names::PRIORITY));
    let columns = TaskColumns {
        id,
        owner,
        title,
        description: picker.pick("description", names::DESCRIPTION),
        status,
        completed,
        priority,
        due: picker.pick("due date", names::DUE),
        tags: picker.pick("tags", names::TASK_TAGS),
        created_at: picker.pick("created", names::CREATED_AT),
        updated_at: picker.pick("updated", names::UPDATED_AT),
        completed_at: picker.pick("completed at", names::COMPLETED_AT),
        is_deleted: picker.pick("deleted", names::IS_DELETED),
        deleted_at: picker.pick("deleted at", names::DELETED_AT),
    };
    Ok((columns, picker.done()))
}

/// The tables that tie tags to tasks, if there are any.
fn links(tables: &[Table]) -> Option<Links> {
    let owned = |column: Option<&Column>| column.cloned();
    let tags = candidate(tables, names::TAGS, "tags", |table| {
        find(table, names::TAG_ID).is_some() && find(table, names::TAG_NAME).is_some()
    });
    if let Ok(Some(tags)) = tags {
        let tied = tables.iter().find_map(|table| {
            Some(Links {
                table: table.name.clone(),
                task: owned(find(table, names::LINK_TASK))?,
                names: LinkNames::There {
                    tag: owned(find(table, names::LINK_TAG))?,
                    table: tags.name.clone(),
                    id: owned(find(tags, names::TAG_ID))?,
                    name: owned(find(tags, names::TAG_NAME))?,
                },
            })
        });
        if tied.is_some() {
            return tied;
        }
    }
    let is_of_tags = |table: &&Table| {
        let name = names::key(&table.name);
        name.contains("tag") || name.contains("label")
    };
    tables.iter().filter(is_of_tags).find_map(|table| {
        Some(Links {
            table: table.name.clone(),
            task: owned(find(table, names::LINK_TASK))?,
            names: LinkNames::Here(owned(find(table, names::LINK_NAME))?),
        })
    })
}
