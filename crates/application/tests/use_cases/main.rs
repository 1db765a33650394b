//! The use cases, on the store in memory and with stand-ins that tests can see through.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod accounts;
mod sessions;
mod tasks;
mod world;
