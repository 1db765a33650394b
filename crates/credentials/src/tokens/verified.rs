//! Tokens that were verified a while ago, so that what is sent with every request is not verified
//! anew each time: that costs more than looking up whose it is.
//!
//! What a token says depends on its text and the keys alone, and neither changes. Until when it
//! is good depends on the time, and is asked each time. Only digests are kept (SHA-256), so that no
//! token can be read out of memory.

use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use docket_application::ports::tokens::Subject;
use lru::LruCache;
use sha2::{Digest, Sha256};

/// Into how many parts they are divided, so that threads seldom wait for each other.
const PARTS: usize = 16;

/// How many are remembered in each part; which was used longest ago is forgotten first.
const MOST: NonZeroUsize = NonZeroUsize::new(1024).expect("1024 is not zero");

/// What a token with a good signature says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verified {
    pub(super) subject: Subject,
    /// In seconds of Unix time, as the other.
    pub(super) issued_at: i64,
    pub(super) expires_at: i64,
}

/// The tokens that were verified.
pub(super) struct VerifiedTokens([Mutex<LruCache<Key, Verified>>; PARTS]);

/// Which token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key([u8; 32]);

impl Key {
    pub(super) fn of(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }
}

impl VerifiedTokens {
    /// Without any.
    pub(super) fn new() -> Self {
        Self(std::array::from_fn(|_| Mutex::new(LruCache::new(MOST))))
    }

    /// What a token says, if it is remembered.
    pub(super) fn find(&self, key: &Key) -> Option<Verified> {
        self.part(key).get(key).copied()
    }

    /// Remembers what a token says.
    pub(super) fn remember(&self, key: Key, verified: Verified) {
        self.part(&key).put(key, verified);
    }

    fn part(&self, key: &Key) -> MutexGuard<'_, LruCache<Key, Verified>> {
        let part = &self.0[usize::from(key.0[0]) % PARTS];
        // Nothing is left half done if a thread panics here.
        part.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use docket_domain::{SessionId, UserId};

    use super::*;

    fn verified(number: i64) -> Verified {
        Verified {
            subject: Subject {
                user: UserId::new(number).unwrap(),
                session: SessionId::new(number).unwrap(),
            },
            issued_at: 0,
            expires_at: number,
        }
    }

    #[test]
    fn a_token_is_found_by_its_text_alone() {
        let tokens = VerifiedTokens::new();
        tokens.remember(Key::of("a"), verified(1));
        tokens.remember(Key::of("b"), verified(2));
        assert_eq!(tokens.find(&Key::of("a")), Some(verified(1)));
        assert_eq!(tokens.find(&Key::of("b")), Some(verified(2)));
        assert_eq!(tokens.find(&Key::of("A")), None);
    }

    #[test]
    fn however_many_there_are_no_more_are_remembered_than_there_is_room_for() {
        let tokens = VerifiedTokens::new();
        for number in 1..50_000 {
            let key = Key::of(&number.to_string());
            tokens.remember(key, verified(number));
            assert_eq!(tokens.find(&key), Some(verified(number)));
        }
        let remembered: usize = tokens.0.iter().map(|part| part.lock().unwrap().len()).sum();
        assert_eq!(remembered, PARTS * MOST.get());
    }
}
