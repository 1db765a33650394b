//! What the columns of a table are used for.

use docket_application::ports::foreign::{Shape, TableShape};

use super::{TaskColumns, UserColumns};
use crate::foreign::catalog::{Column, Table};
use crate::foreign::error::{Names, OpenSourceError};
use crate::foreign::names::{self, rank};

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

/// Those of the table of users.
pub(super) fn of_users(table: &Table) -> Result<(UserColumns, TableShape), OpenSourceError> {
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

/// Those of the table of tasks.
pub(super) fn of_tasks(table: &Table) -> Result<(TaskColumns, TableShape), OpenSourceError> {
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
        table: table.name.clone(),
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
