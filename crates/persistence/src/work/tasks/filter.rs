//! Which tasks a list has: what [`TaskFilter::matches`] means, as SQL.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Text};
use docket_domain::list::Range;
use docket_domain::{DueDate, Priority, Status, TaskFilter, UserId};

use crate::connection::MultiBackend;
use crate::database_url::EngineKind;
use crate::rows::rank::{priority_rank, status_rank};
use crate::schema::{task_tags, tasks};
use crate::work::search::position_function;

/// A query of tasks that is being put together.
pub(super) type Query<'q, ST> = tasks::BoxedQuery<'q, MultiBackend, ST>;

/// The due date as lists compare it: that of a task without one is after all others. There is an
/// index on this very expression.
pub(super) const DUE_DATE: &str = "COALESCE(due_date, 2932897)";

/// The day after the last that there is: that in [`DUE_DATE`].
pub(super) const AFTER_ALL_DAYS: i32 = 2_932_897;

/// Leaves the tasks of `owner` that match `filter`. Whose they are is said last, after all that a
/// client has a say in.
pub(super) fn matching<'q, ST: 'q>(
    query: Query<'q, ST>,
    engine: EngineKind,
    owner: UserId,
    filter: &TaskFilter,
) -> Query<'q, ST> {
    wanted(query, engine, owner, filter).filter(tasks::owner_id.eq(owner.get()))
}

/// Leaves the tasks that match `filter`, given whose they are going to be.
pub(super) fn wanted<'q, ST: 'q>(
    query: Query<'q, ST>,
    engine: EngineKind,
    owner: UserId,
    filter: &TaskFilter,
) -> Query<'q, ST> {
    let TaskFilter {
        statuses: _,
        priorities,
        completed: _,
        overdue,
        has_due_date,
        tags,
        search,
        due,
        created,
        updated,
    } = filter;
    let mut query = query;
    let statuses = allowed_statuses(filter);
    if statuses.len() < Status::ALL.len() {
        query = query.filter(sql::<Bool>(&one_of("status", &statuses)));
    }
    if !priorities.is_empty() && priorities.len() < Priority::ALL.len() {
        let ranks: Vec<i16> = priorities.iter().copied().map(priority_rank).collect();
        query = query.filter(sql::<Bool>(&one_of("priority", &ranks)));
    }
    query = match overdue {
        None => query,
        // That it is open is among the statuses.
        Some((true, today)) => due_is(query, "<", *today),
        Some((false, today)) => query.filter(
            sql::<Bool>(&format!("(status IN (2, 3) OR {DUE_DATE} >= "))
                .bind::<Integer, _>(today.days())
                .sql(")"),
        ),
    };
    query = match has_due_date {
        None => query,
        Some(true) => query.filter(tasks::due_date.is_not_null()),
        Some(false) => query.filter(tasks::due_date.is_null()),
    };
    query = within_days(query, due);
    for tag in tags.iter() {
        let tagged = task_tags::table
            .filter(task_tags::owner_id.eq(owner.get()))
            .filter(task_tags::tag.eq(tag.as_str().to_owned()))
            .select(task_tags::task_id);
        query = query.filter(tasks::id.eq_any(tagged));
    }
    for word in search.words() {
        query = query.filter(
            sql::<Bool>(position_function(engine))
                .sql("(searchable, ")
                .bind::<Text, _>(word.clone())
                .sql(") > 0"),
        );
    }
    if let Some(from) = created.from {
        query = query.filter(tasks::created_at.ge(from.as_microseconds()));
    }
    if let Some(to) = created.to {
        query = query.filter(tasks::created_at.le(to.as_microseconds()));
    }
    if let Some(from) = updated.from {
        query = query.filter(tasks::updated_at.ge(from.as_microseconds()));
    }
    if let Some(to) = updated.to {
        query = query.filter(tasks::updated_at.le(to.as_microseconds()));
    }
    query
}

/// The numbers of the statuses that `filter` lets pass: those that are asked for, completed or
/// not, and open if overdue.
fn allowed_statuses(filter: &TaskFilter) -> Vec<i16> {
    let is_open = |status| matches!(status, Status::Pending | Status::InProgress);
    Status::ALL
        .into_iter()
        .filter(|status| filter.statuses.is_empty() || filter.statuses.contains(status))
        .filter(|status| {
            filter
                .completed
                .is_none_or(|wanted| wanted == (*status == Status::Completed))
        })
        .filter(|status| !matches!(filter.overdue, Some((true, _))) || is_open(*status))
        .map(status_rank)
        .collect()
}

/// That `column` has one of these numbers, which stand in the text: there are few such texts, and
/// each is planned for what it asks.
fn one_of(column: &str, ranks: &[i16]) -> String {
    match ranks {
        [] => "1 = 0".to_owned(),
        [rank] => format!("{column} = {rank}"),
        ranks => {
            let ranks: Vec<String> = ranks.iter().map(ToString::to_string).collect();
            format!("{column} IN ({})", ranks.join(", "))
        }
    }
}

/// Leaves what is due on one of these days.
fn within_days<'q, ST: 'q>(query: Query<'q, ST>, range: &Range<DueDate>) -> Query<'q, ST> {
    if range.is_unbounded() {
        return query;
    }
    // Without an end, what has no due date is still to be left out.
    let query = match range.to {
        Some(to) => due_is(query, "<=", to),
        None => query.filter(tasks::due_date.is_not_null()),
    };
    match range.from {
        Some(from) => due_is(query, ">=", from),
        None => query,
    }
}

/// Leaves what is due so; what has no due date is due after all days.
fn due_is<'q, ST: 'q>(query: Query<'q, ST>, operator: &str, day: DueDate) -> Query<'q, ST> {
    query.filter(sql::<Bool>(&format!("{DUE_DATE} {operator} ")).bind::<Integer, _>(day.days()))
}
