//! Hashing of passwords.

use super::BoxFuture;
use crate::accounts::{Password, PasswordRules};
use docket_domain::Violation;
use secrecy::{ExposeSecret, SecretString};

/// A password's hash in the form that its algorithm gives it (PHC string or bcrypt's modular
/// crypt format). It shows nothing of itself when printed.
#[derive(Debug, Clone)]
pub struct PasswordHash(SecretString);

impl PasswordHash {
    /// Wraps the text of a hash.
    #[must_use]
    pub fn new(hash: String) -> Self {
        Self(hash.into())
    }

    /// The text of the hash.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// The outcome of comparing a password with a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the password.
    Match,
    /// It is the password, but the hash is of another kind or cost than is now asked for.
    MatchOutdated,
    /// It is not.
    Mismatch,
}

/// Hashes passwords, away from the caller's thread and a bounded number at once.
pub trait PasswordHasher: Send + Sync {
    /// What a new password must satisfy so that no part of it is lost in hashing.
    fn rules(&self) -> PasswordRules;

    /// Hashes a new password, with a new salt.
    ///
    /// # Errors
    /// [`HashingError`]; the caller has checked the password against [`Self::rules`].
    fn hash(&self, password: Password) -> BoxFuture<'_, Result<PasswordHash, HashingError>>;

    /// A hash of the kind now asked for that no password is known for, as those of an account are
    /// that nobody can log in to until its password is reset. It takes no time to make.
    ///
    /// # Errors
    /// [`HashingError::Failed`].
    fn of_nobody(&self) -> Result<PasswordHash, HashingError>;

    /// Whether passwords can be compared with `hash`: whether it is of a known kind, and of a cost
    /// that is paid.
    fn can_verify(&self, hash: &PasswordHash) -> bool;

    /// Compares a password with a hash. With `None` in place of a hash it MUST take as long as
    /// with one of the kind now asked for and answer [`Verdict::Mismatch`], so that nobody
    /// learns from the time it takes whether there is such a user. A password that the
    /// algorithm of the stored hash cannot take whole is a mismatch, in the same time.
    ///
    /// # Errors
    /// [`HashingError`].
    fn verify(
        &self,
        password: Password,
        hash: Option<PasswordHash>,
    ) -> BoxFuture<'_, Result<Verdict, HashingError>>;
}

/// Why a password was not hashed or compared.
#[derive(Debug, thiserror::Error)]
pub enum HashingError {
    /// Too many others wait to be hashed; to be tried again in a while.
    #[error("too many passwords wait to be hashed")]
    Busy,
    /// The password breaks the hasher's rules.
    #[error("the password {0}")]
    Refused(Violation),
    /// The stored hash is of no known kind, or of a cost that is not paid.
    #[error("a stored password hash cannot be used")]
    UnusableHash,
    /// The algorithm or its threads failed.
    #[error("hashing failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}
