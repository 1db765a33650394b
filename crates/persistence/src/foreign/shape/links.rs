//! The tables besides that tags are in.

use super::tables::candidate;
use super::{LinkNames, Links, find};
use crate::foreign::catalog::{Column, Table};
use crate::foreign::names;

/// The tables that tie tags to tasks, if there are any.
pub(super) fn of(tables: &[Table]) -> Option<Links> {
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
