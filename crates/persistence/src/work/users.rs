//! The users of a unit of work.

use diesel::prelude::*;
use docket_application::ports::hasher::PasswordHash;
use docket_application::ports::store::{Access, StoreError};
use docket_application::ports::users::{Credentials, UserRepository};
use docket_domain::user::NewUser;
use docket_domain::{LoginName, User, UserId};

use super::Work;
use crate::connection::DbConnection;
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
        let row = self.read(|connection| select(connection, id.get(), lock).optional())?;
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
        // Their tasks go with them, by the foreign key.
        let removed = self
            .write(|connection| diesel::delete(users::table.find(id.get())).execute(connection))?;
        Ok(removed > 0)
    }
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

/// The row of a user, locked until the end of the transaction if `lock` says so, but not against
/// tasks that refer to it. SQLite has a single writer, so there is nothing to lock.
fn select(connection: &mut DbConnection, id: i64, lock: bool) -> QueryResult<UserRow> {
    match connection {
        DbConnection::Postgres(connection) if lock => users::table
            .find(id)
            .select(UserRow::as_select())
            .for_no_key_update()
            .get_result(connection),
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) if lock => users::table
            .find(id)
            .select(UserRow::as_select())
            .for_update()
            .get_result(connection),
        connection => users::table
            .find(id)
            .select(UserRow::as_select())
            .get_result(connection),
    }
}
