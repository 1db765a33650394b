//! What a query says of the list that is wanted.

use docket_application::Caller;
use docket_application::tasks::TaskQuery;
use docket_domain::list::{Range, Search};
use docket_domain::{
    DueDate, Priority, Status, Tag, Tags, TaskFilter, TaskOrder, TimeZone, Timestamp, Violation,
};
use utoipa::IntoParams;

use super::body::PriorityBody;
use super::input::StatusInput;
use crate::cursor::{self, ListId};
use crate::error::ApiError;
use crate::paging;
use crate::query::QueryReader;

/// Which tasks, and in which order, for the document; [`read_list`] reads them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names the parameters for the document")]
pub(super) struct ListParams {
    /// With one of these statuses: by comma, or repeated.
    #[param(value_type = Option<Vec<StatusInput>>)]
    status: Option<Vec<String>>,
    /// With one of these priorities: by comma, or repeated.
    #[param(value_type = Option<Vec<PriorityBody>>)]
    priority: Option<Vec<String>>,
    /// Completed, or not.
    completed: Option<bool>,
    /// Overdue, or not.
    overdue: Option<bool>,
    /// With a due date, or without.
    has_due_date: Option<bool>,
    /// With this tag; repeated, with all of them.
    #[param(max_items = 50)]
    tag: Option<Vec<String>>,
    /// With all of these tags: by comma.
    #[param(style = Form, explode = false, min_items = 1, max_items = 50)]
    tags: Option<Vec<String>>,
    /// With every one of these words in title or description, whatever their case.
    #[param(max_length = 200)]
    search: Option<String>,
    /// Due on this day or later.
    #[param(format = "date")]
    due_after: Option<String>,
    /// Due on this day or earlier.
    #[param(format = "date")]
    due_before: Option<String>,
    /// Created at this instant or later (`2026-11-20T08:30:00Z`), or on this day or later
    /// (`2026-11-20`).
    created_after: Option<String>,
    /// Created at this instant or earlier, or on this day or earlier.
    created_before: Option<String>,
    /// Last changed at this instant or later, or on this day or later.
    updated_after: Option<String>,
    /// Last changed at this instant or earlier, or on this day or earlier.
    updated_before: Option<String>,
    /// By what it is sorted. Statuses and priorities go by rank, titles without regard to case;
    /// what has no due date comes last; the id breaks ties.
    #[param(inline, value_type = Option<SortBy>)]
    sort_by: Option<String>,
    /// In which direction it is sorted.
    #[param(inline, value_type = Option<SortOrder>)]
    sort_order: Option<String>,
}

/// Which part of a list, for the document; [`read`] reads them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names the parameters for the document")]
pub(super) struct PageParams {
    /// How many tasks to leave out at the beginning, 0 if it is not given; not together with `cursor`.
    #[param(minimum = 0, maximum = 2_147_483_647_i64)]
    skip: Option<u32>,
    /// How many tasks to answer at most.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u16>,
    /// Go on after the last task of the page that came with this cursor.
    cursor: Option<String>,
    /// Add `X-Total-Count`, the number of all that match.
    count: Option<bool>,
}

/// By what a list is sorted.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "snake_case", default = "id")]
#[expect(
    dead_code,
    reason = "names the words for the document; the domain reads them"
)]
enum SortBy {
    Id,
    Title,
    Status,
    Priority,
    Completed,
    DueDate,
    CreatedAt,
    UpdatedAt,
}

/// In which direction a list is sorted.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "snake_case", default = "asc")]
#[expect(
    dead_code,
    reason = "names the words for the document; the domain reads them"
)]
enum SortOrder {
    Asc,
    Desc,
}

/// The part of a list that `query` asks for, and which list it is.
///
/// # Errors
/// [`ApiError::ValidationFailed`] with every fault.
pub(super) fn read(
    query: &str,
    caller: &Caller,
    today: DueDate,
) -> Result<(TaskQuery, ListId), ApiError> {
    let mut reader = QueryReader::new(query);
    let list = ListId::of(query);
    let (filter, order) = read_list(&mut reader, caller, today);
    let after = reader.one("cursor", |text| cursor::read(text, list, order.key));
    let (page, with_total) = paging::read(&mut reader);
    let query = TaskQuery {
        filter,
        order,
        after,
        page,
        with_total,
    };
    reader.finish((query, list))
}

/// Which tasks a query asks for, and in which order; its faults are left to `reader`.
pub(super) fn read_list(
    reader: &mut QueryReader,
    caller: &Caller,
    today: DueDate,
) -> (TaskFilter, TaskOrder) {
    let order = TaskOrder {
        key: reader.value("sort_by").unwrap_or_default(),
        direction: reader.value("sort_order").unwrap_or_default(),
    };
    (filter(reader, caller.time_zone(), today), order)
}

fn filter(reader: &mut QueryReader, zone: &TimeZone, today: DueDate) -> TaskFilter {
    TaskFilter {
        statuses: reader.several::<Status>("status").into_iter().collect(),
        priorities: reader.several::<Priority>("priority").into_iter().collect(),
        completed: reader.boolean("completed"),
        overdue: reader.boolean("overdue").map(|wanted| (wanted, today)),
        has_due_date: reader.boolean("has_due_date"),
        tags: tags(reader),
        search: reader.one("search", Search::parse).unwrap_or_default(),
        due: Range {
            from: reader.value("due_after"),
            to: reader.value("due_before"),
        },
        created: Range {
            from: reader.one("created_after", |text| first_instant(text, zone)),
            to: reader.one("created_before", |text| last_instant(text, zone)),
        },
        updated: Range {
            from: reader.one("updated_after", |text| first_instant(text, zone)),
            to: reader.one("updated_before", |text| last_instant(text, zone)),
        },
    }
}

fn tags(reader: &mut QueryReader) -> Tags {
    let mut tags: Vec<Tag> = reader.several("tags");
    tags.extend(reader.several::<Tag>("tag"));
    Tags::new(tags).unwrap_or_else(|violation| {
        reader.refuse("tags", violation);
        Tags::default()
    })
}

/// An instant, or the first one of a day in the zone.
fn first_instant(text: &str, zone: &TimeZone) -> Result<Timestamp, Violation> {
    instant(text).or_else(|_| day(text).map(|day| zone.bounds_of(day).0))
}

/// An instant, or the last one of a day in the zone.
fn last_instant(text: &str, zone: &TimeZone) -> Result<Timestamp, Violation> {
    instant(text).or_else(|_| day(text).map(|day| zone.bounds_of(day).1))
}

fn instant(text: &str) -> Result<Timestamp, Violation> {
    text.parse()
}

fn day(text: &str) -> Result<DueDate, Violation> {
    const FORM: Violation =
        Violation::Malformed("an instant like 2026-11-20T08:30:00Z, or a date like 2026-11-20");
    text.parse().map_err(|_| FORM)
}
