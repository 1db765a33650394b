//! Trying passwords: not too often, and with the same effort whether there is such a user or not.

use std::sync::Arc;

use crate::accounts::{Password, PasswordRules};
use crate::ports::hasher::{HashingError, PasswordHash, PasswordHasher, Verdict};
use crate::ports::throttle::{Account, LoginThrottle, Throttled};

/// The one way to compare passwords with stored hashes.
#[derive(Clone)]
pub struct Passwords {
    hasher: Arc<dyn PasswordHasher>,
    throttle: Arc<dyn LoginThrottle>,
}

/// The outcome of trying a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trial {
    /// It is the password.
    Match,
    /// It is the password, and its hash is to be renewed.
    MatchOutdated,
    /// It is not.
    Mismatch,
    /// Nobody can tell: the stored hash is of no known kind, or of a cost that is not paid.
    UnusableHash,
}

/// Why a password was not tried.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrialError {
    /// It was tried too often.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// It was not compared.
    #[error(transparent)]
    Hashing(#[from] HashingError),
}

impl Passwords {
    /// On these ports.
    #[must_use]
    pub fn new(hasher: Arc<dyn PasswordHasher>, throttle: Arc<dyn LoginThrottle>) -> Self {
        Self { hasher, throttle }
    }

    /// What a new password must satisfy.
    pub(crate) fn rules(&self) -> PasswordRules {
        self.hasher.rules()
    }

    /// Hashes a new password.
    pub(crate) async fn hash(&self, password: Password) -> Result<PasswordHash, HashingError> {
        self.hasher.hash(password).await
    }

    /// Compares a password with the hash of `account`, or with none.
    pub(crate) async fn try_on(
        &self,
        account: &Account,
        password: Password,
        hash: Option<PasswordHash>,
    ) -> Result<Trial, TrialError> {
        // Counted before it is hashed: hashing is what an attacker would have us do.
        self.throttle.admit(account)?;
        match self.hasher.verify(password.clone(), hash).await {
            Ok(Verdict::Match) => Ok(Trial::Match),
            Ok(Verdict::MatchOutdated) => Ok(Trial::MatchOutdated),
            Ok(Verdict::Mismatch) => Ok(Trial::Mismatch),
            Err(HashingError::UnusableHash) => {
                // It takes as long as any other, so that nobody can tell such an account.
                self.hasher.verify(password, None).await?;
                Ok(Trial::UnusableHash)
            }
            Err(error) => Err(error.into()),
        }
    }
}
