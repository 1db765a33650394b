//! What is wrong with the rows of a source.

use std::fmt;

use docket_domain::{UserId, Violation};

/// Something that is wrong with a row. It never repeats the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The table.
    pub table: String,
    /// The id of the row.
    pub id: String,
    /// The column; if it is a matter of several, or of none, what they are used for.
    pub column: String,
    /// What is wrong.
    pub why: Why,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// A value breaks a rule.
    #[error("{0}")]
    Violation(Violation),
    /// There is neither a user name nor an e-mail address.
    #[error("there is neither a user name nor an e-mail address")]
    NoName,
    /// Another row has it.
    #[error("is that of row {0} too, without regard to case")]
    Duplicate(String),
    /// A user of the target has it.
    #[error("is that of user {0} in the target, without regard to case")]
    Taken(UserId),
    /// There is no hash.
    #[error("there is none, so nobody can log in by it")]
    NoPassword,
    /// It is no hash that passwords can be compared with.
    #[error("is no hash of bcrypt or Argon2 that can be used")]
    UnusablePassword,
    /// A task belongs to nobody.
    #[error("the task belongs to nobody")]
    NoOwner,
    /// A task belongs to a user who is not there.
    #[error("there is no such user")]
    OwnerMissing,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            table,
            id,
            column,
            why,
        } = self;
        write!(f, "{table} {id}, {column}: {why}")
    }
}

/// The first faults, and how many there are.
#[derive(Debug, Default)]
pub struct Faults {
    first: Vec<Fault>,
    count: u64,
}

impl Faults {
    /// How many are kept.
    pub const KEPT: usize = 100;

    /// Adds one.
    pub(super) fn add(&mut self, fault: Fault) {
        self.count += 1;
        if self.first.len() < Self::KEPT {
            self.first.push(fault);
        }
    }

    /// The first ones, [`Self::KEPT`] at most.
    #[must_use]
    pub fn first(&self) -> &[Fault] {
        &self.first
    }

    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }
}
