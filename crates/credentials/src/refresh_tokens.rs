//! Refresh tokens: random bytes that mean nothing, of which only digests are stored.

mod secret;

use docket_application::ports::tokens::{RefreshToken, RefreshTokens, TokenDigests, TokenError};

use secret::Secret;

/// Issues and reads refresh tokens that are made of randomness alone.
///
/// A token is `dkr_` and 64 bytes in base64 for URLs without padding (RFC 4648, section 5): 32
/// that all tokens of a session share, and 32 of its own. Only that one spelling is accepted. What
/// is stored are digests by SHA-256: that is enough, because nobody can guess what they are of.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomTokens;

impl RefreshTokens for RandomTokens {
    fn issue(&self) -> Result<(RefreshToken, TokenDigests), TokenError> {
        Ok(with_digests(&Secret::new()?))
    }

    fn next(&self, token: &RefreshToken) -> Result<(RefreshToken, TokenDigests), TokenError> {
        Ok(with_digests(&read(token)?.next()?))
    }

    fn digests(&self, token: &RefreshToken) -> Result<TokenDigests, TokenError> {
        Ok(read(token)?.digests())
    }
}

fn with_digests(secret: &Secret) -> (RefreshToken, TokenDigests) {
    (secret.write(), secret.digests())
}

fn read(token: &RefreshToken) -> Result<Secret, TokenError> {
    Secret::read(token.expose()).ok_or(TokenError::Invalid)
}
