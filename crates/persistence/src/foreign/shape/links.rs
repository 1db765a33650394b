//! The tables besides that tags are in.

use super::tables::candidate;
use super::{LinkNames, Links, find};
use crate::foreign::catalog::{Column, Table};
use crate::foreign::error::OpenSourceError;
use crate::foreign::names;

/// The tables that tie tags to tasks, if there are any.
///
/// # Errors
/// [`OpenSourceError::Ambiguous`] if it cannot be told which.
pub(super) fn of(tables: &[Table]) -> Result<Option<Links>, OpenSourceError> {
    let owned = |column: Option<&Column>| column.cloned();
    let tags = candidate(tables, names::TAGS, "tags", |table| {
        find(table, names::TAG_ID).is_some() && find(table, names::TAG_NAME).is_some()
    })?;
    if let Some(tags) = tags {
        let tied = only(tables.iter().filter_map(|table| {
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
        }))?;
        if tied.is_some() {
            return Ok(tied);
        }
    }
    let is_of_tags = |table: &&Table| {
        let name = names::key(&table.name);
        name.contains("tag") || name.contains("label")
    };
    only(tables.iter().filter(is_of_tags).filter_map(|table| {
        Some(Links {
            table: table.name.clone(),
            task: owned(find(table, names::LINK_TASK))?,
            names: LinkNames::Here(owned(find(table, names::LINK_NAME))?),
        })
    }))
}

/// The only one, if there is one.
fn only(mut links: impl Iterator<Item = Links>) -> Result<Option<Links>, OpenSourceError> {
    let first = links.next();
    match (first, links.next()) {
        (Some(first), Some(second)) => Err(OpenSourceError::Ambiguous {
            what: "tags on tasks",
            first: first.table,
            second: second.table,
        }),
        (first, _) => Ok(first),
    }
}
