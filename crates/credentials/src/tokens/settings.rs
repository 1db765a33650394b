//! How access tokens are to be made.

use secrecy::SecretString;

/// How access tokens are to be made.
#[derive(Debug, Clone)]
pub struct JwtSettings {
    /// By which algorithm they are signed. No other is accepted.
    pub algorithm: TokenAlgorithm,
    /// The secret that all instances of the service share.
    pub secret: SecretString,
    /// The secret before this one, if it was replaced: its tokens are accepted until they expire,
    /// and no more are signed with it.
    pub previous: Option<SecretString>,
    /// For how many seconds a token is good, unless it is to be good for less.
    pub lifetime: u32,
}

/// By which algorithm tokens are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TokenAlgorithm {
    /// HMAC with SHA-256.
    #[default]
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
}

impl TokenAlgorithm {
    /// As the library calls it.
    pub(super) fn into_library(self) -> jsonwebtoken::Algorithm {
        match self {
            Self::Hs256 => jsonwebtoken::Algorithm::HS256,
            Self::Hs384 => jsonwebtoken::Algorithm::HS384,
            Self::Hs512 => jsonwebtoken::Algorithm::HS512,
        }
    }
}

/// Why there are no tokens with the settings that were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenSettingsError {
    /// Everybody could sign tokens with it.
    #[error("the secret for access tokens is empty")]
    EmptySecret,
    /// Every token would have expired when it is issued.
    #[error("access tokens must be good for at least a second")]
    NoLifetime,
}
