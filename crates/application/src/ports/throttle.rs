//! How often passwords may be tried.

use docket_domain::UserId;

/// Whose password is tried.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Account {
    /// This user's.
    Known(UserId),
    /// Nobody's, under a name that might be someone's: folded, so that it is the same however it
    /// is spelled.
    Unknown(String),
}

/// Counts how often the password of each account is tried, and says when it is too often. What it
/// remembers is bounded, whatever names are made up.
pub trait LoginThrottle: Send + Sync {
    /// Counts one try.
    ///
    /// # Errors
    /// [`Throttled`] if it is one too many.
    fn admit(&self, account: &Account) -> Result<(), Throttled>;
}

/// It was tried too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the password was tried too often; to be tried again in {retry_after} seconds")]
pub struct Throttled {
    /// After how many seconds it can be tried again, at least 1.
    pub retry_after: u32,
}

/// Lets everybody try as often as they like.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unthrottled;

impl LoginThrottle for Unthrottled {
    fn admit(&self, _: &Account) -> Result<(), Throttled> {
        Ok(())
    }
}
