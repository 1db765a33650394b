//! Migrations: bringing a database to the schema of this version, and back.
//!
//! They are built in, from `migrations/<engine>/`. Their names are the same for every engine.

mod error;
mod fold;
mod lock;

pub use error::MigrationError;

use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use docket_application::ports::store::StoreError;

use crate::connection::{DbConnection, MultiBackend};
use crate::database_url::DatabaseUrl;
use crate::error::{Fault, Refusal, classify, store_error};
use crate::schema::__diesel_schema_migrations as applied;

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
#[cfg(feature = "mysql")]
const MYSQL: EmbeddedMigrations = embed_migrations!("../../migrations/mysql");

/// A migration, and whether the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationStatus {
    /// Its name, as its directory is called.
    pub name: String,
    /// Whether it has been applied.
    pub applied: bool,
}

/// What is done while a database is migrated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrationStep<'a> {
    /// A migration is applied.
    Apply {
        /// Its name.
        name: &'a str,
        /// How many have been applied before it.
        number: u64,
        /// How many there are to apply.
        of: u64,
    },
    /// The texts of tasks from before are folded, which SQL cannot do.
    Fold {
        /// How many tasks have been.
        tasks: u64,
    },
}

/// Migrates a database. Everything blocks, and instances that do so at once wait for each other,
/// a minute at most.
#[derive(Debug, Clone)]
pub struct Migrator {
    url: DatabaseUrl,
}

impl Migrator {
    /// A migrator of the database at `url`, which is not connected to yet.
    #[must_use]
    pub fn new(url: &DatabaseUrl) -> Self {
        Self { url: url.clone() }
    }

    /// Applies what has not been applied, and names it. If one fails, those before it stay, but
    /// with SQLite, where nothing does. Then fills in what SQL cannot, in the tasks from before.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub fn run(&self) -> Result<Vec<String>, MigrationError> {
        self.run_showing(&mut |_| {})
    }

    /// The same, and tells `show` of each step before it is taken.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub fn run_showing(
        &self,
        show: &mut dyn FnMut(MigrationStep<'_>),
    ) -> Result<Vec<String>, MigrationError> {
        lock::hold(&self.url, |connection| apply(connection, show))
    }

    /// Reverts the migration that was applied last, and names it; `None` if there is none.
    ///
    /// # Errors
    /// [`MigrationError`]; [`MigrationError::Unknown`] if this version does not know it.
    pub fn revert(&self) -> Result<Option<String>, MigrationError> {
        lock::hold(&self.url, |connection| {
            let source = source(connection);
            let applied = connection
                .applied_migrations()
                .map_err(MigrationError::of)?;
            let Some(last) = applied.first() else {
                return Ok(None);
            };
            let migration = embedded(&source)
                .map_err(MigrationError::of)?
                .into_iter()
                .find(|migration| migration.name().version() == *last)
                .ok_or_else(|| MigrationError::Unknown(last.to_string()))?;
            connection
                .revert_migration(&migration)
                .map_err(MigrationError::of)?;
            Ok(Some(migration.name().to_string()))
        })
    }

    /// All migrations of this version, in order, and whether they have been applied. It changes
    /// nothing: no file is made, and no table.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub fn status(&self) -> Result<Vec<MigrationStatus>, MigrationError> {
        let (source, versions) = match lock::connect_to_existing(&self.url)? {
            Some(mut connection) => {
                let versions = applied_versions(&mut connection)
                    .map_err(|error| MigrationError::of(error.into()))?;
                (source(&connection), versions)
            }
            // Only a file can be missing.
            None => (SQLITE, Vec::new()),
        };
        let status = |migration: &dyn Migration<MultiBackend>| MigrationStatus {
            name: migration.name().to_string(),
            applied: versions.contains(&migration.name().version().to_string()),
        };
        let mut all = embedded(&source).map_err(MigrationError::of)?;
        all.sort_by_key(|migration| migration.name().version().as_owned());
        Ok(all
            .iter()
            .map(|migration| status(migration.as_ref()))
            .collect())
    }
}

/// Applies what has not been applied, and names it; then fills in what SQL cannot.
fn apply(
    connection: &mut DbConnection,
    show: &mut dyn FnMut(MigrationStep<'_>),
) -> Result<Vec<String>, MigrationError> {
    let source = source(connection);
    let pending = connection
        .pending_migrations(source)
        .map_err(MigrationError::of)?;
    let names: Vec<String> = pending
        .iter()
        .map(|migration| migration.name().to_string())
        .collect();
    for (number, (migration, name)) in (0..).zip(pending.iter().zip(&names)) {
        show(MigrationStep::Apply {
            name,
            number,
            of: names.len() as u64,
        });
        connection
            .run_migration(migration)
            .map_err(MigrationError::of)?;
    }
    fold::fold_tasks(connection, &mut |tasks| show(MigrationStep::Fold { tasks }))
        .map_err(|error| MigrationError::of(error.into()))?;
    Ok(names)
}

/// Applies what has not been applied to a file of SQLite that nobody else knows of.
pub(crate) fn apply_alone(connection: SqliteConnection) -> Result<Vec<String>, MigrationError> {
    lock::hold_sqlite(connection, |connection| apply(connection, &mut |_| {}))
}

/// Whether the database has all migrations of this version; it may have more.
pub(crate) fn check_schema(connection: &mut DbConnection) -> Result<(), StoreError> {
    match missing_migration(connection).map_err(|error| store_error(&error))? {
        None => Ok(()),
        Some(name) => Err(StoreError::unavailable(Refusal::SchemaOutdated(name))),
    }
}

/// The first migration of this version that the database does not have, if any.
pub(crate) fn missing_migration(connection: &mut DbConnection) -> QueryResult<Option<String>> {
    Ok(standing(connection)?.pending.into_iter().next())
}

/// How a database stands to the migrations of this version.
pub(crate) struct Standing {
    /// Whether any has been applied.
    pub(crate) has_any: bool,
    /// Those that have not been, in order.
    pub(crate) pending: Vec<String>,
    /// One that has been, and is none of this version.
    pub(crate) unknown: Option<String>,
}

/// How a database stands to the migrations of this version.
pub(crate) fn standing(connection: &mut DbConnection) -> QueryResult<Standing> {
    let versions = applied_versions(connection)?;
    let mut known: Vec<(String, String)> = embedded(&source(connection))
        .map_err(diesel::result::Error::DeserializationError)?
        .iter()
        .map(|migration| {
            let name = migration.name();
            (name.version().to_string(), name.to_string())
        })
        .collect();
    known.sort();
    let is_known = |version: &&String| known.iter().any(|(known, _)| known == *version);
    Ok(Standing {
        has_any: !versions.is_empty(),
        unknown: versions.iter().find(|it| !is_known(it)).cloned(),
        pending: known
            .into_iter()
            .filter(|(version, _)| !versions.contains(version))
            .map(|(_, name)| name)
            .collect(),
    })
}

/// What has been applied; nothing, if the table that says so is not there.
fn applied_versions(connection: &mut DbConnection) -> QueryResult<Vec<String>> {
    let versions = applied::table.select(applied::version).load(connection);
    match versions {
        Err(error) if classify(&error) == Fault::Outdated => Ok(Vec::new()),
        versions => versions,
    }
}

/// The migrations for the engine of `connection`.
fn source(connection: &DbConnection) -> EmbeddedMigrations {
    match connection {
        DbConnection::Sqlite(_) => SQLITE,
        DbConnection::Postgres(_) => POSTGRES,
        #[cfg(feature = "mysql")]
        DbConnection::Mysql(_) => MYSQL,
    }
}

/// The migrations of a source, in no order.
fn embedded(
    source: &EmbeddedMigrations,
) -> diesel::migration::Result<Vec<Box<dyn Migration<MultiBackend>>>> {
    MigrationSource::<MultiBackend>::migrations(source)
}
