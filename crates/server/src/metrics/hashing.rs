//! How long passwords take to be hashed, and how many are not.

use std::sync::Arc;
use std::time::Instant;

use docket_application::accounts::{Password, PasswordRules};
use docket_application::ports::BoxFuture;
use docket_application::ports::hasher::{HashingError, PasswordHash, PasswordHasher, Verdict};
use prometheus::{Histogram, IntCounter, Registry};

use super::durations;

/// Upper bounds of durations, in seconds: from Argon2id alone to bcrypt at its highest cost behind
/// a full queue.
const BUCKETS: [f64; 10] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The port for hashing, with how long it takes, from when it is asked for to when it is done.
pub(crate) struct CountedHasher {
    hasher: Arc<dyn PasswordHasher>,
    made: Histogram,
    compared: Histogram,
    refused: IntCounter,
}

impl CountedHasher {
    /// Begins to count what is done with `hasher`.
    ///
    /// # Errors
    /// If that is counted already.
    pub(crate) fn new(
        hasher: Arc<dyn PasswordHasher>,
        registry: &Registry,
    ) -> prometheus::Result<Self> {
        let [made, compared] = durations(
            registry,
            (
                "docket_password_hashing_duration_seconds",
                "Time of hashing a password: waiting and hashing.",
            ),
            &BUCKETS,
            ("operation", ["hash", "verify"]),
        )?;
        let refused = IntCounter::new(
            "docket_password_hashing_refused_total",
            "Passwords not hashed because too many others waited.",
        )?;
        registry.register(Box::new(refused.clone()))?;
        Ok(Self {
            hasher,
            made,
            compared,
            refused,
        })
    }

    fn count<T>(&self, took: &Histogram, asked: Instant, outcome: &Result<T, HashingError>) {
        match outcome {
            Err(HashingError::Busy) => self.refused.inc(),
            // It breaks a rule, and is not hashed either.
            Err(HashingError::Refused(_)) => {}
            _ => took.observe(asked.elapsed().as_secs_f64()),
        }
    }
}

impl PasswordHasher for CountedHasher {
    fn rules(&self) -> PasswordRules {
        self.hasher.rules()
    }

    fn hash(&self, password: Password) -> BoxFuture<'_, Result<PasswordHash, HashingError>> {
        let asked = Instant::now();
        Box::pin(async move {
            let outcome = self.hasher.hash(password).await;
            self.count(&self.made, asked, &outcome);
            outcome
        })
    }

    fn of_nobody(&self) -> Result<PasswordHash, HashingError> {
        self.hasher.of_nobody()
    }

    fn can_verify(&self, hash: &PasswordHash) -> bool {
        self.hasher.can_verify(hash)
    }

    fn verify(
        &self,
        password: Password,
        hash: Option<PasswordHash>,
    ) -> BoxFuture<'_, Result<Verdict, HashingError>> {
        let asked = Instant::now();
        Box::pin(async move {
            let outcome = self.hasher.verify(password, hash).await;
            self.count(&self.compared, asked, &outcome);
            outcome
        })
    }
}
