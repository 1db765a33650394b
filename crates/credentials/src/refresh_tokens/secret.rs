//! What a refresh token is made of.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use docket_application::ports::tokens::{RefreshToken, SecretDigest, TokenDigests, TokenError};
use secrecy::zeroize::Zeroizing;
use sha2::{Digest, Sha256};

/// How a token begins, so that people and programs that look for lost secrets know it when they
/// see it.
const PREFIX: &str = "dkr_";

/// How many bytes each of the two parts has: nobody guesses that many.
const PART: usize = 32;

/// What is digested before each part, so that no digest of the one is ever one of the other.
const FAMILY: &str = "docket refresh token: family\n";
const OWN: &str = "docket refresh token: own\n";

/// The bytes of a token: the part that all tokens of a session share, and the one of its own. They
/// are wiped from memory when dropped.
pub(super) struct Secret(Zeroizing<[u8; 2 * PART]>);

impl Secret {
    /// Two random parts.
    pub(super) fn new() -> Result<Self, TokenError> {
        let mut secret = Self(Zeroizing::new([0; 2 * PART]));
        fill(&mut secret.0[..])?;
        Ok(secret)
    }

    /// The same first part with another second one.
    pub(super) fn next(mut self) -> Result<Self, TokenError> {
        fill(&mut self.0[PART..])?;
        Ok(self)
    }

    /// Reads a token in the one spelling that [`Self::write`] gives it.
    pub(super) fn read(token: &str) -> Option<Self> {
        let written = token.strip_prefix(PREFIX)?;
        if written.len() != (2 * PART * 8).div_ceil(6) {
            return None;
        }
        // The alphabet refuses padding, blanks, and bits beyond the last byte that are not 0.
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(written).ok()?);
        let bytes: [u8; 2 * PART] = bytes.as_slice().try_into().ok()?;
        Some(Self(Zeroizing::new(bytes)))
    }

    /// The token as a client holds it.
    pub(super) fn write(&self) -> RefreshToken {
        let mut token = PREFIX.to_owned();
        URL_SAFE_NO_PAD.encode_string(&self.0[..], &mut token);
        RefreshToken::new(token)
    }

    /// What is stored of it.
    pub(super) fn digests(&self) -> TokenDigests {
        let (family, own) = self.0.split_at(PART);
        TokenDigests {
            family: digest(FAMILY, family),
            own: digest(OWN, own),
        }
    }
}

fn fill(part: &mut [u8]) -> Result<(), TokenError> {
    getrandom::fill(part).map_err(|error| TokenError::Failed(error.into()))
}

fn digest(kind: &str, part: &[u8]) -> SecretDigest {
    let mut digest = Sha256::new();
    digest.update(kind);
    digest.update(part);
    SecretDigest(digest.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_of_their_kind_and_of_one_part_each() {
        let secret = Secret(Zeroizing::new([7; 2 * PART]));
        let digests = secret.digests();
        assert_ne!(digests.family, digests.own);
        assert_eq!(digests.family, digest(FAMILY, &[7; PART]));
        for stored in [digests.family, digests.own] {
            assert_ne!(stored.0, [7; PART]);
        }
    }

    #[test]
    fn every_byte_of_a_secret_is_random_and_comes_back() {
        let mut seen = [0; 2 * PART];
        for _ in 0..20 {
            let secret = Secret::new().unwrap();
            let token = secret.write();
            assert_eq!(*Secret::read(token.expose()).unwrap().0, *secret.0);
            for (seen, byte) in seen.iter_mut().zip(*secret.0) {
                *seen |= byte;
            }
        }
        assert!(seen.iter().all(|byte| *byte != 0), "{seen:?}");
    }
}
