//! Bodies of registering, logging in and staying so, from bytes alone.

use docket_application::accounts::{Password, PasswordRules};
use docket_application::ports::tokens::RefreshToken;
use docket_domain::Identity;

use super::body::{CredentialsBody, LoginBody, LoginForm, RefreshBody};
use crate::body::probe;
use crate::error::ApiError;

/// A new account.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn account(body: &[u8], rules: PasswordRules) -> Result<(Identity, Password), ApiError> {
    probe::object::<CredentialsBody>(body)?.into_account(rules)
}

/// Who logs in, by JSON.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn login(body: &[u8]) -> Result<(String, Password), ApiError> {
    probe::object::<LoginBody>(body)?.into_credentials()
}

/// Who logs in, by a form.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn login_form(body: &[u8]) -> Result<(String, Password), ApiError> {
    probe::form::<LoginForm>(body)?.into_credentials()
}

/// A refresh token.
///
/// # Errors
/// [`ApiError`], as the client is told.
pub fn refresh(body: &[u8]) -> Result<RefreshToken, ApiError> {
    probe::object::<RefreshBody>(body)?.into_token()
}
