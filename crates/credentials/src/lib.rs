//! Passwords and tokens: the adapters of three ports of the application.
//!
//! | type | port | with |
//! |---|---|---|
//! | [`Hasher`] | [`PasswordHasher`](docket_application::ports::hasher::PasswordHasher) | bcrypt, Argon2id, threads of its own |
//! | [`JwtTokens`] | [`AccessTokens`](docket_application::ports::tokens::AccessTokens) | JSON Web Tokens, HMAC |
//! | [`RandomTokens`] | [`RefreshTokens`](docket_application::ports::tokens::RefreshTokens) | random bytes, SHA-256 |
//!
//! None knows of databases or HTTP, and none looks at the clock: time comes in as a value.

mod hasher;
mod refresh_tokens;
mod tokens;

pub use hasher::{Algorithm, Hasher, HasherSettings, HashingLoad, SettingsError};
pub use refresh_tokens::RandomTokens;
pub use tokens::{JwtSettings, JwtTokens, TokenAlgorithm, TokenSettingsError};
