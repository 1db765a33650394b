//! Texts, and what other programs leave in them.

use docket_domain::Violation;

use crate::foreign::statement;

/// How a UUID is written where there is a type for it.
const UUID: usize = "0192f0a0-7cc1-7abc-8def-0123456789ab".len();

/// The text that these bytes are.
pub(super) fn of(mut bytes: Vec<u8>) -> Result<String, Violation> {
    // What was cut off when it was read was so anywhere.
    if bytes.len() == statement::BYTES
        && let Err(error) = str::from_utf8(&bytes)
        && error.error_len().is_none()
    {
        bytes.truncate(error.valid_up_to());
    }
    String::from_utf8(bytes).map_err(|_| Violation::Malformed("text in UTF-8"))
}

/// What spellings of an id have in common: a UUID is written with hyphens or without, in either
/// case, and not always alike in the table that it refers to.
pub(super) fn key(id: &str) -> String {
    let id = id.trim();
    if id.len() == UUID && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
        id.replace('-', "").to_ascii_lowercase()
    } else {
        id.to_owned()
    }
}

/// The text with newlines for the line ends of Windows: browsers send those, and programs keep
/// them.
pub(super) fn with_newlines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// So many characters of the text at most, and no control characters but newlines and tabs.
pub(super) fn trimmed(text: &str, characters: usize) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .take(characters)
        .collect()
}
