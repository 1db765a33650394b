//! Pages of lists.

use docket_domain::Violation;

use crate::ports::store::Access;

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    skip: u32,
    limit: u16,
}

impl PageRequest {
    /// How many entries a page has unless said otherwise.
    pub const DEFAULT_LIMIT: u16 = 100;
    /// How many entries a page can have.
    pub const MAX_LIMIT: u16 = 1000;
    /// How many entries can be skipped.
    pub const MAX_SKIP: u32 = i32::MAX.unsigned_abs();

    /// A page of `limit` entries.
    ///
    /// # Errors
    /// [`Violation::OutOfRange`] if it is not from 1 to [`Self::MAX_LIMIT`].
    pub fn limit_of(limit: i64) -> Result<u16, Violation> {
        u16::try_from(limit)
            .ok()
            .filter(|limit| (1..=Self::MAX_LIMIT).contains(limit))
            .ok_or(Violation::OutOfRange("an integer from 1 to 1000"))
    }

    /// So many entries skipped.
    ///
    /// # Errors
    /// [`Violation::OutOfRange`] if it is negative or above [`Self::MAX_SKIP`].
    pub fn skip_of(skip: i64) -> Result<u32, Violation> {
        u32::try_from(skip)
            .ok()
            .filter(|skip| *skip <= Self::MAX_SKIP)
            .ok_or(Violation::OutOfRange("an integer from 0 to 2147483647"))
    }

    /// The page after `skip` entries (from [`Self::skip_of`]), of at most `limit` (from
    /// [`Self::limit_of`]).
    #[must_use]
    pub const fn new(skip: u32, limit: u16) -> Self {
        Self { skip, limit }
    }

    /// How many entries come before it.
    #[must_use]
    pub const fn skip(self) -> u32 {
        self.skip
    }

    /// How many entries it has at most.
    #[must_use]
    pub const fn limit(self) -> u16 {
        self.limit
    }
}

impl Default for PageRequest {
    fn default() -> Self {
        Self::new(0, Self::DEFAULT_LIMIT)
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Whether there is more after it.
    pub has_more: bool,
    /// How many match in all, if that was asked for.
    pub total: Option<u64>,
}

/// What a unit of work needs that reads a page: it is one statement, and with the total, which is to
/// be of the same moment, two.
pub(crate) const fn access(with_total: bool) -> Access {
    if with_total {
        Access::Snapshot
    } else {
        Access::Read
    }
}

impl<T> Page<T> {
    /// The page of at most `limit` of these items, of which one more than that was asked for:
    /// that tells whether there is more.
    pub(crate) fn of(mut items: Vec<T>, limit: u16, total: Option<u64>) -> Self {
        let has_more = items.len() > usize::from(limit);
        items.truncate(limit.into());
        Self {
            items,
            has_more,
            total,
        }
    }
}
