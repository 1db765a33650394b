//! Why a unit of work did not end well.

use std::error::Error;

/// Why a store could not do what was asked of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another one has this already; names the thing that must be unique.
    #[error("the {0} is taken")]
    Duplicate(Entity),
    /// What was to be changed has changed since it was read. Engines run the unit of work again
    /// when they see it, so it comes out of them only after many tries.
    #[error("what was to be changed has changed meanwhile")]
    Stale,
    /// The database is away, or there is more to do than can be done: to be tried again.
    #[error("the database is unavailable")]
    Unavailable(#[source] Option<Box<dyn Error + Send + Sync>>),
    /// What is stored is not what it should be.
    #[error(transparent)]
    Inconsistent(#[from] Inconsistency),
    /// The unit of work panicked; the panic itself was reported where it happened.
    #[error("a unit of work panicked")]
    Panicked,
    /// The database refused a statement: a defect.
    #[error("the database refused a statement")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

impl StoreError {
    /// The database is unavailable because of `cause`.
    pub fn unavailable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(Some(cause.into()))
    }
}

/// Things that no two may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entity {
    /// A user name, without regard to case.
    Username,
    /// An e-mail address, without regard to case.
    Email,
}

impl std::fmt::Display for Entity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Username => "user name",
            Self::Email => "e-mail address",
        })
    }
}

/// A stored value that cannot be what it stands for.
#[derive(Debug, thiserror::Error)]
#[error("inconsistent data in {table}.{column} of row {row}")]
pub struct Inconsistency {
    /// The table it is in.
    pub table: &'static str,
    /// The column it is in.
    pub column: &'static str,
    /// The id of its row.
    pub row: i64,
    /// What is wrong with it.
    #[source]
    pub source: docket_domain::Violation,
}
