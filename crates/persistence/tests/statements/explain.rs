//! A session beside the store, which tells how statements are planned.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use docket_persistence::DatabaseUrl;
use docket_testkit::database::TestEngine;

use crate::recorder::Recorded;

/// A session beside the store.
pub(crate) enum Session {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Session {
    /// A session on the database of `recorded`, which is of this engine: SQLite or PostgreSQL.
    pub(crate) fn beside(recorded: &Recorded, engine: TestEngine) -> Self {
        let url = recorded.test_database.url();
        if engine == TestEngine::Sqlite {
            let url = DatabaseUrl::parse(url).unwrap();
            let path = url.sqlite_path().unwrap().display().to_string();
            Self::Sqlite(SqliteConnection::establish(&path).unwrap())
        } else {
            Self::Postgres(PgConnection::establish(url).unwrap())
        }
    }

    /// Runs `statements`, for which there is a table `numbers` of the numbers `n` from 1 to `last`.
    pub(crate) fn fill(&mut self, last: u32, statements: &str) {
        match self {
            Self::Sqlite(session) => {
                let numbers = format!(
                    "CREATE TEMP TABLE numbers AS WITH RECURSIVE counted (n) AS \
                     (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {last}) \
                     SELECT n FROM counted"
                );
                session
                    .batch_execute(&format!("{numbers}; {statements}"))
                    .unwrap();
            }
            Self::Postgres(session) => {
                let numbers = format!(
                    "CREATE TEMP TABLE numbers AS SELECT generate_series(1::bigint, {last}) AS n"
                );
                session
                    .batch_execute(&format!("{numbers}; {statements}"))
                    .unwrap();
                session.batch_execute("VACUUM ANALYZE").unwrap();
            }
        }
    }

    /// The plan of a statement as diesel shows it, with the values that are bound after it.
    pub(crate) fn explain(&mut self, statement: &str) -> String {
        let (text, values) = statement.split_once(" -- binds: [").unwrap();
        match self {
            Self::Sqlite(session) => {
                let rows: Vec<(i32, i32, i32, String)> =
                    sql::<(Integer, Integer, Integer, Text)>(&format!("EXPLAIN QUERY PLAN {text}"))
                        .load(session)
                        .unwrap();
                let lines: Vec<String> = rows.into_iter().map(|row| row.3).collect();
                lines.join("\n")
            }
            Self::Postgres(session) => {
                let values = values.trim_end_matches(']').replace('"', "'");
                let mut text = text.to_owned();
                for (at, value) in values
                    .split(", ")
                    .enumerate()
                    .collect::<Vec<_>>()
                    .iter()
                    .rev()
                {
                    text = text.replace(&format!("${}", at + 1), value);
                }
                let lines: Vec<String> = sql::<Text>(&format!("EXPLAIN ANALYZE {text}"))
                    .load(session)
                    .unwrap();
                lines.join("\n")
            }
        }
    }
}
