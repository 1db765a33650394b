//! The users of a unit of work.

mod select;

use diesel::prelude::*;
use docket_application::administration::UserQuery;
use docket_application::ports::hasher::PasswordHash;
use docket_application::ports::store::{Access, Inconsistency, StoreError};
use docket_application::ports::users::{Credentials, UserRepository};
use docket_domain::list::Search;
use docket_domain::user::NewUser;
use docket_domain::{LoginName, User, UserId};

use super::Work;
use crate::connection::DbConnection;
use crate::database_url::EngineKind;
use crate::error::{Constraint, UnitError};
use crate::rows::user::{CredentialsRow, NewUserRow, UserChanges, UserRow};
use crate::schema::users;

impl UserRepository for Work<'_> {
    fn add(&mut self, user: NewUser, password_hash: &PasswordHash) -> Result<User, StoreError> {
        let row = NewUserRow::new(&user, password_hash);
        let id = self
            .try_write(|connection| insert(connection, &row))?
            .map_err(duplicate)?;
        let id = UserId::new(id).map_err(|why| StoreError::Failed(why.into()))?;
        Ok(user.stored_as(id))
    }

    fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        // Users have no version: whoever reads one to change it holds it until then.
        let lock = self.access == Access::Write;
        let row = self.read(|connection| select::one(connection, id.get(), lock).optional())?;
        self.holds_something |= lock;
        Ok(row.map(User::try_from).transpose()?)
    }

    fn find_credentials(&mut self, id: UserId) -> Result<Option<Credentials>, StoreError> {
        let row = self.read(|connection| {
            users::table
                .find(id.get())
                .select(CredentialsRow::as_select())
                .get_result(connection)
                .optional()
        })?;
        Ok(row.map(Credentials::try_from).transpose()?)
    }

    fn find_credentials_by_name(
        &mut self,
        name: &LoginName,
    ) -> Result<Option<Credentials>, StoreError> {
        let query = users::table.select(CredentialsRow::as_select());
        let row = self.read(|connection| {
            match name {
                LoginName::Username(username) => query
                    .filter(users::username_key.eq(username.key()))
                    .get_result(connection),
                LoginName::Email(email) => query
                    .filter(users::email_key.eq(email.key()))
                    .get_result(connection),
            }
            .optional()
        })?;
        Ok(row.map(Credentials::try_from).transpose()?)
    }

    fn list(&mut self, query: &UserQuery, limit: usize) -> Result<Vec<User>, StoreError> {
        let UserQuery {
            search,
            after,
            page,
            with_total: _,
        } = query;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.read(|connection| {
            let all = users::table.select(UserRow::as_select()).into_boxed();
            let mut query = select::matching(all, connection.engine(), search);
            if let Some(id) = after {
                query = query.filter(users::id.gt(id.get()));
            }
            if page.skip() > 0 {
                query = query.offset(page.skip().into());
            }
            query.order(users::id).limit(limit).load(connection)
        })?;
        let users: Result<_, _> = rows.into_iter().map(User::try_from).collect();
        Ok(users?)
    }

    fn count(&mut self, search: &Search) -> Result<u64, StoreError> {
        let count: i64 = self.read(|connection| {
            let all = users::table.count().into_boxed();
            select::matching(all, connection.engine(), search).get_result(connection)
        })?;
        // It is never negative.
        Ok(count.unsigned_abs())
    }

    fn hold_active_admins(&mut self) -> Result<Vec<UserId>, StoreError> {
        let lock = self.access == Access::Write;
        let admins = self.read(|connection| select::active_admins(connection, lock))?;
        self.holds_something |= lock;
        // In MySQL, whoever was waited for may have made administrators that the statement which
        // waited had passed already. To lock them now would be out of order.
        if lock
            && self.connection.engine() == EngineKind::Mysql
            && self.read(|connection| select::active_admins(connection, false))? != admins
        {
            return Err(self.stale());
        }
        let ids: Result<_, _> = admins.into_iter().map(decode_id).collect();
        Ok(ids?)
    }

    fn update(&mut self, user: &User) -> Result<bool, StoreError> {
        let changed = self.try_write(|connection| {
            diesel::update(users::table.find(user.id.get()))
                .set(UserChanges::from(user))
                .execute(connection)
        })?;
        changed.map(|rows| rows > 0).map_err(duplicate)
    }

    fn replace_password_hash(
        &mut self,
        id: UserId,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let changed = self.write(|connection| {
            diesel::update(users::table.find(id.get()))
                .filter(users::password_hash.eq(old.expose()))
                .set(users::password_hash.eq(new.expose()))
                .execute(connection)
        })?;
        Ok(changed > 0)
    }

    fn remove(&mut self, id: UserId) -> Result<bool, StoreError> {
        // Their tasks and sessions go with them, by the foreign keys.
        let removed = self
            .write(|connection| diesel::delete(users::table.find(id.get())).execute(connection))?;
        Ok(removed > 0)
    }
}

fn decode_id(id: i64) -> Result<UserId, Inconsistency> {
    UserId::new(id).map_err(|source| Inconsistency {
        table: "users",
        column: "id",
        row: id,
        source,
    })
}

/// What a broken constraint means where users are written; they refer to nothing.
fn duplicate(constraint: Constraint) -> StoreError {
    match constraint {
        Constraint::Unique(entity) => StoreError::Duplicate(entity),
        Constraint::ForeignKey => StoreError::Failed(UnitError::FailureIgnored.into()),
    }
}

/// Inserts a row and tells its id. Only MySQL lacks `RETURNING`, and tells afterwards.
fn insert(connection: &mut DbConnection, row: &NewUserRow<'_>) -> QueryResult<i64> {
    let statement = diesel::insert_into(users::table).values(row);
    match connection {
        DbConnection::Postgres(connection) => statement.returning(users::id).get_result(connection),
        DbConnection::Sqlite(connection) => statement.returning(users::id).get_result(connection),
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) => {
            statement.execute(connection)?;
            diesel::select(super::last_insert_id()).get_result(connection)
        }
    }
}
