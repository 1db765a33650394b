//! Which tables and columns there are.

use diesel::prelude::*;

use super::connection::Connection;
use super::error::OpenSourceError;
use super::rows::ColumnRow;
use crate::database_url::EngineKind;

/// A table.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
}

/// A column of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// Its type as it was declared, in lower case.
    pub(super) kind: String,
}

impl Column {
    /// Whether it was declared as one of truth values.
    pub(super) fn is_boolean(&self) -> bool {
        self.kind.contains("bool")
    }

    /// Whether it was declared as one of whole numbers.
    pub(super) fn is_integer(&self) -> bool {
        self.kind.contains("int") || self.kind.contains("serial")
    }
}

const SQLITE: &str = r#"
    SELECT CAST(tables.name AS BLOB) AS "table", CAST(columns.name AS BLOB) AS "column",
           CAST(columns.type AS BLOB) AS kind
    FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
    WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite\_%' ESCAPE '\'
    ORDER BY tables.name, columns.cid"#;

/// Those that are found by their names alone, where the session looks for them.
const POSTGRES: &str = r#"
    SELECT convert_to(tables.relname::text, 'UTF8') AS "table",
           convert_to(columns.attname::text, 'UTF8') AS "column",
           convert_to(format_type(columns.atttypid, columns.atttypmod), 'UTF8') AS kind
    FROM pg_class AS tables
    JOIN pg_namespace AS spaces ON spaces.oid = tables.relnamespace
    JOIN pg_attribute AS columns ON columns.attrelid = tables.oid
    WHERE tables.relkind IN ('r', 'p') AND pg_table_is_visible(tables.oid)
      AND spaces.nspname NOT IN ('pg_catalog', 'information_schema')
      AND columns.attnum > 0 AND NOT columns.attisdropped
    ORDER BY tables.relname, columns.attnum"#;

/// All tables, by their names, with their columns in their order.
pub(super) fn tables(connection: &mut Connection) -> Result<Vec<Table>, OpenSourceError> {
    let statement = match connection.engine() {
        EngineKind::Sqlite => SQLITE,
        EngineKind::Postgres | EngineKind::Mysql => POSTGRES,
    };
    let rows: QueryResult<Vec<ColumnRow>> = connection.load(statement);
    let mut tables: Vec<Table> = Vec::new();
    for ColumnRow {
        table,
        column,
        kind,
    } in rows?
    {
        // What is not of UTF-8 is no name that is looked for.
        let [table, name, kind] = [table, column, kind]
            .map(|text| String::from_utf8_lossy(&text.unwrap_or_default()).into_owned());
        let column = Column {
            name,
            kind: kind.to_lowercase(),
        };
        match tables.last_mut() {
            Some(last) if last.name == table => last.columns.push(column),
            _ => tables.push(Table {
                name: table,
                columns: vec![column],
            }),
        }
    }
    Ok(tables)
}
