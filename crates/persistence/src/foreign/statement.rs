//! The statements that read users and tasks.
//!
//! Names of tables and columns come from the database's own catalog, and are quoted. All that is
//! read is bytes of text, as the database writes it.

use super::catalog::Column;
use super::shape::{LinkNames, Links, Plan, TaskColumns};
use crate::database_url::EngineKind;

/// How many bytes of a value are read: more than what is longest here can have.
pub(super) const BYTES: usize = 1 << 18;

/// How many rows a table has.
pub(super) fn count(table: &str, engine: EngineKind) -> String {
    let count = match engine {
        EngineKind::Sqlite => "CAST(CAST(count(*) AS TEXT) AS BLOB)",
        EngineKind::Postgres | EngineKind::Mysql => "convert_to(count(*)::text, 'UTF8')",
    };
    format!("SELECT {count} AS count FROM {}", quoted(table))
}

/// All users.
pub(super) fn users(plan: &Plan, engine: EngineKind) -> String {
    let columns = &plan.users;
    let mut select = Select::new(engine);
    select.text("id", Some(&columns.id));
    select.text("username", columns.username.as_ref());
    select.text("email", columns.email.as_ref());
    select.hash("password", columns.password.as_ref());
    select.text("role", columns.role.as_ref());
    select.text("is_admin", columns.is_admin.as_ref());
    select.text("is_active", columns.is_active.as_ref());
    select.text("is_disabled", columns.is_disabled.as_ref());
    select.text("created_at", columns.created_at.as_ref());
    select.text("is_deleted", columns.is_deleted.as_ref());
    select.text("deleted_at", columns.deleted_at.as_ref());
    let order = select.order(&columns.id, columns.created_at.as_ref());
    select.from(&plan.shape.users.name, "", &order)
}

/// All tasks, which have these columns.
pub(super) fn tasks(plan: &Plan, columns: &TaskColumns, engine: EngineKind) -> String {
    let mut select = Select::new(engine);
    select.text("id", Some(&columns.id));
    select.text("owner", Some(&columns.owner));
    select.text("title", Some(&columns.title));
    select.text("description", columns.description.as_ref());
    select.text("status", columns.status.as_ref());
    select.text("completed", columns.completed.as_ref());
    select.text("priority", columns.priority.as_ref());
    select.text("due", columns.due.as_ref());
    let join = if let Some(links) = &plan.links {
        select.expression("tags", "linked.tags");
        select.join(links, &columns.id)
    } else {
        select.list("tags", columns.tags.as_ref());
        String::new()
    };
    select.text("created_at", columns.created_at.as_ref());
    select.text("updated_at", columns.updated_at.as_ref());
    select.text("completed_at", columns.completed_at.as_ref());
    select.text("is_deleted", columns.is_deleted.as_ref());
    select.text("deleted_at", columns.deleted_at.as_ref());
    let order = select.order(&columns.id, columns.created_at.as_ref());
    select.from(&columns.table, &join, &order)
}

/// A selection of columns of a table, which is called `x` in it.
struct Select {
    engine: EngineKind,
    columns: Vec<String>,
}

impl Select {
    fn new(engine: EngineKind) -> Self {
        Self {
            engine,
            columns: Vec::new(),
        }
    }

    fn is_sqlite(&self) -> bool {
        self.engine == EngineKind::Sqlite
    }

    /// Adds the bytes of an expression, whose value is text or bytes.
    fn expression(&mut self, name: &str, value: &str) {
        let bytes = if self.is_sqlite() {
            format!("CAST({value} AS BLOB)")
        } else {
            format!("convert_to({value}, 'UTF8')")
        };
        self.columns
            .push(format!("substr({bytes}, 1, {BYTES}) AS {}", quoted(name)));
    }

    fn nothing(&mut self, name: &str) {
        self.columns.push(format!("NULL AS {}", quoted(name)));
    }

    /// Adds a column as text. Bytes are written in hexadecimal digits.
    fn text(&mut self, name: &str, column: Option<&Column>) {
        let Some(column) = column else {
            return self.nothing(name);
        };
        let place = place(column);
        if self.is_sqlite() {
            self.expression(
                name,
                &format!(
                    "CASE typeof({place}) WHEN 'blob' THEN lower(hex({place})) \
                     ELSE CAST({place} AS TEXT) END"
                ),
            );
        } else {
            self.expression(name, &format!("{place}::text"));
        }
    }

    /// Adds a column of hashes, which some keep as bytes.
    fn hash(&mut self, name: &str, column: Option<&Column>) {
        let Some(column) = column else {
            return self.nothing(name);
        };
        let place = place(column);
        if self.is_sqlite() {
            self.expression(name, &place);
        } else if column.kind == "bytea" {
            self.columns
                .push(format!("substr({place}, 1, {BYTES}) AS {}", quoted(name)));
        } else {
            self.text(name, Some(column));
        }
    }

    /// Adds a column of lists, which PostgreSQL has a type of its own for.
    fn list(&mut self, name: &str, column: Option<&Column>) {
        match column {
            Some(column) if column.kind.ends_with("[]") && !self.is_sqlite() => {
                self.expression(name, &format!("array_to_json({})::text", place(column)));
            }
            column => self.text(name, column),
        }
    }

    /// Joins the names of the tags of each task, as a list in JSON. They are put together once for
    /// all tasks: tables that tie things together often have no index.
    fn join(&self, links: &Links, id: &Column) -> String {
        let (list, text) = if self.is_sqlite() {
            ("json_group_array", "")
        } else {
            ("json_agg", "::text")
        };
        let task = format!("l.{}{text}", quoted(&links.task.name));
        let (names, tags) = match &links.names {
            LinkNames::Here(name) => (format!("l.{}", quoted(&name.name)), String::new()),
            LinkNames::There {
                tag,
                table,
                id,
                name,
            } => (
                format!("t.{}", quoted(&name.name)),
                format!(
                    " JOIN {} AS t ON t.{}{text} = l.{}{text}",
                    quoted(table),
                    quoted(&id.name),
                    quoted(&tag.name)
                ),
            ),
        };
        format!(
            " LEFT JOIN (SELECT {task} AS task, {list}({names}){text} AS tags FROM {} AS l{tags} \
             GROUP BY {task}) AS linked ON linked.task = {}{text}",
            quoted(&links.table),
            place(id)
        )
    }

    /// The order in which rows were made: SQLite numbers them; elsewhere their ids do, or else the
    /// instants.
    fn order(&self, id: &Column, created_at: Option<&Column>) -> String {
        match created_at {
            _ if self.is_sqlite() => "x.rowid".to_owned(),
            Some(created_at) if !id.is_integer() => {
                format!("{} NULLS FIRST, {}", place(created_at), place(id))
            }
            _ => place(id),
        }
    }

    fn from(self, table: &str, join: &str, order: &str) -> String {
        let (columns, table) = (self.columns.join(", "), quoted(table));
        format!("SELECT {columns} FROM {table} AS x{join} ORDER BY {order}")
    }
}

/// A column of the table that is selected from.
fn place(column: &Column) -> String {
    format!("x.{}", quoted(&column.name))
}

/// A name, as both engines quote it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_a_name_whatever_is_in_it() {
        assert_eq!(quoted("tasks"), r#""tasks""#);
        assert_eq!(
            quoted(r#"a"; DROP TABLE b; --"#),
            r#""a""; DROP TABLE b; --""#
        );
    }
}
