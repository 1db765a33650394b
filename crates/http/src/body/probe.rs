//! Reading bodies from bytes alone, for the fuzzer and the benches.

use serde::de::DeserializeOwned;

use super::member::{FromJson, Object};
use super::{form, json};
use crate::error::ApiError;

/// A value from the text of a JSON body.
pub(crate) fn value<T: FromJson>(body: &[u8]) -> Result<T, ApiError> {
    json::parse(body)
}

/// The members of a JSON body that is an object.
pub(crate) fn object<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    json::parse(body).map(|Object(members)| members)
}

/// The fields of a body that is a form.
pub(crate) fn form<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    form::parse(body)
}
