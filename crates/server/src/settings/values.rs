//! The settings that are words, and which database.

use docket_application::tasks::ForeignTasks;
use docket_credentials::{Algorithm, TokenAlgorithm};
use docket_persistence::DatabaseUrl;

use super::reader::{Reader, SettingsError, integer};

/// Where tasks are kept unless said otherwise.
const DEFAULT_DATABASE_URL: &str = "sqlite://docket.db";

/// The words for how access tokens are signed.
pub(super) const ALGORITHMS: &[(&str, TokenAlgorithm)] = &[
    ("HS256", TokenAlgorithm::Hs256),
    ("HS384", TokenAlgorithm::Hs384),
    ("HS512", TokenAlgorithm::Hs512),
];

/// The words for what someone is told of a task that is someone else's.
pub(super) const FOREIGN_TASKS: &[(&str, ForeignTasks)] = &[
    ("forbidden", ForeignTasks::Forbidden),
    ("hidden", ForeignTasks::Hidden),
];

/// The words for how passwords are hashed.
pub(super) fn hashers(cost: u32) -> [(&'static str, Algorithm); 2] {
    [
        ("bcrypt", Algorithm::Bcrypt { cost }),
        ("argon2id", Algorithm::Argon2id),
    ]
}

/// Which database: `DATABASE_URL`, or else the PostgreSQL that `DB_NAME` and its like name, or
/// else a SQLite file in the working directory.
pub(super) fn database(reader: &Reader) -> Result<DatabaseUrl, SettingsError> {
    let by_url = reader.optional("DATABASE_URL", |url| {
        DatabaseUrl::parse(url).map_err(|error| error.to_string().into())
    })?;
    if let Some(url) = by_url {
        return Ok(url);
    }
    let by_parts = reader.optional("DB_NAME", |name| {
        let port = reader
            .get("DB_PORT")
            .map_or(Ok(5432), |port| integer(port, 1..=65535));
        let port = port.map_err(|problem| format!("with DB_PORT, which {problem}"))?;
        let host = reader.get("DB_HOST").unwrap_or("localhost");
        DatabaseUrl::postgres(
            reader.get("DB_USER"),
            reader.get("DB_PASSWORD"),
            host,
            port,
            name,
        )
        .map_err(|error| error.to_string().into())
    })?;
    match by_parts {
        Some(url) => Ok(url),
        None => DatabaseUrl::parse(DEFAULT_DATABASE_URL).map_err(|error| SettingsError::Variable {
            variable: "DATABASE_URL",
            problem: error.to_string().into(),
        }),
    }
}
