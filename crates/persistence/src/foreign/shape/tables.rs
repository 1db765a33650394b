//! Which tables are those of users and of tasks.

use super::find;
use crate::foreign::catalog::Table;
use crate::foreign::error::{Names, OpenSourceError};
use crate::foreign::names::{self, rank};

/// The table of users.
pub(super) fn users<'t>(
    tables: &'t [Table],
    named: Option<&str>,
) -> Result<&'t Table, OpenSourceError> {
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

/// The table of tasks, if there is one.
pub(super) fn tasks<'t>(
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
pub(super) fn candidate<'t>(
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
