//! What is private here, as functions from bytes to values of the domain and back: for the fuzzer
//! (`crates/fuzz`) and the benches. No part of what this crate promises.

use actix_web::http::header::HeaderValue;
use docket_domain::Violation;
use docket_domain::list::{Position, SortKey};

use crate::cursor::{self, ListId};
use crate::error::ApiError;
use crate::gate;

pub use crate::routes::probe::{accounts, administration, profile, tasks};

/// The token that the bytes of an `Authorization` header bear. `None` too if they can be no header.
#[must_use]
pub fn bearer(header: &[u8]) -> Option<String> {
    let header = HeaderValue::from_bytes(header).ok()?;
    gate::bearer(&header).ok().map(str::to_owned)
}

/// The cursor of a place in the list of tasks that this query asks for.
#[must_use]
pub fn write_cursor(query: &str, position: &Position) -> String {
    cursor::write(ListId::of(query), position)
}

/// The place that a cursor names in the list of tasks that this query asks for, sorted by `key`.
///
/// # Errors
/// [`Violation::Malformed`] if it is none, or belongs to another list.
pub fn read_cursor(text: &str, query: &str, key: SortKey) -> Result<Position, Violation> {
    cursor::read(text, ListId::of(query), key)
}

/// The cursor of the place after this id, in a list that is sorted by id.
#[must_use]
pub fn write_id_cursor(query: &str, id: i64) -> String {
    cursor::write_id(ListId::of(query), id)
}

/// The id that a cursor names in the list that this query asks for, sorted by id.
///
/// # Errors
/// As for [`read_cursor`].
pub fn read_id_cursor(text: &str, query: &str) -> Result<i64, Violation> {
    cursor::read_id(text, ListId::of(query))
}

/// What a client would be told of a refusal.
#[must_use]
pub fn told(error: &ApiError) -> String {
    error.to_string()
}
