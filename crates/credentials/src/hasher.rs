//! Hashing of passwords: bcrypt and Argon2id on a few threads of its own. Hashes of Argon2i, which
//! other programs have made, are compared with as well.
//!
//! Hashing is slow on purpose, so it must not run where requests are served: a crowd that logs in
//! would stop everything else. It runs on a small pool of threads with a bounded queue, and
//! whoever finds the queue full is told to come back later.

mod argon2;
mod bcrypt;
mod pool;
mod settings;
mod stored;

pub use settings::{Algorithm, HasherSettings, SettingsError};

use std::fmt;
use std::sync::Arc;

use docket_application::accounts::{Password, PasswordRules};
use docket_application::ports::BoxFuture;
use docket_application::ports::hasher::{HashingError, PasswordHash, PasswordHasher, Verdict};

use self::argon2::Memory;
use pool::Pool;
use stored::StoredHash;

/// Hashes new passwords by the algorithm that is set, and compares passwords with the hashes of
/// all that are known.
pub struct Hasher {
    algorithm: Algorithm,
    pool: Pool<Memory>,
    /// What a password is compared with when there is no hash.
    of_nobody: Arc<StoredHash>,
}

impl Hasher {
    /// A hasher, with its threads. Nothing is hashed yet.
    ///
    /// # Errors
    /// [`SettingsError`] if it cannot be as it is asked for.
    pub fn new(settings: HasherSettings) -> Result<Self, SettingsError> {
        let HasherSettings {
            algorithm,
            threads,
            queue,
        } = settings.checked()?;
        let of_nobody = StoredHash::of_nobody(algorithm).map_err(SettingsError::Unusable)?;
        let pool = Pool::start("docket-hash", threads, queue).map_err(SettingsError::Threads)?;
        Ok(Self {
            algorithm,
            pool,
            of_nobody: Arc::new(of_nobody),
        })
    }
}

/// How many passwords wait to be hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashingLoad {
    /// How many wait; those that are being hashed are not among them.
    pub waiting: usize,
    /// How many may wait; one more is refused.
    pub capacity: usize,
}

impl Hasher {
    /// How busy it is at this moment.
    #[must_use]
    pub fn load(&self) -> HashingLoad {
        self.pool.load()
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

impl PasswordHasher for Hasher {
    fn rules(&self) -> PasswordRules {
        match self.algorithm {
            Algorithm::Bcrypt { .. } => PasswordRules::Bcrypt,
            Algorithm::Argon2id => PasswordRules::Argon2id,
        }
    }

    fn hash(&self, password: Password) -> BoxFuture<'_, Result<PasswordHash, HashingError>> {
        let algorithm = self.algorithm;
        Box::pin(async move {
            self.rules()
                .check(&password)
                .map_err(HashingError::Refused)?;
            self.pool
                .run(move |memory| hash(algorithm, &password, memory))
                .await?
        })
    }

    fn of_nobody(&self) -> Result<PasswordHash, HashingError> {
        stored::of_nobody(self.algorithm).map(PasswordHash::new)
    }

    fn can_verify(&self, hash: &PasswordHash) -> bool {
        StoredHash::parse(hash.expose()).is_some()
    }

    fn verify(
        &self,
        password: Password,
        hash: Option<PasswordHash>,
    ) -> BoxFuture<'_, Result<Verdict, HashingError>> {
        let algorithm = self.algorithm;
        Box::pin(async move {
            let Some(hash) = hash else {
                let of_nobody = Arc::clone(&self.of_nobody);
                self.pool
                    .run(move |memory| of_nobody.matches(&password, memory))
                    .await??;
                return Ok(Verdict::Mismatch);
            };
            let stored = StoredHash::parse(hash.expose()).ok_or(HashingError::UnusableHash)?;
            let is_current = stored.is_of(algorithm);
            let matches = self
                .pool
                .run(move |memory| stored.matches(&password, memory))
                .await??;
            Ok(match (matches, is_current) {
                (true, true) => Verdict::Match,
                (true, false) => Verdict::MatchOutdated,
                (false, _) => Verdict::Mismatch,
            })
        })
    }
}

fn hash(
    algorithm: Algorithm,
    password: &Password,
    memory: &mut Memory,
) -> Result<PasswordHash, HashingError> {
    let hash = match algorithm {
        Algorithm::Bcrypt { cost } => bcrypt::hash(password.expose(), cost),
        Algorithm::Argon2id => argon2::hash(password.expose(), memory),
    };
    hash.map(PasswordHash::new)
}
