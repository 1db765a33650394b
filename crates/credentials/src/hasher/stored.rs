//! Stored hashes, whatever their algorithm.

use docket_application::accounts::Password;
use docket_application::ports::hasher::HashingError;

use super::argon2::{self, Argon2Hash, Memory};
use super::bcrypt::{self, BcryptHash};
use super::settings::Algorithm;

/// What is hashed in place of a password that an algorithm cannot take, so that it takes as long.
const STAND_IN: &str = "a password that can be hashed";

/// A hash as it was stored, of a cost that is paid.
pub(super) enum StoredHash {
    Bcrypt(BcryptHash),
    Argon2(Argon2Hash),
}

impl StoredHash {
    /// Reads a hash; `None` if it is of no known kind, or too expensive.
    pub(super) fn parse(hash: &str) -> Option<Self> {
        if hash.starts_with("$2") {
            BcryptHash::parse(hash).map(Self::Bcrypt)
        } else {
            Argon2Hash::parse(hash).map(Self::Argon2)
        }
    }

    /// A hash that [`of_nobody`] made.
    pub(super) fn of_nobody(algorithm: Algorithm) -> Result<Self, HashingError> {
        Self::parse(&of_nobody(algorithm)?).ok_or(HashingError::UnusableHash)
    }

    /// Whether `algorithm` would make such a hash today.
    pub(super) fn is_of(&self, algorithm: Algorithm) -> bool {
        match (self, algorithm) {
            (Self::Bcrypt(hash), Algorithm::Bcrypt { cost }) => hash.cost() == cost,
            (Self::Argon2(hash), Algorithm::Argon2id) => hash.is_current(),
            _ => false,
        }
    }

    /// Whether it is the hash of `password`. Takes as long if it cannot be, because its algorithm
    /// cannot take the password.
    pub(super) fn matches(
        &self,
        password: &Password,
        memory: &mut Memory,
    ) -> Result<bool, HashingError> {
        let can_match = match self {
            Self::Bcrypt(_) => bcrypt::can_hash(password.expose()),
            Self::Argon2(_) => argon2::can_hash(password.expose()),
        };
        let hashed = if can_match {
            password.expose()
        } else {
            STAND_IN
        };
        let matches = match self {
            Self::Bcrypt(hash) => hash.matches(hashed)?,
            Self::Argon2(hash) => hash.matches(hashed, memory)?,
        };
        Ok(matches && can_match)
    }
}

/// A hash as `algorithm` makes them, and of no password: salt and digest are random bytes. To
/// compare with it takes as long as with any other, and to make it takes no time.
pub(super) fn of_nobody(algorithm: Algorithm) -> Result<String, HashingError> {
    match algorithm {
        Algorithm::Bcrypt { cost } => bcrypt::of_nobody(cost),
        Algorithm::Argon2id => argon2::of_nobody(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_nobody_is_of_the_kind_and_cost_that_are_asked_for() {
        let costs = Algorithm::BCRYPT_COSTS.map(|cost| Algorithm::Bcrypt { cost });
        for algorithm in costs.chain([Algorithm::Argon2id]) {
            let hash = StoredHash::of_nobody(algorithm).unwrap();
            assert!(hash.is_of(algorithm), "{algorithm:?}");
        }
    }
}
