//! What is told of a driver's error, to the log as to callers: words of ours. A driver's own may
//! repeat statements, values and addresses, which belong in no log.

use std::borrow::Cow;

use diesel::result::{DatabaseErrorKind, Error};

use super::faults::{Fault, classify};

/// What is wrong with a database, in words of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Symptom(Cow<'static, str>);

/// What parts of messages mean, in lower case; the first that is contained in a message decides.
const WORDS: &[(&str, &str)] = &[
    ("refused", "nothing listens at its address"),
    ("can't connect", "nothing listens at its address"),
    ("starting up", "it is starting"),
    ("shutting down", "it is stopping"),
    ("shutdown", "it is stopping"),
    ("administrator command", "its operator ended the connection"),
    ("was killed", "its operator ended the connection"),
    ("authentication failed", "it does not let this user in"),
    ("access denied", "it does not let this user in"),
    ("too many c", "it takes no more connections"),
    ("connection slots", "it takes no more connections"),
    ("timeout expired", "it does not answer"),
    ("timeout", "it took too long"),
    ("interrupted", "it took too long"),
    ("exceeded", "it took too long"),
    ("deadlock", "another transaction was in the way"),
    ("serialize", "another transaction was in the way"),
    ("locked", "another process holds the lock"),
    ("full", "there is no room left"),
    ("no space left", "there is no room left"),
    ("could not extend", "there is no room left"),
    ("read-only", "it is read-only"),
    ("readonly", "it is read-only"),
    ("i/o error", "its file cannot be read or written"),
    ("unable to open", "its file cannot be opened"),
    ("no such table", SCHEMA),
    ("no such column", SCHEMA),
    ("unknown column", SCHEMA),
    ("does not exist", SCHEMA),
    ("doesn't exist", SCHEMA),
];

const SCHEMA: &str = "its schema is not the one that this version needs";

impl Symptom {
    /// What a failed statement is told as.
    pub(crate) fn of(error: &Error) -> Self {
        match error {
            Error::DatabaseError(DatabaseErrorKind::Unknown, information) => {
                Self::in_message(information.message(), classify(error))
            }
            Error::DatabaseError(kind, _) => Self(format!("a statement failed: {kind:?}").into()),
            _ => Self::by_fault(classify(error)),
        }
    }

    /// What a message is told as.
    pub(crate) fn in_message(message: &str, fault: Fault) -> Self {
        let message = message.to_lowercase();
        WORDS
            .iter()
            .find(|(part, _)| message.contains(part))
            .map_or_else(|| Self::by_fault(fault), |(_, words)| Self((*words).into()))
    }

    /// What a fault of which nothing more is known is told as.
    pub(crate) fn by_fault(fault: Fault) -> Self {
        let words = match fault {
            Fault::Lost => "the connection was lost",
            Fault::Conflict => "another transaction was in the way",
            Fault::Busy => "it cannot do this right now",
            Fault::Outdated => SCHEMA,
            Fault::Refused => "it refused a statement",
        };
        Self(words.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_message_is_repeated() {
        let cases = [
            (
                "connection to server at \"10.0.0.7\", port 5432 failed: Connection refused",
                "nothing listens at its address",
            ),
            (
                "FATAL: password authentication failed for user \"ada\"",
                "it does not let this user in",
            ),
            ("no such table: users", SCHEMA),
            (
                "Lock wait timeout exceeded; try restarting transaction",
                "it took too long",
            ),
            (
                "syntax error at or near \"SELEC\"",
                "it refused a statement",
            ),
        ];
        for (message, words) in cases {
            let error =
                Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned()));
            assert_eq!(Symptom::of(&error).to_string(), words);
        }
    }

    #[test]
    fn a_broken_constraint_is_told_without_its_value() {
        let message = "Duplicate entry 'ada@example.org' for key 'users_email_key_unique'";
        let error = Error::DatabaseError(
            DatabaseErrorKind::UniqueViolation,
            Box::new(message.to_owned()),
        );
        assert_eq!(
            Symptom::of(&error).to_string(),
            "a statement failed: UniqueViolation"
        );
    }
}
