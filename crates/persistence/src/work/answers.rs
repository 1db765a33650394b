//! What was answered to requests that may come again, in a unit of work.

use diesel::prelude::*;
use docket_application::ports::idempotency::{AnswerRepository, Answered, IdempotencyKey};
use docket_application::ports::store::{Access, Inconsistency, StoreError};
use docket_domain::{Timestamp, UserId, Violation};

use super::Work;
use crate::connection::DbConnection;
use crate::schema::answers;

/// An answer as it is added.
#[derive(Insertable)]
#[diesel(table_name = answers, treat_none_as_default_value = false)]
struct NewAnswerRow<'a> {
    user_id: i64,
    key: &'a str,
    fingerprint: &'a [u8],
    expires_at: i64,
    answer: &'a [u8],
}

impl AnswerRepository for Work<'_> {
    fn find(
        &mut self,
        user: UserId,
        key: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Option<Answered>, StoreError> {
        let row: Option<(Vec<u8>, Vec<u8>, i64)> = self.read(|connection| {
            answers::table
                .find((user.get(), key.as_str()))
                .select((answers::fingerprint, answers::answer, answers::expires_at))
                .get_result(connection)
                .optional()
        })?;
        let Some((fingerprint, answer, expires_at)) = row else {
            return Ok(None);
        };
        if expires_at < now.as_microseconds() {
            // It makes way for the one that is added next.
            if self.access == Access::Write {
                self.write(|connection| {
                    diesel::delete(answers::table.find((user.get(), key.as_str())))
                        .filter(answers::expires_at.lt(now.as_microseconds()))
                        .execute(connection)
                })?;
            }
            return Ok(None);
        }
        let fingerprint = fingerprint.try_into().map_err(|_| Inconsistency {
            table: "answers",
            column: "fingerprint",
            row: user.get(),
            source: Violation::Malformed("32 bytes"),
        })?;
        Ok(Some(Answered {
            fingerprint,
            answer,
        }))
    }

    fn add(
        &mut self,
        user: UserId,
        key: &IdempotencyKey,
        answered: &Answered,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let row = NewAnswerRow {
            user_id: user.get(),
            key: key.as_str(),
            fingerprint: &answered.fingerprint,
            expires_at: expires_at.as_microseconds(),
            answer: &answered.answer,
        };
        let added = self.write(|connection| insert(connection, &row))?;
        if added == 0 {
            Err(self.stale())
        } else {
            Ok(())
        }
    }

    fn remove_expired(&mut self, now: Timestamp, limit: u16) -> Result<usize, StoreError> {
        self.remove_oldest(removal, now, limit)
    }
}

/// Inserts a row unless there is one with its key, and tells how many rows that are. Another
/// transaction that is inserting the same key is waited for.
fn insert(connection: &mut DbConnection, row: &NewAnswerRow<'_>) -> QueryResult<usize> {
    let statement = diesel::insert_into(answers::table).values(row);
    match connection {
        DbConnection::Postgres(connection) => {
            statement.on_conflict_do_nothing().execute(connection)
        }
        DbConnection::Sqlite(connection) => statement.on_conflict_do_nothing().execute(connection),
        // There is no such thing without others here (`IGNORE` cuts off what is too long), and no
        // need of it: the transaction goes on after a key that is taken.
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(connection) => {
            use diesel::result::{DatabaseErrorKind, Error};

            match statement.execute(connection) {
                Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(0),
                result => result,
            }
        }
    }
}

/// A removal of what expired first, so many at most. What another instance is removing is left to
/// it.
fn removal(connection: &DbConnection) -> &'static str {
    match connection {
        DbConnection::Postgres(_) => {
            "DELETE FROM answers WHERE (user_id, key) IN (SELECT user_id, key FROM answers \
             WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)"
        }
        DbConnection::Sqlite(_) => {
            "DELETE FROM answers WHERE rowid IN (SELECT rowid FROM answers \
             WHERE expires_at < ? ORDER BY expires_at LIMIT ?)"
        }
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(_) => {
            "DELETE FROM answers WHERE expires_at < ? ORDER BY expires_at LIMIT ?"
        }
    }
}
