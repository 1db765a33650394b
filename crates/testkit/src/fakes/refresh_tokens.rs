//! Refresh tokens that hide nothing.

use std::sync::atomic::{AtomicU64, Ordering};

use docket_application::ports::tokens::{
    RefreshToken, RefreshTokens, SecretDigest, TokenDigests, TokenError,
};

/// Issues tokens like `refresh-3-7`: the seventh of all, in the third session of all. Their digests
/// are these numbers.
#[derive(Debug, Default)]
pub struct PlainRefreshTokens {
    families: AtomicU64,
    tokens: AtomicU64,
}

impl PlainRefreshTokens {
    /// Tokens that are counted from 1.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next token of this family.
    fn of_family(&self, family: u64) -> (RefreshToken, TokenDigests) {
        let own = self.tokens.fetch_add(1, Ordering::Relaxed) + 1;
        let token = RefreshToken::new(format!("refresh-{family}-{own}"));
        (token, digests(family, own))
    }
}

impl RefreshTokens for PlainRefreshTokens {
    fn issue(&self) -> Result<(RefreshToken, TokenDigests), TokenError> {
        let family = self.families.fetch_add(1, Ordering::Relaxed) + 1;
        Ok(self.of_family(family))
    }

    fn next(&self, token: &RefreshToken) -> Result<(RefreshToken, TokenDigests), TokenError> {
        let (family, _) = read(token)?;
        Ok(self.of_family(family))
    }

    fn digests(&self, token: &RefreshToken) -> Result<TokenDigests, TokenError> {
        let (family, own) = read(token)?;
        Ok(digests(family, own))
    }
}

/// The two numbers of a token.
fn read(token: &RefreshToken) -> Result<(u64, u64), TokenError> {
    let numbers = token.expose().strip_prefix("refresh-");
    let (family, own) = numbers
        .and_then(|numbers| numbers.split_once('-'))
        .ok_or(TokenError::Invalid)?;
    let number = |raw: &str| raw.parse().map_err(|_| TokenError::Invalid);
    Ok((number(family)?, number(own)?))
}

fn digests(family: u64, own: u64) -> TokenDigests {
    let digest = |number: u64| {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        SecretDigest(bytes)
    };
    TokenDigests {
        family: digest(family),
        own: digest(own),
    }
}
