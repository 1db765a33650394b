//! The environment variables that the commands look at.

use std::ffi::OsString;

/// The value of a variable, where an empty one counts as absent.
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
