//! Tasks.

use docket_application::ports::foreign::{ForeignTask, Found};
use docket_domain::{Description, Title, Violation};

use super::{Flaws, found, is_deleted, text};
use crate::foreign::rows::TaskRow;
use crate::foreign::shape::{Links, TaskColumns};
use crate::foreign::{ForeignOptions, instants, tags, words};

/// The task of a row, whose tags may be in other tables.
pub(in crate::foreign) fn task(
    row: TaskRow,
    columns: &TaskColumns,
    links: Option<&Links>,
    options: &ForeignOptions,
) -> Found<ForeignTask> {
    let TaskRow {
        id,
        owner,
        title: name,
        description: notes,
        status,
        completed,
        priority,
        due,
        tags: tagged,
        created_at,
        updated_at,
        completed_at,
        is_deleted: deleted,
        deleted_at,
    } = row;
    let mut flaws = Flaws::default();
    let id = flaws.need(&columns.id, id, |id| Ok(text::key(id)));
    let deleted = flaws.read(columns.is_deleted.as_ref(), deleted, words::boolean);
    if is_deleted(deleted, deleted_at.as_deref()) {
        return found(id, flaws, None);
    }
    let owner = flaws.read(Some(&columns.owner), owner, |id| Ok(text::key(id)));
    let title = flaws.need(&columns.title, name, |text| title(text, options.trim));
    let description = flaws.read(columns.description.as_ref(), notes, |text| {
        description(text, options.trim)
    });
    let status = flaws.read(columns.status.as_ref(), status, words::status);
    let is_completed = flaws.read(columns.completed.as_ref(), completed, words::boolean);
    let priority = flaws.read(columns.priority.as_ref(), priority, |text| {
        words::priority(text, &options.priorities)
    });
    let due_date = flaws.read(columns.due.as_ref(), due, instants::day);
    let tags = match links {
        Some(links) => flaws.read_from(&links.table, tagged, tags::tags),
        None => flaws.read(columns.tags.as_ref(), tagged, tags::tags),
    };
    let created_at = flaws.read(columns.created_at.as_ref(), created_at, instants::instant);
    let updated_at = flaws.read(columns.updated_at.as_ref(), updated_at, instants::instant);
    let completed_at = flaws.read(
        columns.completed_at.as_ref(),
        completed_at,
        instants::instant,
    );
    let task = title.map(|title| ForeignTask {
        owner,
        title,
        description,
        status,
        is_completed,
        priority: priority.unwrap_or_default(),
        due_date,
        tags: tags.unwrap_or_default(),
        created_at,
        updated_at,
        completed_at,
    });
    found(id, flaws, task)
}

fn title(raw: &str, trim: bool) -> Result<Title, Violation> {
    if trim {
        Title::parse(&text::trimmed(raw.trim(), Title::LENGTH.max))
    } else {
        Title::parse(&text::with_newlines(raw))
    }
}

fn description(raw: &str, trim: bool) -> Result<Description, Violation> {
    if trim {
        Description::parse(&text::trimmed(raw, Description::LENGTH.max))
    } else {
        Description::parse(&text::with_newlines(raw))
    }
}
