//! The store of Docket on SQLite, PostgreSQL and MySQL/MariaDB, through diesel.
//!
//! | module | holds |
//! |---|---|
//! | [`database_url`] | which database: the URL and all its spellings |
//! | [`database`] | the open store: where and on which thread a unit of work runs |
//! | [`foreign`] | databases of other programs, to be taken over |
//! | [`migrations`] | bringing a database to the schema of this version, and back |
//! | `connection`, `schema`, `rows`, `work` | one connection type, one schema and one set of queries for all engines |
//! | `error` | the one table from what drivers say to what callers are told |
//! | `sqlite` | reader threads, and one writer thread that commits for many at once |
//! | `pooled` | PostgreSQL and MySQL: a pool, a semaphore, worker threads, retries |
//!
//! Nothing here knows of HTTP, and no rule of the domain is decided here. What is in the tables,
//! and why each session setting is as it is: `docs/database.md`.

mod connection;
pub mod database;
pub mod database_url;
mod errand;
mod error;
pub mod foreign;
mod handover;
pub mod migrations;
mod pooled;
mod rows;
mod schema;
mod sqlite;
mod work;

pub use database::{Database, DatabaseOptions, OpenError, PoolLoad, SqliteError};
pub use database_url::{DatabaseUrl, DatabaseUrlError, EngineKind};
pub use foreign::{ForeignDatabase, ForeignOptions, OpenSourceError, PriorityNumbers};
pub use migrations::{MigrationError, MigrationStatus, MigrationStep, Migrator};
pub use sqlite::{
    BackupError, Contents, CopyStep, RestoreError, RestoreOptions, Restored, Unsound, back_up,
    restore,
};
