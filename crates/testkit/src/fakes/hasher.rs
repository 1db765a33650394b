//! A hasher that hides nothing.

use std::sync::{Mutex, MutexGuard};

use docket_application::accounts::{Password, PasswordRules};
use docket_application::ports::BoxFuture;
use docket_application::ports::hasher::{HashingError, PasswordHash, PasswordHasher, Verdict};

/// A hasher whose hashes are the passwords themselves, with a mark and a generation before them:
/// `plain:1:hunter2hunter2`. It counts what it is asked.
pub struct PlainHasher(Mutex<Inner>);

struct Inner {
    rules: PasswordRules,
    generation: u32,
    is_busy: bool,
    hashes: usize,
    verifications: usize,
    dummy_verifications: usize,
    meanwhile: Option<BoxFuture<'static, ()>>,
}

impl PlainHasher {
    /// A hasher with the rules of bcrypt.
    #[must_use]
    pub fn new() -> Self {
        Self(Mutex::new(Inner {
            rules: PasswordRules::Bcrypt,
            generation: 1,
            is_busy: false,
            hashes: 0,
            verifications: 0,
            dummy_verifications: 0,
            meanwhile: None,
        }))
    }

    /// Has these rules from now on.
    pub fn set_rules(&self, rules: PasswordRules) {
        self.inner().rules = rules;
    }

    /// Makes every hash up to now an outdated one.
    pub fn outdate_hashes(&self) {
        self.inner().generation += 1;
    }

    /// From now on, is too busy for everything, or no longer is.
    pub fn set_busy(&self, is_busy: bool) {
        self.inner().is_busy = is_busy;
    }

    /// Has `act` happen while the next password is compared, when it is found right or wrong and
    /// nobody knows yet.
    pub fn meanwhile(&self, act: impl Future<Output = ()> + Send + 'static) {
        self.inner().meanwhile = Some(Box::pin(act));
    }

    /// How many passwords it has hashed.
    #[must_use]
    pub fn hashes(&self) -> usize {
        self.inner().hashes
    }

    /// How many passwords it has compared, those with no hash at all included.
    #[must_use]
    pub fn verifications(&self) -> usize {
        self.inner().verifications
    }

    /// How many of them it was given without a hash, to take the same time.
    #[must_use]
    pub fn dummy_verifications(&self) -> usize {
        self.inner().dummy_verifications
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("nobody panics while hashing")
    }
}

impl Default for PlainHasher {
    fn default() -> Self {
        Self::new()
    }
}

impl Inner {
    fn hash(&mut self, password: &Password) -> Result<PasswordHash, HashingError> {
        if self.is_busy {
            return Err(HashingError::Busy);
        }
        self.hashes += 1;
        self.rules.check(password).map_err(HashingError::Refused)?;
        Ok(PasswordHash::new(format!(
            "plain:{}:{}",
            self.generation,
            password.expose()
        )))
    }

    fn verify(
        &mut self,
        password: &Password,
        hash: Option<&PasswordHash>,
    ) -> Result<Verdict, HashingError> {
        if self.is_busy {
            return Err(HashingError::Busy);
        }
        self.verifications += 1;
        let Some(hash) = hash else {
            self.dummy_verifications += 1;
            return Ok(Verdict::Mismatch);
        };
        let (generation, hashed) = hash
            .expose()
            .strip_prefix("plain:")
            .and_then(|rest| rest.split_once(':'))
            .ok_or(HashingError::UnusableHash)?;
        Ok(if hashed != password.expose() {
            Verdict::Mismatch
        } else if generation == self.generation.to_string() {
            Verdict::Match
        } else {
            Verdict::MatchOutdated
        })
    }
}

impl PasswordHasher for PlainHasher {
    fn rules(&self) -> PasswordRules {
        self.inner().rules
    }

    fn hash(&self, password: Password) -> BoxFuture<'_, Result<PasswordHash, HashingError>> {
        Box::pin(async move { self.inner().hash(&password) })
    }

    fn of_nobody(&self) -> Result<PasswordHash, HashingError> {
        let generation = self.inner().generation;
        // Of one character: shorter than a password that anybody can have.
        Ok(PasswordHash::new(format!("plain:{generation}:?")))
    }

    fn can_verify(&self, hash: &PasswordHash) -> bool {
        hash.expose().starts_with("plain:")
    }

    fn verify(
        &self,
        password: Password,
        hash: Option<PasswordHash>,
    ) -> BoxFuture<'_, Result<Verdict, HashingError>> {
        Box::pin(async move {
            let verdict = self.inner().verify(&password, hash.as_ref());
            let meanwhile = self.inner().meanwhile.take();
            if let Some(act) = meanwhile {
                act.await;
            }
            verdict
        })
    }
}
