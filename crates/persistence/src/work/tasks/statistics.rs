//! Counting tasks: the database counts, so that the cost of an answer is that of reading an index.

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use docket_application::ports::store::{Inconsistency, StoreError};
use docket_application::statistics::Statistics;
use docket_domain::{Tag, UserId};

use crate::connection::DbConnection;
use crate::rows::rank::{priority_of_rank, status_of_rank};
use crate::schema::{task_tags, tasks};

/// A status, a priority, how many tasks have both, and how many of those were due before.
pub(super) type KindRow = (i16, i16, i64, i64);

/// How many tasks of each kind there are, and how many of those were due before `today`.
pub(super) fn by_kind(
    connection: &mut DbConnection,
    owner: i64,
    today: i32,
) -> QueryResult<Vec<KindRow>> {
    let due = sql::<BigInt>("COUNT(CASE WHEN due_date < ")
        .bind::<Integer, _>(today)
        .sql(" THEN 1 END)");
    tasks::table
        .filter(tasks::owner_id.eq(owner))
        .group_by((tasks::status, tasks::priority))
        .select((tasks::status, tasks::priority, count_star(), due))
        .load(connection)
}

/// How many tasks have each tag, by tag.
pub(super) fn by_tag(connection: &mut DbConnection, owner: i64) -> QueryResult<Vec<(String, i64)>> {
    task_tags::table
        .filter(task_tags::owner_id.eq(owner))
        .group_by(task_tags::tag)
        .order(task_tags::tag)
        .select((task_tags::tag, count_star()))
        .load(connection)
}

/// The statistics that these rows tell, but for the tags.
pub(super) fn decode_kinds(owner: UserId, rows: Vec<KindRow>) -> Result<Statistics, StoreError> {
    let at = |column: &'static str| {
        move |source| Inconsistency {
            table: "tasks",
            column,
            row: owner.get(),
            source,
        }
    };
    let mut statistics = Statistics::default();
    for (status, priority, count, due) in rows {
        let status = status_of_rank(status).map_err(at("status"))?;
        let priority = priority_of_rank(priority).map_err(at("priority"))?;
        if status.is_open() {
            statistics.overdue += number(due);
        }
        statistics.by_kind.push(((status, priority), number(count)));
    }
    statistics.by_kind.sort_unstable_by_key(|(kind, _)| *kind);
    Ok(statistics)
}

/// A tag and how many tasks have it.
pub(super) fn decode_tag((tag, count): (String, i64)) -> Result<(Tag, u64), StoreError> {
    let tag = Tag::parse(&tag).map_err(|source| Inconsistency {
        table: "task_tags",
        column: "tag",
        row: 0,
        source,
    })?;
    Ok((tag, number(count)))
}

/// A count, which is never negative.
pub(super) fn number(count: i64) -> u64 {
    count.unsigned_abs()
}
