//! The sessions of a unit of work.

use diesel::prelude::*;
use docket_application::ports::sessions::{KeptSession, SessionRepository};
use docket_application::ports::store::StoreError;
use docket_application::ports::tokens::{SecretDigest, TokenDigests};
use docket_domain::session::NewSession;
use docket_domain::{Session, SessionId, Timestamp, User, UserId};

use super::Work;
use crate::connection::DbConnection;
use crate::rows::session::{KeptSessionRow, NewSessionRow, SessionChanges, SessionRow};
use crate::rows::user::UserRow;
use crate::schema::{sessions, users};

impl SessionRepository for Work<'_> {
    fn add(&mut self, session: NewSession, digests: &TokenDigests) -> Result<Session, StoreError> {
        let row = NewSessionRow::new(&session, digests);
        let id = self.write(|connection| insert(connection, &row))?;
        let id = SessionId::new(id).map_err(|why| StoreError::Failed(why.into()))?;
        Ok(session.stored_as(id))
    }

    fn find_user(&mut self, id: SessionId, now: Timestamp) -> Result<Option<User>, StoreError> {
        let row = self.read(|connection| {
            sessions::table
                .inner_join(users::table)
                .filter(sessions::id.eq(id.get()))
                .filter(sessions::expires_at.gt(now.as_microseconds()))
                .select(UserRow::as_select())
                .get_result(connection)
                .optional()
        })?;
        Ok(row.map(User::try_from).transpose()?)
    }

    fn find_family(&mut self, family: &SecretDigest) -> Result<Option<KeptSession>, StoreError> {
        let row = self.read(|connection| {
            sessions::table
                .filter(sessions::family.eq(&family.0[..]))
                .select(KeptSessionRow::as_select())
                .get_result(connection)
                .optional()
        })?;
        Ok(row.map(KeptSession::try_from).transpose()?)
    }

    fn list(&mut self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let rows = self.read(|connection| {
            sessions::table
                .filter(sessions::user_id.eq(user.get()))
                .filter(sessions::expires_at.gt(now.as_microseconds()))
                .order((sessions::last_used_at.desc(), sessions::id.desc()))
                .select(SessionRow::as_select())
                .load(connection)
        })?;
        let sessions: Result<_, _> = rows.into_iter().map(Session::try_from).collect();
        Ok(sessions?)
    }

    fn rotate(
        &mut self,
        session: &Session,
        present: &SecretDigest,
        next: &SecretDigest,
    ) -> Result<bool, StoreError> {
        let changed = self.write(|connection| {
            diesel::update(sessions::table.find(session.id.get()))
                .filter(sessions::token.eq(&present.0[..]))
                .set(SessionChanges::new(session, next))
                .execute(connection)
        })?;
        Ok(changed > 0)
    }

    fn remove(&mut self, user: UserId, id: SessionId) -> Result<bool, StoreError> {
        let removed = self.write(|connection| {
            diesel::delete(sessions::table.find(id.get()))
                .filter(sessions::user_id.eq(user.get()))
                .execute(connection)
        })?;
        Ok(removed > 0)
    }

    fn remove_all(&mut self, user: UserId, kept: Option<SessionId>) -> Result<usize, StoreError> {
        // No session has the id 0.
        let kept = kept.map_or(0, SessionId::get);
        self.write(|connection| {
            diesel::delete(sessions::table)
                .filter(sessions::user_id.eq(user.get()))
                .filter(sessions::id.ne(kept))
                .execute(connection)
        })
    }

    fn remove_expired(&mut self, now: Timestamp, limit: u16) -> Result<usize, StoreError> {
        self.remove_oldest(removal, now, limit)
    }
}

/// Inserts a row and tells its id. Only MySQL lacks `RETURNING`, and tells afterwards.
fn insert(connection: &mut DbConnection, row: &NewSessionRow<'_>) -> QueryResult<i64> {
    let statement = diesel::insert_into(sessions::table).values(row);
    match connection {
        DbConnection::Postgres(connection) => {
            statement.returning(sessions::id).get_result(connection)
        }
        DbConnection::Sqlite(connection) => {
            statement.returning(sessions::id).get_result(connection)
        }
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) => {
            statement.execute(connection)?;
            diesel::select(super::last_insert_id()).get_result(connection)
        }
    }
}

/// A removal of what has been over for longest, so many at most. What another unit of work holds
/// is left: it is being removed, or renewed by someone whose clock is behind.
fn removal(connection: &DbConnection) -> &'static str {
    match connection {
        DbConnection::Postgres(_) => {
            "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions \
             WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)"
        }
        DbConnection::Sqlite(_) => {
            "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions \
             WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)"
        }
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(_) => {
            "DELETE FROM sessions WHERE expires_at <= ? ORDER BY expires_at LIMIT ?"
        }
    }
}
