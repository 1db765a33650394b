//! What the command line can ask for, one module for each command.

pub(crate) mod backup;
pub(crate) mod completions;
pub(crate) mod healthcheck;
pub(crate) mod import;
pub(crate) mod man;
pub(crate) mod migrate;
pub(crate) mod openapi;
pub(crate) mod restore;
pub(crate) mod serve;
pub(crate) mod user;
