//! Faults of input, all of which are told at once.

use docket_domain::Violation;
use serde::Serialize;
use utoipa::ToSchema;

use super::ApiError;

/// One rule that the input breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "field": "title",
    "pointer": "/title",
    "code": "too_short",
    "detail": "must have 1 to 200 characters"
}))]
pub struct Fault {
    /// The member of the body, or the parameter, that breaks it.
    field: String,
    /// Where it is in the body (RFC 6901); absent for parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String)]
    pointer: Option<String>,
    /// The rule as a stable word for programs.
    code: &'static str,
    /// The rule in words.
    detail: String,
}

impl Fault {
    /// A member of the body breaks a rule; `pointer` says where it is.
    #[must_use]
    pub fn new(field: &str, pointer: String, violation: Violation) -> Self {
        Self::of(
            field,
            Some(pointer),
            violation.code(),
            violation.to_string(),
        )
    }

    /// A member of the body is of the wrong type; `expected` says what it must be.
    #[must_use]
    pub fn wrong_type(field: &str, pointer: String, expected: &str) -> Self {
        Self::of(
            field,
            Some(pointer),
            "wrong_type",
            format!("must be {expected}"),
        )
    }

    /// A parameter of the path or the query, or a header, breaks a rule.
    #[must_use]
    pub fn parameter(name: &str, violation: Violation) -> Self {
        Self::of(name, None, violation.code(), violation.to_string())
    }

    fn of(field: &str, pointer: Option<String>, code: &'static str, detail: String) -> Self {
        Self {
            field: field.to_owned(),
            pointer,
            code,
            detail,
        }
    }
}

/// The faults of one input, in the order of its members.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds one.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// What was read of the input, if it has no faults.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] if it has some, or if `read` is `None`, which readers answer
    /// only together with a fault.
    pub fn check<T>(self, read: Option<T>) -> Result<T, ApiError> {
        match read {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(ApiError::ValidationFailed(self)),
        }
    }

    /// How many there are, in words.
    #[must_use]
    pub fn summary(&self) -> String {
        match self.0.as_slice() {
            [one] if one.field.is_empty() => format!("The body {}", one.detail),
            [one] => format!("`{}` {}", one.field, one.detail),
            many => format!("{} fields are invalid", many.len()),
        }
    }

    pub(crate) fn as_slice(&self) -> &[Fault] {
        &self.0
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}
