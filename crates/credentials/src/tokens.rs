//! Access tokens: JSON Web Tokens (RFC 7519), signed by HMAC with a secret of the service.
//!
//! What is accepted is exactly what is issued: the same header, the same claims, each of its
//! type, and no others. RFC 8725 says why.

mod claims;
mod settings;

pub use settings::{JwtSettings, TokenAlgorithm, TokenSettingsError};

use std::fmt;

use docket_application::ports::tokens::{AccessTokens, IssuedToken, TokenError};
use docket_domain::{Timestamp, UserId};
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation, decode, encode};
use secrecy::{ExposeSecret, SecretString};

use claims::Claims;

/// The longest token that is looked at. Those of this service have less than 300 bytes.
const MAX_LENGTH: usize = 4096;

/// By how many seconds the clock of the instance that issued a token may be ahead.
const MAX_CLOCK_SKEW: i64 = 60;

/// Issues and checks access tokens that are JSON Web Tokens.
///
/// A token is good until the second in which it expires, without leeway. One that claims to be
/// issued more than a minute from now is refused. A claim or header that this service does not
/// set, such as `aud`, `nbf`, `kid` or `crit`, makes a token invalid whatever it says.
pub struct JwtTokens {
    header: Header,
    validation: Validation,
    encoding_key: EncodingKey,
    decoding_key: DecodingKey,
    lifetime: u32,
}

impl JwtTokens {
    /// Tokens as `settings` say.
    ///
    /// # Errors
    /// [`TokenSettingsError`] for an empty secret, or a lifetime of nothing. How long a secret
    /// should be is for the caller to say, who knows where it comes from.
    pub fn new(settings: &JwtSettings) -> Result<Self, TokenSettingsError> {
        let JwtSettings {
            algorithm,
            secret,
            lifetime,
        } = settings;
        let secret = secret.expose_secret().as_bytes();
        if secret.is_empty() {
            return Err(TokenSettingsError::EmptySecret);
        }
        if *lifetime == 0 {
            return Err(TokenSettingsError::NoLifetime);
        }
        Ok(Self {
            header: Header::new(algorithm.into_library()),
            validation: validation(*algorithm),
            encoding_key: EncodingKey::from_secret(secret),
            decoding_key: DecodingKey::from_secret(secret),
            lifetime: *lifetime,
        })
    }

    /// The claims of a token that is one of ours, be it expired or not.
    fn read(&self, token: &str) -> Option<Claims> {
        if token.len() > MAX_LENGTH {
            return None;
        }
        let token = decode::<Claims>(token, &self.decoding_key, &self.validation).ok()?;
        // A header with anything more, or with another `typ`, is none that we have written.
        (token.header == self.header).then_some(token.claims)
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
    fn issue(&self, user: UserId, now: Timestamp) -> Result<IssuedToken, TokenError> {
        let claims = Claims::new(user, now, self.lifetime)
            .map_err(|error| TokenError::Failed(error.into()))?;
        let token = encode(&self.header, &claims, &self.encoding_key)
            .map_err(|error| TokenError::Failed(error.into()))?;
        Ok(IssuedToken {
            token: SecretString::from(token),
            expires_in: self.lifetime,
        })
    }

    fn verify(&self, token: &str, now: Timestamp) -> Result<UserId, TokenError> {
        let claims = self.read(token).ok_or(TokenError::Invalid)?;
        let user = claims.user().ok_or(TokenError::Invalid)?;
        let now = now.as_seconds();
        if claims.issued_at() > now.saturating_add(MAX_CLOCK_SKEW) {
            return Err(TokenError::Invalid);
        }
        if claims.expires_at() <= now {
            return Err(TokenError::Expired);
        }
        Ok(user)
    }
}

impl fmt::Debug for JwtTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtTokens")
            .field("algorithm", &self.header.alg)
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}
