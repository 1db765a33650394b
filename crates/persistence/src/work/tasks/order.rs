//! In which order a list is and where it goes on: what [`TaskOrder::compare_positions`] means, as
//! SQL.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Untyped};
use docket_domain::list::{Direction, Position, SortKey, SortValue};
use docket_domain::{DueDate, TaskFilter, TaskOrder, UserId};

use super::filter::{AFTER_ALL_DAYS, DUE_DATE, Query};
use super::fragment::Fragment;
use crate::database_url::EngineKind;
use crate::schema::tasks;
use crate::work::bulk::Value;

/// Leaves what comes after `position`.
///
/// The first column of the index is always bound from one side, so that the list is entered where
/// it goes on and not at its beginning. PostgreSQL finds pairs in an index if both ascend, and
/// enters it at the very task; elsewhere those are passed over that have the same of the key and
/// come before.
pub(super) fn after<'q, ST: 'q>(
    query: Query<'q, ST>,
    engine: EngineKind,
    order: TaskOrder,
    position: &Position,
) -> Query<'q, ST> {
    let id = position.id.get();
    match (order.key, &position.value) {
        (SortKey::Id, SortValue::Number(number)) => match order.direction {
            // The task with this very number comes after a place with a smaller id. There is no
            // such place but by hand.
            Direction::Ascending if id < *number => query.filter(tasks::id.ge(*number)),
            Direction::Ascending => query.filter(tasks::id.gt(*number)),
            Direction::Descending if id < *number => query.filter(tasks::id.le(*number)),
            Direction::Descending => query.filter(tasks::id.lt(*number)),
        },
        (SortKey::Title, SortValue::Text(text)) => {
            query.filter(keyset(engine, order, &Value::Text(text.clone().into()), id))
        }
        (SortKey::DueDate, SortValue::Date(date)) => {
            let days = date.map(DueDate::days);
            let value = match order.direction {
                Direction::Ascending => days.unwrap_or(AFTER_ALL_DAYS),
                Direction::Descending => days.unwrap_or(-1),
            };
            query.filter(keyset(engine, order, &Value::BigInt(value.into()), id))
        }
        (
            SortKey::Status
            | SortKey::Priority
            | SortKey::Completed
            | SortKey::CreatedAt
            | SortKey::UpdatedAt,
            SortValue::Number(number),
        ) => query.filter(keyset(engine, order, &Value::BigInt(*number), id)),
        // A value of another key: as `TaskOrder` has it, there is no telling them apart.
        _ => query.filter(tasks::id.gt(id)),
    }
}

/// That the key is that value and the id is greater, or that the key is beyond the value. Made by
/// the order alone, it is one of few texts.
fn keyset(engine: EngineKind, order: TaskOrder, value: &Value<'static>, id: i64) -> Fragment<Bool> {
    let key = key(order);
    let (start, middle, end) = match (engine, order.direction) {
        // Pairs as the index has them; the comparison before it says nothing new.
        (EngineKind::Postgres, Direction::Ascending) => {
            (format!("({key} >= "), format!(" AND ({key}, id) > ("), ", ")
        }
        (_, direction) => {
            let sign = match direction {
                Direction::Ascending => '>',
                Direction::Descending => '<',
            };
            let (start, middle) = (format!("({key} {sign}= "), format!(" AND ({key} {sign} "));
            (start, middle, " OR id > ")
        }
    };
    Fragment::new(true)
        .sql(start)
        .bind(value.clone())
        .sql(middle)
        .bind(value.clone())
        .sql(end)
        .bind(Value::BigInt(id))
        .sql("))")
}

/// Leaves the tasks of `owner` in a list of this order.
///
/// PostgreSQL, told that the owner is one, takes the order by id for that of the primary key, and
/// reads past everybody else's tasks. Told a range of owners, and that they come first in the
/// order, it takes the index that begins with them. Of one status, it has an index that is better
/// still, and needs to know that the owner is one.
pub(super) fn of_owner<'q, ST: 'q>(
    query: Query<'q, ST>,
    engine: EngineKind,
    owner: UserId,
    order: TaskOrder,
    filter: &TaskFilter,
) -> Query<'q, ST> {
    let owner = owner.get();
    match (engine, order.key) {
        (EngineKind::Postgres, SortKey::Id) if filter.statuses.len() != 1 => query
            .filter(tasks::owner_id.ge(owner))
            .filter(tasks::owner_id.le(owner)),
        _ => query.filter(tasks::owner_id.eq(owner)),
    }
}

/// The order of a list, as SQL; and whether the statement is to be kept prepared.
pub(super) fn order_by(engine: EngineKind, order: TaskOrder, is_kept: bool) -> Fragment<Untyped> {
    let direction = match order.direction {
        Direction::Ascending => "ASC",
        Direction::Descending => "DESC",
    };
    let key = key(order);
    Fragment::new(is_kept).sql(match (engine, order.key) {
        (EngineKind::Postgres, SortKey::Id) => format!("owner_id {direction}, id {direction}"),
        (_, SortKey::Id) => format!("{key} {direction}"),
        _ => format!("{key} {direction}, id ASC"),
    })
}

/// What is sorted by.
fn key(order: TaskOrder) -> &'static str {
    match order.key {
        SortKey::Id => "id",
        SortKey::Title => "title_key",
        SortKey::Status => "status",
        SortKey::Priority => "priority",
        SortKey::Completed => "CASE WHEN status = 2 THEN 1 ELSE 0 END",
        // What has none comes last in both directions.
        SortKey::DueDate => match order.direction {
            Direction::Ascending => DUE_DATE,
            Direction::Descending => "COALESCE(due_date, -1)",
        },
        SortKey::CreatedAt => "created_at",
        SortKey::UpdatedAt => "updated_at",
    }
}
