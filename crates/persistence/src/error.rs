//! From what drivers say to what callers are told. This is the one place for it.
//!
//! diesel gives a few kinds and the database's message, so messages have to be read for the rest.
//! The table is [`faults::MESSAGES`].

mod faults;
mod symptom;

pub(crate) use faults::{Fault, by_message, classify};
pub(crate) use symptom::Symptom;

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};
use docket_application::ports::store::{Entity, StoreError};

/// A constraint that a statement would have broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Constraint {
    /// Another one has this already.
    Unique(Entity),
    /// What it refers to is not there.
    ForeignKey,
}

/// What a caller is told of `error`. Of the database's text nothing is kept.
pub(crate) fn store_error(error: &Error) -> StoreError {
    let symptom = Symptom::of(error);
    match classify(error) {
        Fault::Lost | Fault::Conflict | Fault::Busy | Fault::Outdated => {
            StoreError::unavailable(symptom)
        }
        Fault::Refused => StoreError::Failed(symptom.into()),
    }
}

/// Which of the known constraints `error` speaks of, if any.
pub(crate) fn broken_constraint(error: &Error) -> Option<Constraint> {
    match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, information) => {
            taken(information.as_ref()).map(Constraint::Unique)
        }
        Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => {
            Some(Constraint::ForeignKey)
        }
        _ => None,
    }
}

/// Which thing is taken. PostgreSQL names the constraint, `users_email_key_unique`; the others
/// name it at the end of their message:
///
/// * SQLite: `UNIQUE constraint failed: users.email_key`
/// * MySQL: `Duplicate entry 'ada@example.org' for key 'users.users_email_key_unique'`
///
/// Only what follows the last marker is looked at: before it MySQL repeats the value, which may
/// be anything.
fn taken(information: &(dyn DatabaseErrorInformation + Send + Sync)) -> Option<Entity> {
    let message = information.message();
    let name = information.constraint_name().or_else(|| {
        let after = |marker| message.rsplit_once(marker).map(|(_, name)| name);
        after(" for key ").or_else(|| after("UNIQUE constraint failed: "))
    })?;
    if name.contains("username_key") {
        Some(Entity::Username)
    } else if name.contains("email_key") {
        Some(Entity::Email)
    } else {
        None
    }
}

/// A unit of work that is not to be kept, although it ended well.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnitError {
    /// A statement failed, and the unit went on as if it had not.
    #[error("a unit of work would have been committed after a statement of it had failed")]
    FailureIgnored,
    /// Another statement was run after one had failed.
    #[error("a unit of work went on after a statement of it had failed")]
    Over,
    /// It wrote, and had said that it would only read.
    #[error("a unit of work that may only read would have written")]
    ReadOnly,
    /// It wrote twice, and had said that it would write once.
    #[error("a unit of work that may write once would have written twice")]
    SecondWrite,
}

impl UnitError {
    /// What a caller is told, given what had gone wrong before.
    pub(crate) fn after(self, fault: Fault) -> StoreError {
        match fault {
            Fault::Lost | Fault::Conflict | Fault::Busy | Fault::Outdated => {
                StoreError::unavailable(self)
            }
            Fault::Refused => StoreError::Failed(self.into()),
        }
    }
}

/// Why nothing was asked of the database.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There are too many units of work in the queue.
    #[error("the queue of the database is full")]
    QueueFull,
    /// It has waited for too long behind others.
    #[error("its turn did not come in time")]
    TooLate,
    /// No connection could be made in time; why not was logged when it was tried.
    #[error("there is no connection to the database")]
    NoConnection,
    /// No connection became free in time.
    #[error("all connections are in use")]
    NoPermit,
    /// The database was closed.
    #[error("the database has been closed")]
    Closed,
    /// The thread that did the work did not answer in time.
    #[error("the database does not answer in time")]
    NoAnswer,
    /// A migration that this version needs has not been applied.
    #[error("the database lacks the migration {0}")]
    SchemaOutdated(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unique(message: &str) -> Error {
        Error::DatabaseError(
            DatabaseErrorKind::UniqueViolation,
            Box::new(message.to_owned()),
        )
    }

    #[test]
    fn the_name_of_the_constraint_tells_what_is_taken_and_values_do_not() {
        let cases = [
            (
                "UNIQUE constraint failed: users.username_key",
                Some(Entity::Username),
            ),
            (
                "UNIQUE constraint failed: users.email_key",
                Some(Entity::Email),
            ),
            (
                "Duplicate entry 'a@b.c' for key 'users_email_key_unique'",
                Some(Entity::Email),
            ),
            (
                "Duplicate entry 'email_key' for key 'users_username_key_unique'",
                Some(Entity::Username),
            ),
            (
                "Duplicate entry 'a for key email_key' for key 'users.users_username_key_unique'",
                Some(Entity::Username),
            ),
            ("Duplicate entry 'email_key' for key 'PRIMARY'", None),
            ("UNIQUE constraint failed: tasks.id", None),
        ];
        for (message, entity) in cases {
            let expected = entity.map(Constraint::Unique);
            assert_eq!(broken_constraint(&unique(message)), expected, "{message}");
        }
    }

    #[test]
    fn nothing_that_the_database_says_is_shown_to_callers() {
        let fatal = "FATAL: password authentication failed for user \"ada\"";
        for kind in [
            DatabaseErrorKind::ClosedConnection,
            DatabaseErrorKind::Unknown,
        ] {
            let error = store_error(&Error::DatabaseError(kind, Box::new(fatal.to_owned())));
            assert!(!format!("{error} {error:?}").contains("ada"), "{error}");
            assert!(std::error::Error::source(&error).is_some());
        }
    }
}
