//! How passwords are to be hashed.

use std::io;
use std::ops::RangeInclusive;
use std::thread;

use docket_application::ports::hasher::HashingError;

/// How many passwords may wait for each thread, unless said otherwise: about two seconds of work
/// with bcrypt at cost 12.
const QUEUE_PER_THREAD: usize = 16;

/// How passwords are to be hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HasherSettings {
    /// The algorithm for new passwords.
    pub algorithm: Algorithm,
    /// How many threads hash.
    pub threads: usize,
    /// How many passwords may wait for them.
    pub queue: usize,
}

/// The algorithm for new passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// bcrypt.
    Bcrypt {
        /// The binary logarithm of the number of rounds, of [`Algorithm::BCRYPT_COSTS`].
        cost: u32,
    },
    /// Argon2id with 19 MiB, 2 passes and 1 lane.
    Argon2id,
}

impl Algorithm {
    /// The costs of bcrypt that can be set, and that are paid for a stored hash: one more
    /// doubles the time, and at the last of these it is about four seconds.
    pub const BCRYPT_COSTS: RangeInclusive<u32> = 4..=16;
}

impl HasherSettings {
    /// Hashing by `algorithm` on all cores but one, which is left for everything else.
    #[must_use]
    pub fn new(algorithm: Algorithm) -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let threads = cores.saturating_sub(1).max(1);
        Self {
            algorithm,
            threads,
            queue: threads * QUEUE_PER_THREAD,
        }
    }

    /// These settings, if they can be followed.
    pub(super) fn checked(self) -> Result<Self, SettingsError> {
        if let Algorithm::Bcrypt { cost } = self.algorithm
            && !Algorithm::BCRYPT_COSTS.contains(&cost)
        {
            return Err(SettingsError::Cost(cost));
        }
        if self.threads == 0 || self.queue == 0 {
            return Err(SettingsError::NoRoom);
        }
        Ok(self)
    }
}

/// Why there is no hasher with the settings that were asked for.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A cost of bcrypt that is not offered.
    #[error("the cost of bcrypt must be from 4 to 16, not {0}")]
    Cost(u32),
    /// No thread, or no place in the queue.
    #[error("hashing needs a thread and a place in its queue")]
    NoRoom,
    /// The operating system gave no threads.
    #[error("no threads for hashing")]
    Threads(#[source] io::Error),
    /// No hash could be made to compare with where there is none.
    #[error("hashing does not work")]
    Unusable(#[source] HashingError),
}
