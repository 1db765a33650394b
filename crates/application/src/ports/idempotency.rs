//! What was answered to requests that may come again.

use docket_domain::{Timestamp, UserId};

use super::store::StoreError;

/// The key by which a client marks a request that it may send again: 1 to 255 visible ASCII
/// characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// How long a key may be.
    pub const MAX_LENGTH: usize = 255;

    /// Makes a key of `raw`; `None` if it is empty, too long, or has other characters.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let is_good = (1..=Self::MAX_LENGTH).contains(&raw.len())
            && raw.bytes().all(|byte| byte.is_ascii_graphic());
        is_good.then(|| Self(raw.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A request that may come again: its key, and what tells it from another one with that key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The key.
    pub key: IdempotencyKey,
    /// A digest of all that the request says.
    pub fingerprint: [u8; 32],
}

/// What was answered to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The digest of what the request said.
    pub fingerprint: [u8; 32],
    /// The answer, as whoever asked for it to be kept wrote it.
    pub answer: Vec<u8>,
}

/// The answers of a unit of work, by user and key.
pub trait AnswerRepository {
    /// What was answered to the request of `user` with this key, unless that expired before
    /// `now`.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn find(
        &mut self,
        user: UserId,
        key: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Option<Answered>, StoreError>;

    /// Keeps an answer until `expires_at`. To be called after [`Self::find`], which in a unit of
    /// work that may write removes an expired one.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if there is an answer under this key by now.
    fn add(
        &mut self,
        user: UserId,
        key: &IdempotencyKey,
        answered: &Answered,
        expires_at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Removes at most `limit` answers that expired before `now`, the oldest first, and says how
    /// many.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn remove_expired(&mut self, now: Timestamp, limit: u16) -> Result<usize, StoreError>;
}
