//! Argon2, in PHC string format: Argon2id for new hashes; those of Argon2i, which Python's libraries
//! have made by default for years, can be compared with too.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use docket_application::accounts::PasswordRules;
use docket_application::ports::hasher::HashingError;

/// The minimum that OWASP's password storage cheat sheet gives for Argon2id: 19 MiB, 2 passes,
/// 1 lane. It is the default of the crate too, but a release of it must not change our hashes.
const PARAMS: Params = match Params::new(19 * 1024, 2, 1, Some(OUTPUT_LENGTH)) {
    Ok(params) => params,
    Err(_) => panic!("the parameters of Argon2id are out of its range"),
};
const OUTPUT_LENGTH: usize = 32;
const SALT_LENGTH: usize = 16;

/// What is paid for a stored hash at most: 1 GiB, 16 passes, 16 lanes.
const MAX_KIBIBYTES: u32 = 1024 * 1024;
const MAX_PASSES: u32 = 16;
const MAX_LANES: u32 = 16;

/// The memory that a thread hashes in, kept from one password to the next: it is large, and what
/// is given back at every turn may stay with the allocator anyway.
#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

impl Memory {
    /// Hashes `password` into `output`, whose length is that of `params`.
    fn hash(
        &mut self,
        (algorithm, params, version): (Algorithm, &Params, Version),
        (password, salt): (&str, &Salt),
        output: &mut [u8],
    ) -> Result<(), HashingError> {
        let blocks = params.block_count();
        // A stored hash may ask for more than there is: that is no reason to end the process.
        self.0
            .try_reserve_exact(blocks.saturating_sub(self.0.len()))
            .map_err(failed)?;
        if self.0.len() < blocks {
            self.0.resize(blocks, Block::new());
        }
        let outcome = Argon2::new(algorithm, version, params.clone())
            .hash_password_into_with_memory(password.as_bytes(), salt, output, &mut self.0);
        if blocks > PARAMS.block_count() {
            // An exception is not worth keeping the memory for.
            self.0 = Vec::new();
        }
        outcome.map_err(failed)
    }
}

/// Whether `password` is no longer than one can be. That it may be shorter is no matter: it may
/// be older than that rule.
pub(super) fn can_hash(password: &str) -> bool {
    password.chars().count() <= PasswordRules::MAX_ARGON2ID_CHARACTERS
}

/// Hashes a new password.
pub(super) fn hash(password: &str, memory: &mut Memory) -> Result<String, HashingError> {
    let salt = random_salt()?;
    let mut output = [0; OUTPUT_LENGTH];
    memory.hash(
        (Algorithm::Argon2id, &PARAMS, Version::V0x13),
        (password, &salt),
        &mut output,
    )?;
    written(salt, &output)
}

/// A hash of no password, in the form of one.
pub(super) fn of_nobody() -> Result<String, HashingError> {
    let mut output = [0; OUTPUT_LENGTH];
    getrandom::fill(&mut output).map_err(failed)?;
    written(random_salt()?, &output)
}

fn random_salt() -> Result<Salt, HashingError> {
    let mut salt = [0; SALT_LENGTH];
    getrandom::fill(&mut salt).map_err(failed)?;
    Salt::new(&salt).map_err(failed)
}

/// A hash as text.
fn written(salt: Salt, output: &[u8]) -> Result<String, HashingError> {
    let hash = PasswordHash {
        algorithm: argon2::ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&PARAMS).map_err(failed)?,
        salt: Some(salt),
        hash: Some(Output::new(output).map_err(failed)?),
    };
    Ok(hash.to_string())
}

/// A stored hash of Argon2id or Argon2i, of a cost that is paid.
pub(super) struct Argon2Hash {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Salt,
    output: Output,
}

impl Argon2Hash {
    /// Reads a hash in PHC string format, with its version and without a key id or data.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let hash = PasswordHash::new(text).ok()?;
        let version = Version::try_from(hash.version?).ok()?;
        let params = Params::try_from(&hash).ok()?;
        // Whoever can write a row must not be able to keep the threads busy for hours.
        let is_paid = params.m_cost() <= MAX_KIBIBYTES
            && params.t_cost() <= MAX_PASSES
            && params.p_cost() <= MAX_LANES;
        let is_plain = params.keyid().is_empty() && params.data().is_empty();
        let algorithm = known(hash.algorithm.as_str())?;
        let (salt, output) = (hash.salt?, hash.hash?);
        (is_plain && is_paid).then_some(Self {
            algorithm,
            version,
            params,
            salt,
            output,
        })
    }

    /// Whether [`hash`] would make such a hash today.
    pub(super) fn is_current(&self) -> bool {
        self.algorithm == Algorithm::Argon2id
            && self.version == Version::V0x13
            && self.params == PARAMS
    }

    /// Whether it is the hash of `password`.
    pub(super) fn matches(
        &self,
        password: &str,
        memory: &mut Memory,
    ) -> Result<bool, HashingError> {
        let mut output = vec![0; self.output.len()];
        memory.hash(
            (self.algorithm, &self.params, self.version),
            (password, &self.salt),
            &mut output,
        )?;
        // The crate compares these in constant time.
        Ok(Output::new(&output).map_err(failed)? == self.output)
    }
}

/// The variants that password hashes are made by. Argon2d is not one: it is for other uses, and its
/// time depends on the password.
fn known(name: &str) -> Option<Algorithm> {
    match name {
        "argon2id" => Some(Algorithm::Argon2id),
        "argon2i" => Some(Algorithm::Argon2i),
        _ => None,
    }
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> HashingError {
    HashingError::Failed(error.into())
}
