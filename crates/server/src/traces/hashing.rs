//! Passwords in traces: how long they took to be hashed, waiting included.

use std::sync::Arc;

use docket_application::accounts::{Password, PasswordRules};
use docket_application::ports::BoxFuture;
use docket_application::ports::hasher::{HashingError, PasswordHash, PasswordHasher, Verdict};
use opentelemetry::Context;

use super::{Traces, end};

/// The port for hashing, with what it does in the traces of requests.
pub(crate) struct TracedHasher {
    hasher: Arc<dyn PasswordHasher>,
    traces: Traces,
}

impl TracedHasher {
    /// Traces what is done with `hasher`.
    pub(crate) fn new(hasher: Arc<dyn PasswordHasher>, traces: Traces) -> Self {
        Self { hasher, traces }
    }
}

impl PasswordHasher for TracedHasher {
    fn rules(&self) -> PasswordRules {
        self.hasher.rules()
    }

    fn hash(&self, password: Password) -> BoxFuture<'_, Result<PasswordHash, HashingError>> {
        traced(
            self.traces.part("hash password"),
            self.hasher.hash(password),
        )
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
        traced(
            self.traces.part("verify password"),
            self.hasher.verify(password, hash),
        )
    }
}

fn traced<'a, T: Send + 'a>(
    part: Option<Context>,
    work: BoxFuture<'a, Result<T, HashingError>>,
) -> BoxFuture<'a, Result<T, HashingError>> {
    let Some(part) = part else { return work };
    Box::pin(async move {
        let outcome = work.await;
        end(&part, outcome.as_ref().err().map(word));
        outcome
    })
}

/// The word for why a password was not hashed.
fn word(error: &HashingError) -> &'static str {
    match error {
        HashingError::Busy => "busy",
        HashingError::Refused(_) => "refused",
        HashingError::UnusableHash => "unusable_hash",
        HashingError::Failed(_) => "failed",
    }
}
