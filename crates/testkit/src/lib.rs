//! What tests of Docket are made of; development only, no crate depends on it otherwise.
//!
//! | module | holds |
//! |---|---|
//! | [`suite`] | the cases that every store must pass |
//! | [`model`] | random histories, on a store and on the one in memory side by side |
//! | [`memory`] | the store in memory: the specification of a store, as code |
//! | [`fakes`] | stand-ins for the other ports, that tests can see through |
//! | [`fixtures`] | users, sessions and tasks to test with |
//! | [`database`] | databases to test on, made and dropped again |
//!
//! Whatever goes wrong here is a failed test, so everything panics instead of answering errors.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "this is code of tests: what cannot go on is a failed test"
)]

mod block_on;
pub mod database;
pub mod fakes;
pub mod fixtures;
pub mod memory;
pub mod model;
pub mod suite;

pub use block_on::block_on;
