//! Bodies and queries of administration, from bytes alone.

use docket_application::administration::UserQuery;
use docket_domain::user::AccountChange;

use super::body::AccountChangeBody;
use super::list_query;
use crate::body::probe;
use crate::cursor::ListId;
use crate::error::ApiError;

/// A change of an account.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn account_change(body: &[u8]) -> Result<AccountChange, ApiError> {
    probe::object::<AccountChangeBody>(body)?.into_change()
}

/// The list of users that a query asks for.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn user_query(query: &str) -> Result<UserQuery, ApiError> {
    list_query::read(query, ListId::of(query))
}
