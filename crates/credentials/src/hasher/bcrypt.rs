//! bcrypt, for passwords of at most 71 bytes without NUL.
//!
//! Longer ones would be cut off by the algorithm, and a NUL makes it repeat what stands before.

use base64::Engine as _;
use bcrypt::{BASE_64, BcryptError, HashParts};
use docket_application::accounts::PasswordRules;
use docket_application::ports::hasher::HashingError;

use super::settings::Algorithm;

/// Whether nothing of `password` is lost in hashing. That it may be shorter than new ones must
/// be is no matter: it may be older than that rule.
pub(super) fn can_hash(password: &str) -> bool {
    password.len() <= PasswordRules::MAX_BCRYPT_BYTES && !password.contains('\0')
}

/// Hashes a new password.
pub(super) fn hash(password: &str, cost: u32) -> Result<String, HashingError> {
    bcrypt::non_truncating_hash(password, cost).map_err(failed)
}

/// A hash of no password, in the form of one.
pub(super) fn of_nobody(cost: u32) -> Result<String, HashingError> {
    let (mut salt, mut digest) = ([0; 16], [0; 23]);
    getrandom::fill(&mut salt).map_err(|error| HashingError::Failed(error.into()))?;
    getrandom::fill(&mut digest).map_err(|error| HashingError::Failed(error.into()))?;
    let (salt, digest) = (BASE_64.encode(salt), BASE_64.encode(digest));
    Ok(format!("$2b${cost:02}${salt}{digest}"))
}

/// A stored hash of bcrypt, of a cost that is paid.
pub(super) struct BcryptHash {
    text: String,
    cost: u32,
}

impl BcryptHash {
    /// Reads a hash in modular crypt format, `$2a$`, `$2b$`, `$2x$` or `$2y$`. They differ in
    /// which old defects the hashing program had, none of which this one has.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let cost = text.parse::<HashParts>().ok()?.get_cost();
        // Whoever can write a row must not be able to keep the threads busy for hours.
        Algorithm::BCRYPT_COSTS.contains(&cost).then(|| Self {
            text: text.to_owned(),
            cost,
        })
    }

    pub(super) fn cost(&self) -> u32 {
        self.cost
    }

    /// Whether it is the hash of `password`; compares in constant time.
    pub(super) fn matches(&self, password: &str) -> Result<bool, HashingError> {
        bcrypt::non_truncating_verify(password, &self.text).map_err(failed)
    }
}

fn failed(error: BcryptError) -> HashingError {
    HashingError::Failed(error.into())
}
