//! The use cases, on the store in memory and with stand-ins that tests can see through.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod accounts;
mod administration;
mod audit;
mod bulk;
mod callers;
mod export;
mod import;
mod lists;
mod maintenance;
mod once;
mod preconditions;
mod refresh;
mod sessions;
mod statistics;
mod tags;
mod takeover;
mod tasks;
mod throttling;
mod world;
