//! What is wrong when a statement fails, by kind and by message.

use diesel::result::{DatabaseErrorKind, Error};

/// What is wrong, by what can be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection is gone or of no more use: another one may do.
    Lost,
    /// The database gave way to another transaction: running the unit again may do.
    Conflict,
    /// It took too long, or there is no room: the client may try again later.
    Busy,
    /// The schema is not the one that this version needs: the client may try again after the
    /// migration.
    Outdated,
    /// The database refused the statement, and would again: a defect.
    Refused,
}

/// What messages mean, in lower case; the first that is contained in a message decides.
/// Messages are in English: MySQL is told so for each session; for PostgreSQL, set `lc_messages`
/// of the database to `C` or `en_US` if the server speaks another language.
pub(super) const MESSAGES: &[(&str, Fault)] = &[
    // PostgreSQL: the server went away, is not yet or no longer there (57P01 to 57P03).
    ("server closed the connection", Fault::Lost),
    ("terminating connection", Fault::Lost),
    ("the database system is", Fault::Lost),
    ("connection to server", Fault::Lost),
    ("no connection to the server", Fault::Lost),
    ("connection not open", Fault::Lost),
    ("could not receive data from server", Fault::Lost),
    ("could not send data to server", Fault::Lost),
    ("ssl connection has been closed", Fault::Lost),
    // PostgreSQL: a prepared statement of before a migration.
    ("cached plan must not change result type", Fault::Lost),
    // PostgreSQL: 40P01 and 40001.
    ("deadlock detected", Fault::Conflict),
    ("could not serialize access", Fault::Conflict),
    // PostgreSQL: 57014, 55P03, 53xxx.
    ("canceling statement due to", Fault::Busy),
    ("too many clients", Fault::Busy),
    ("remaining connection slots", Fault::Busy),
    ("out of shared memory", Fault::Busy),
    ("could not extend file", Fault::Busy),
    ("no space left on device", Fault::Busy),
    // MySQL, MariaDB: 2002, 2003, 2006, 2013, 2014, 1053, 1927, 4031, 1290 (a replica now).
    ("lost connection", Fault::Lost),
    ("gone away", Fault::Lost),
    ("can't connect", Fault::Lost),
    ("commands out of sync", Fault::Lost),
    ("server shutdown in progress", Fault::Lost),
    ("connection was killed", Fault::Lost),
    ("disconnected by the server", Fault::Lost),
    ("read-only option", Fault::Lost),
    // MySQL, MariaDB: 1213, 1205, 1020.
    ("deadlock found", Fault::Conflict),
    ("lock wait timeout exceeded", Fault::Conflict),
    ("record has changed since last read", Fault::Conflict),
    // MySQL, MariaDB: 1317, 1969, 3024, 1040, 1114, 1021.
    ("execution was interrupted", Fault::Busy),
    ("maximum statement execution time exceeded", Fault::Busy),
    ("too many connections", Fault::Busy),
    ("' is full", Fault::Busy),
    ("disk full", Fault::Busy),
    // SQLite: IOERR, CANTOPEN; then BUSY, LOCKED, FULL, READONLY.
    ("disk i/o error", Fault::Lost),
    ("unable to open database file", Fault::Lost),
    ("database is locked", Fault::Busy),
    ("table is locked", Fault::Busy),
    ("database or disk is full", Fault::Busy),
    ("attempt to write a readonly database", Fault::Busy),
    // SQLite, PostgreSQL, MySQL: a table or column that migrations have yet to make, or that a
    // later version has removed.
    ("no such table", Fault::Outdated),
    ("no such column", Fault::Outdated),
    ("does not exist", Fault::Outdated),
    ("doesn't exist", Fault::Outdated),
    ("unknown column", Fault::Outdated),
];

/// What is wrong when a statement fails with `error`.
pub(crate) fn classify(error: &Error) -> Fault {
    match error {
        Error::DatabaseError(kind, information) => match kind {
            // A read-only transaction: the server has become a replica, so another one is asked.
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::ReadOnlyTransaction => Fault::Lost,
            DatabaseErrorKind::SerializationFailure => Fault::Conflict,
            DatabaseErrorKind::Unknown => by_message(information.message()),
            // The message of a broken constraint may repeat values, so it is not looked at.
            _ => Fault::Refused,
        },
        Error::BrokenTransactionManager
        | Error::AlreadyInTransaction
        | Error::NotInTransaction
        | Error::RollbackErrorOnCommit { .. } => Fault::Lost,
        _ => Fault::Refused,
    }
}

/// What a message of the database means.
pub(crate) fn by_message(message: &str) -> Fault {
    let message = message.to_lowercase();
    MESSAGES
        .iter()
        .find(|(part, _)| message.contains(part))
        .map_or(Fault::Refused, |(_, fault)| *fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_as_the_databases_word_them_are_understood() {
        let cases = [
            (
                "FATAL:  terminating connection due to administrator command",
                Fault::Lost,
            ),
            (
                "server closed the connection unexpectedly\n\tThis probably means",
                Fault::Lost,
            ),
            ("FATAL:  the database system is starting up", Fault::Lost),
            (
                "connection to server at \"127.0.0.1\", port 1 failed: Connection refused",
                Fault::Lost,
            ),
            ("ERROR:  deadlock detected", Fault::Conflict),
            (
                "could not serialize access due to concurrent update",
                Fault::Conflict,
            ),
            ("canceling statement due to statement timeout", Fault::Busy),
            ("canceling statement due to lock timeout", Fault::Busy),
            ("FATAL:  sorry, too many clients already", Fault::Busy),
            ("Lost connection to MySQL server during query", Fault::Lost),
            ("Lost connection to server during query", Fault::Lost),
            ("MySQL server has gone away", Fault::Lost),
            ("Server has gone away", Fault::Lost),
            ("Can't connect to server on '127.0.0.1' (115)", Fault::Lost),
            ("Connection was killed", Fault::Lost),
            (
                "Deadlock found when trying to get lock; try restarting transaction",
                Fault::Conflict,
            ),
            (
                "Lock wait timeout exceeded; try restarting transaction",
                Fault::Conflict,
            ),
            (
                "Query execution was interrupted (max_statement_time exceeded)",
                Fault::Busy,
            ),
            (
                "Query execution was interrupted, maximum statement execution time exceeded",
                Fault::Busy,
            ),
            ("Too many connections", Fault::Busy),
            ("The table 'tasks' is full", Fault::Busy),
            (
                "The MySQL server is running with the --read-only option so it cannot",
                Fault::Lost,
            ),
            ("database is locked", Fault::Busy),
            ("database or disk is full", Fault::Busy),
            ("disk I/O error", Fault::Lost),
            ("attempt to write a readonly database", Fault::Busy),
            ("syntax error at or near \"SELEC\"", Fault::Refused),
            ("no such table: tasks", Fault::Outdated),
            ("relation \"tasks\" does not exist", Fault::Outdated),
            ("Table 'docket.tasks' doesn't exist", Fault::Outdated),
        ];
        for (message, fault) in cases {
            let information = Box::new(message.to_owned());
            let error = Error::DatabaseError(DatabaseErrorKind::Unknown, information);
            assert_eq!(classify(&error), fault, "{message}");
        }
    }

    #[test]
    fn every_message_of_the_table_is_in_lower_case_and_means_one_thing() {
        for (at, (part, _)) in MESSAGES.iter().enumerate() {
            assert_eq!(*part, part.to_lowercase());
            assert!(
                !MESSAGES[..at]
                    .iter()
                    .any(|(earlier, _)| part.contains(earlier)),
                "{part}"
            );
        }
    }

    #[test]
    fn a_value_that_reads_like_a_message_decides_nothing() {
        let message = "Duplicate entry 'gone away' for key 'users_username_key_unique'";
        let information = Box::new(message.to_owned());
        let error = Error::DatabaseError(DatabaseErrorKind::UniqueViolation, information);
        assert_eq!(classify(&error), Fault::Refused);
    }
}
