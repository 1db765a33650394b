//! What has been counted, for so many keys at most.
//!
//! Clients choose what is counted: addresses, names. So it is bounded, and who was counted longest
//! ago is forgotten first. Whoever wants to be forgotten has to make up a great many others, each of
//! whom is counted too.

use std::hash::{BuildHasher, Hash, RandomState};
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use governor::nanos::Nanos;
use governor::state::StateStore;
use lru::LruCache;

/// How many keys are remembered, in all.
const CAPACITY: usize = 65_536;
/// Into how many parts they are divided, so that threads seldom wait for each other.
const SHARDS: usize = 16;

/// A key: a digest of whatever is counted, of a length that no client can choose. Which keys
/// collide is a secret of this process, and they hardly ever do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key(u64);

impl Key {
    /// The key that stands for something.
    pub(super) fn of(counted: &impl Hash, hasher: &RandomState) -> Self {
        Self(hasher.hash_one(counted))
    }
}

/// What has been counted.
pub(super) struct States {
    shards: Vec<Mutex<LruCache<Key, Nanos>>>,
}

impl Default for States {
    fn default() -> Self {
        Self::with_capacity(CAPACITY / SHARDS)
    }
}

impl States {
    fn with_capacity(of_each: usize) -> Self {
        let of_each = NonZeroUsize::new(of_each).unwrap_or(NonZeroUsize::MIN);
        Self {
            shards: (0..SHARDS)
                .map(|_| Mutex::new(LruCache::new(of_each)))
                .collect(),
        }
    }
}

impl StateStore for States {
    type Key = Key;

    fn measure_and_replace<T, F, E>(&self, key: &Key, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        // The remainder is less than the number of shards.
        let shard = &self.shards[usize::try_from(key.0 % SHARDS as u64).unwrap_or(0)];
        // Nothing is left half done if a thread panics here.
        let mut states = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let (outcome, state) = measure(states.get(key).copied())?;
        states.put(*key, state);
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(states: &States, counted: u64, value: u64) -> Option<Nanos> {
        let key = Key(counted);
        let outcome: Result<_, ()> =
            states.measure_and_replace(&key, |before| Ok((before, value.into())));
        outcome.unwrap()
    }

    #[test]
    fn what_was_counted_is_remembered_by_key() {
        let states = States::default();
        assert_eq!(set(&states, 1, 10), None);
        assert_eq!(set(&states, 2, 20), None);
        assert_eq!(set(&states, 1, 11), Some(Nanos::from(10)));
    }

    #[test]
    fn however_many_keys_there_are_no_more_are_remembered_than_there_is_room_for() {
        let states = States::with_capacity(4);
        for counted in 0..100_000 {
            set(&states, counted, 1);
        }
        let remembered: usize = states
            .shards
            .iter()
            .map(|shard| shard.lock().unwrap().len())
            .sum();
        assert_eq!(remembered, 4 * SHARDS);
    }
}
