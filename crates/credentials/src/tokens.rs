//! Access tokens: JSON Web Tokens (RFC 7519), signed by HMAC with a secret of the service.
//!
//! What is accepted is exactly what is issued: the same header, the same claims, each of its
//! type, and no others. RFC 8725 says why.

mod claims;
mod settings;
mod verified;

pub use settings::{JwtSettings, TokenAlgorithm, TokenSettingsError};

use std::fmt;

use docket_application::ports::tokens::{AccessTokens, IssuedToken, Subject, TokenError};
use docket_domain::Timestamp;
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation, decode, encode};
use secrecy::{ExposeSecret, SecretString};

use claims::Claims;
use verified::{Key, Verified, VerifiedTokens};

/// The longest token that is looked at. Those of this service have less than 300 bytes.
const MAX_LENGTH: usize = 4096;

/// By how many seconds the clock of the instance that issued a token may be ahead.
const MAX_CLOCK_SKEW: i64 = 60;

/// Issues and checks access tokens that are JSON Web Tokens.
///
/// A token is good until the second in which it expires, without leeway. One that claims to be
/// issued more than a minute from now is refused. A claim or header that this service does not
/// set, such as `aud`, `nbf`, `kid` or `crit`, makes a token invalid whatever it says.
///
/// A secret can be replaced without anybody having to log in again: tokens that were signed with
/// the previous one are held to all the same rules.
pub struct JwtTokens {
    header: Header,
    validation: Validation,
    encoding_key: EncodingKey,
    /// The present key, and the previous one if there is one.
    decoding_keys: Vec<DecodingKey>,
    verified: VerifiedTokens,
    lifetime: u32,
}

impl JwtTokens {
    /// Tokens as `settings` say.
    ///
    /// # Errors
    /// [`TokenSettingsError`] for an empty secret, the previous one included, or a lifetime of
    /// nothing. How long a secret should be is for the caller to say, who knows where it comes
    /// from.
    pub fn new(settings: &JwtSettings) -> Result<Self, TokenSettingsError> {
        let JwtSettings {
            algorithm,
            secret,
            previous,
            lifetime,
        } = settings;
        let secrets: Vec<&[u8]> = [Some(secret), previous.as_ref()]
            .into_iter()
            .flatten()
            .map(|secret| secret.expose_secret().as_bytes())
            .collect();
        if secrets.iter().any(|secret| secret.is_empty()) {
            return Err(TokenSettingsError::EmptySecret);
        }
        if *lifetime == 0 {
            return Err(TokenSettingsError::NoLifetime);
        }
        Ok(Self {
            header: Header::new(algorithm.into_library()),
            validation: validation(*algorithm),
            encoding_key: EncodingKey::from_secret(secret.expose_secret().as_bytes()),
            decoding_keys: secrets.into_iter().map(DecodingKey::from_secret).collect(),
            verified: VerifiedTokens::new(),
            lifetime: *lifetime,
        })
    }

    /// What a token says that is one of ours, be it expired or not.
    fn read(&self, token: &str) -> Option<Verified> {
        let mut keys = self.decoding_keys.iter();
        let token = keys.find_map(|key| decode::<Claims>(token, key, &self.validation).ok())?;
        // A header with anything more, or with another `typ`, is none that we have written.
        let claims = (token.header == self.header).then_some(token.claims)?;
        Some(Verified {
            subject: claims.subject()?,
            issued_at: claims.issued_at(),
            expires_at: claims.expires_at(),
        })
    }
}

/// What the library is to check. It reads the ambient clock for whatever depends on time, and it
/// skips claims that are absent or of another type unless they are required: so the first is
/// switched off, and the second is demanded, here and once more by the type of the claims.
fn validation(algorithm: TokenAlgorithm) -> Validation {
    let mut validation = Validation::new(algorithm.into_library());
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.set_required_spec_claims(&["exp", "iss", "sub"]);
    validation.set_issuer(&[claims::ISSUER]);
    validation
}

impl AccessTokens for JwtTokens {
    fn issue(
        &self,
        subject: Subject,
        now: Timestamp,
        at_most: u32,
    ) -> Result<IssuedToken, TokenError> {
        // A session in its last second is none that is over.
        let lifetime = self.lifetime.min(at_most).max(1);
        let claims = Claims::new(subject, now, lifetime)
            .map_err(|error| TokenError::Failed(error.into()))?;
        let token = encode(&self.header, &claims, &self.encoding_key)
            .map_err(|error| TokenError::Failed(error.into()))?;
        Ok(IssuedToken {
            token: SecretString::from(token),
            expires_in: lifetime,
        })
    }

    fn verify(&self, token: &str, now: Timestamp) -> Result<Subject, TokenError> {
        if token.len() > MAX_LENGTH {
            return Err(TokenError::Invalid);
        }
        let key = Key::of(token);
        let remembered = self.verified.find(&key);
        let verified = remembered
            .or_else(|| self.read(token))
            .ok_or(TokenError::Invalid)?;
        let now = now.as_seconds();
        if verified.issued_at > now.saturating_add(MAX_CLOCK_SKEW) {
            return Err(TokenError::Invalid);
        }
        if verified.expires_at <= now {
            return Err(TokenError::Expired);
        }
        if remembered.is_none() {
            self.verified.remember(key, verified);
        }
        Ok(verified.subject)
    }
}

impl fmt::Debug for JwtTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtTokens")
            .field("algorithm", &self.header.alg)
            .field("keys", &self.decoding_keys.len())
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}
