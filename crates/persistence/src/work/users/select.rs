//! Finding users: alone, as a list, and those that manage accounts.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use docket_domain::list::Search;

use crate::connection::{DbConnection, MultiBackend};
use crate::database_url::EngineKind;
use crate::rows::user::UserRow;
use crate::schema::users;
use crate::work::search::position_function;

/// A query of users that is being put together.
pub(super) type Query<'q, ST> = users::BoxedQuery<'q, MultiBackend, ST>;

/// Who can manage accounts right now. It stands in the text, for planners to see that there is an
/// index on those.
const IS_ACTIVE_ADMIN: &str = "role = 'admin' AND is_active";

/// Waits until no other transaction holds the administrators, and holds them until the end of this
/// one. The number is "dockadm" in ASCII.
const HOLD_ADMINS: &str = "SELECT pg_advisory_xact_lock(28269970465055853)";

/// Leaves the users that match `search`: what `User::matches` means, as SQL.
pub(super) fn matching<'q, ST: 'q>(
    query: Query<'q, ST>,
    engine: EngineKind,
    search: &Search,
) -> Query<'q, ST> {
    let position = position_function(engine);
    search.words().iter().fold(query, |query, word| {
        query.filter(
            sql::<Bool>(&format!("({position}(username_key, "))
                .bind::<Text, _>(word.clone())
                .sql(&format!(") > 0 OR {position}(email_key, "))
                .bind::<Text, _>(word.clone())
                .sql(") > 0)"),
        )
    })
}

/// The row of a user, locked until the end of the transaction if `lock` says so; in PostgreSQL not
/// against rows that come to refer to it. SQLite has a single writer, so there is nothing to lock.
pub(super) fn one(connection: &mut DbConnection, id: i64, lock: bool) -> QueryResult<UserRow> {
    let user = users::table.find(id);
    match connection {
        DbConnection::Postgres(connection) if lock => user
            .select(UserRow::as_select())
            .for_no_key_update()
            .get_result(connection),
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) if lock => user
            .select(UserRow::as_select())
            .for_update()
            .get_result(connection),
        connection => user.select(UserRow::as_select()).get_result(connection),
    }
}

/// The ids of the active administrators, locked as the row of [`one`]; ascending, so that those
/// who lock them wait for each other.
///
/// In PostgreSQL they wait before that, for [`HOLD_ADMINS`]. A statement that waited for a row sees
/// none that has come to match meanwhile, and keeps locked what no longer does, in whatever order.
pub(super) fn active_admins(connection: &mut DbConnection, lock: bool) -> QueryResult<Vec<i64>> {
    let admins = users::table
        .filter(sql::<Bool>(IS_ACTIVE_ADMIN))
        .order(users::id)
        .select(users::id);
    match connection {
        DbConnection::Postgres(connection) if lock => {
            diesel::sql_query(HOLD_ADMINS).execute(connection)?;
            admins.for_no_key_update().load(connection)
        }
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) if lock => admins.for_update().load(connection),
        connection => admins.load(connection),
    }
}
