//! Values as they stand in a history: what is as it always is goes without saying.

use std::fmt;

use docket_domain::list::Range;
use docket_domain::{Description, Patch, Tag, Tags, TaskDraft, TaskFilter, TaskPatch};

/// A draft.
#[derive(Clone)]
pub(super) struct Draft(pub(super) TaskDraft);

/// A patch.
#[derive(Clone)]
pub(super) struct Patched(pub(super) TaskPatch);

/// A filter.
#[derive(Clone)]
pub(super) struct Filter(pub(super) TaskFilter);

/// Tags.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Joined(pub(super) Tags);

impl fmt::Debug for Joined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.0.iter().map(Tag::as_str))
            .finish()
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (draft, default) = (&self.0, TaskDraft::new(self.0.title.clone()));
        let mut shown = f.debug_struct("Draft");
        shown.field("title", &draft.title.as_str());
        if let Some(text) = &draft.description {
            shown.field("description", &text.as_str());
        }
        if draft.status != default.status {
            shown.field("status", &draft.status);
        }
        if draft.priority != default.priority {
            shown.field("priority", &draft.priority);
        }
        if let Some(day) = draft.due_date {
            shown.field("due", &format_args!("{day}"));
        }
        if !draft.tags.is_empty() {
            shown.field("tags", &Joined(draft.tags.clone()));
        }
        shown.finish()
    }
}

impl fmt::Debug for Patched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let patch = &self.0;
        let mut shown = f.debug_struct("Patch");
        if let Some(title) = &patch.title {
            shown.field("title", &title.as_str());
        }
        if patch.description != Patch::Keep {
            let text = patch.description.as_ref().map(Description::as_str);
            shown.field("description", &text);
        }
        if let Some(status) = patch.status {
            shown.field("status", &status);
        }
        if let Some(priority) = patch.priority {
            shown.field("priority", &priority);
        }
        if patch.due_date != Patch::Keep {
            let day = patch.due_date.map(|day| day.to_string());
            shown.field("due", &day);
        }
        if let Some(tags) = &patch.tags {
            shown.field("tags", &Joined(tags.clone()));
        }
        shown.finish()
    }
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let filter = &self.0;
        let mut shown = f.debug_struct("Filter");
        if !filter.statuses.is_empty() {
            shown.field("statuses", &filter.statuses);
        }
        if !filter.priorities.is_empty() {
            shown.field("priorities", &filter.priorities);
        }
        if let Some(wanted) = filter.completed {
            shown.field("completed", &wanted);
        }
        if let Some((wanted, today)) = filter.overdue {
            shown.field("overdue", &format_args!("{wanted} on {today}"));
        }
        if let Some(wanted) = filter.has_due_date {
            shown.field("has_due_date", &wanted);
        }
        if !filter.tags.is_empty() {
            shown.field("tags", &Joined(filter.tags.clone()));
        }
        if !filter.search.words().is_empty() {
            shown.field("search", &filter.search.words());
        }
        show_range(&mut shown, "due", &filter.due);
        show_range(&mut shown, "created", &filter.created);
        show_range(&mut shown, "updated", &filter.updated);
        shown.finish()
    }
}

fn show_range<T: fmt::Display + PartialOrd>(
    shown: &mut fmt::DebugStruct<'_, '_>,
    name: &str,
    range: &Range<T>,
) {
    if range.is_unbounded() {
        return;
    }
    let end = |end: &Option<T>| end.as_ref().map_or_else(String::new, ToString::to_string);
    let (from, to) = (end(&range.from), end(&range.to));
    shown.field(name, &format_args!("{from}..={to}"));
}
