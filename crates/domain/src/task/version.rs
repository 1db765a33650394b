//! How often a task has changed.

use std::fmt;

use crate::violation::Violation;

/// Counts the changes of a task, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(i64);

impl Version {
    /// The version of a task that was just created.
    pub const FIRST: Self = Self(1);

    /// Makes a version of a number from 1.
    ///
    /// # Errors
    /// [`Violation::OutOfRange`] for zero and below.
    pub const fn new(version: i64) -> Result<Self, Violation> {
        if version > 0 {
            Ok(Self(version))
        } else {
            Err(Violation::OutOfRange("a version from 1"))
        }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The version after one more change.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

crate::number::wire_form!(Version);
