//! What is private here, as functions on bytes, for the fuzzer (`crates/fuzz`). No part of what
//! this crate promises.

use crate::console::in_one_line;
use crate::settings::Settings;

/// The settings that the text of an `.env` file stands for, as they would show themselves in a log;
/// or else what would be told of them. A `HOST` that is no address counts as absent: looking it up
/// would ask the network.
///
/// # Errors
/// The line that would stand on standard error.
pub fn settings(text: &[u8]) -> Result<String, String> {
    Settings::of_text(text)
        .map(|settings| format!("{settings:?}"))
        .map_err(|error| in_one_line(&error))
}
