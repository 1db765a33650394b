//! The ports: what the use cases need of the world, as traits that adapters implement.
//!
//! | port | adapters |
//! |---|---|
//! | [`store::Engine`], [`store::UnitOfWork`] and its repositories | `persistence` (three engines), `testkit` (in memory) |
//! | [`clock::Clock`] | `server`, `testkit` |
//! | [`foreign::ForeignSource`] | `persistence` |
//! | [`hasher::PasswordHasher`] | `credentials` |
//! | [`tokens::AccessTokens`], [`tokens::RefreshTokens`] | `credentials` |
//! | [`throttle::LoginThrottle`] | `http` |
//! | [`audit::AuditTrail`] | `server`, `testkit` |
//!
//! To add one: a trait here that can be made into an object, with what it must do in each case
//! written at its methods; an adapter; and, if it keeps data, cases in the suite of `testkit`.

pub mod audit;
pub mod clock;
pub mod foreign;
pub mod hasher;
pub mod idempotency;
pub mod sessions;
pub mod store;
pub mod tasks;
pub mod throttle;
pub mod tokens;
pub mod users;

use std::future::Future;
use std::pin::Pin;

/// A future in a box, as methods of object-safe traits answer it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
