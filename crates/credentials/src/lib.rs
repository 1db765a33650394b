//! Passwords and access tokens: the adapters of two ports of the application.
//!
//! | type | port | with |
//! |---|---|---|
//! | [`Hasher`] | [`PasswordHasher`](docket_application::ports::hasher::PasswordHasher) | bcrypt, Argon2id, threads of its own |
//! | [`JwtTokens`] | [`AccessTokens`](docket_application::ports::tokens::AccessTokens) | JSON Web Tokens, HMAC |
//!
//! Neither knows of databases or HTTP, and neither looks at the clock: time comes in as a value.

mod hasher;
mod tokens;

pub use hasher::{Algorithm, Hasher, HasherSettings, SettingsError};
pub use tokens::{JwtSettings, JwtTokens, TokenAlgorithm, TokenSettingsError};
