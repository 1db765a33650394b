//! Bodies of one's own account, from bytes alone.

use docket_application::accounts::{Password, PasswordRules};
use docket_domain::user::UserPatch;

use super::body::{PasswordBody, PasswordChangeBody, UserPatchBody};
use crate::body::probe;
use crate::error::ApiError;

/// A change of one's profile.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn patch(body: &[u8]) -> Result<UserPatch, ApiError> {
    probe::object::<UserPatchBody>(body)?.into_patch()
}

/// The present password, to make sure.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn password(body: &[u8]) -> Result<Password, ApiError> {
    probe::object::<PasswordBody>(body)?.into_password()
}

/// The present password and the new one.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn password_change(
    body: &[u8],
    rules: PasswordRules,
) -> Result<(Password, Password), ApiError> {
    probe::object::<PasswordChangeBody>(body)?.into_passwords(rules)
}
