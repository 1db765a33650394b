//! The query builder alone: tasks that are added to a SQLite file, each in a commit of its own or
//! some at a commit, as durably as Docket adds them.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

diesel::table! {
    tasks (id) {
        id -> BigInt,
        owner_id -> BigInt,
        title -> Text,
        description -> Nullable<Text>,
        status -> SmallInt,
        priority -> SmallInt,
        due_date -> Nullable<Integer>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        completed_at -> Nullable<BigInt>,
        title_key -> Text,
        searchable -> Nullable<Text>,
        tags -> Text,
    }
}

/// What Docket sets on its connections.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY";

/// 2026-11-20, in microseconds and in days.
const NOW: i64 = 1_795_132_800_000_000;
const TODAY: i32 = 20_777;

/// Why no tasks were added.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("the file does not open: {0}")]
    Connect(#[from] ConnectionError),
    #[error("a statement fails: {0}")]
    Statement(#[from] diesel::result::Error),
}

/// Adds tasks of the first user for so long, so many at a commit; answers how many it were in a
/// second. The file is one that Docket has made.
pub(crate) fn each_second(file: &str, duration: Duration, together: u32) -> Result<f64, Error> {
    let mut connection = SqliteConnection::establish(file)?;
    connection.batch_execute(PRAGMAS)?;
    let begun = Instant::now();
    let mut added = 0_u32;
    while begun.elapsed() < duration {
        if together > 1 {
            connection.batch_execute("BEGIN IMMEDIATE")?;
        }
        for _ in 0..together.max(1) {
            add(&mut connection, added)?;
            added += 1;
        }
        if together > 1 {
            connection.batch_execute("COMMIT")?;
        }
    }
    Ok(f64::from(added) / begun.elapsed().as_secs_f64())
}

fn add(connection: &mut SqliteConnection, number: u32) -> QueryResult<i64> {
    // Spread, for titles fall anywhere in their index.
    let spread = number.wrapping_mul(2_654_435_761);
    let title = format!("{spread:08x} the travel plan");
    let when = NOW + i64::from(number);
    let one_of_four = |shift: u32| i16::try_from((spread >> shift) & 3).unwrap_or_default();
    diesel::insert_into(tasks::table)
        .values((
            tasks::owner_id.eq(1_i64),
            tasks::title.eq(&title),
            tasks::description.eq(None::<&str>),
            // No status that would want an instant beside it.
            tasks::status.eq(one_of_four(8) & 1),
            tasks::priority.eq(one_of_four(10)),
            tasks::due_date.eq(Some(TODAY + i32::from(one_of_four(12)))),
            tasks::version.eq(1_i64),
            tasks::created_at.eq(when),
            tasks::updated_at.eq(when),
            tasks::completed_at.eq(None::<i64>),
            tasks::title_key.eq(&title),
            tasks::searchable.eq(&title),
            tasks::tags.eq(""),
        ))
        .returning(tasks::id)
        .get_result(connection)
}

#[cfg(test)]
mod tests {
    use super::{add, tasks};
    use diesel::connection::SimpleConnection as _;
    use diesel::prelude::*;

    const MIGRATIONS: [&str; 3] = [
        include_str!("../../../migrations/sqlite/20261120120000_create_users/up.sql"),
        include_str!("../../../migrations/sqlite/20261120120100_create_tasks/up.sql"),
        include_str!("../../../migrations/sqlite/20261120130000_add_task_columns/up.sql"),
    ];

    const USER: &str = "INSERT INTO users (username, username_key, password_hash, role, is_active,
        time_zone, created_at) VALUES ('ada', 'ada', '', 'user', 1, 'UTC', 0)";

    #[test]
    fn what_is_added_fits_the_table() {
        let mut connection = SqliteConnection::establish(":memory:").unwrap();
        for statements in MIGRATIONS.into_iter().chain([USER]) {
            connection.batch_execute(statements).unwrap();
        }
        for number in 0..20 {
            assert_eq!(add(&mut connection, number), Ok(i64::from(number) + 1));
        }
        let title = tasks::table
            .find(2)
            .select(tasks::title)
            .first::<String>(&mut connection);
        assert_eq!(title.as_deref(), Ok("9e3779b1 the travel plan"));
    }
}
