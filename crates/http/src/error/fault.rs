//! Faults of input, all of which are told at once.

use docket_domain::Violation;
use serde::Serialize;
use utoipa::ToSchema;

use super::ApiError;
use crate::body::Row;

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
    /// Of a table, which row it is: the header is 1, and blank lines do not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u64, minimum = 1)]
    row: Option<u64>,
    /// Of a table, the line on which that row begins, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u64, minimum = 1)]
    line: Option<u64>,
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

    /// The same fault, in a row of a table: the field is a column, and there are no pointers.
    pub(crate) fn in_row(self, row: Row) -> Self {
        Self {
            pointer: None,
            row: Some(row.number),
            line: Some(row.line),
            ..self
        }
    }

    fn of(field: &str, pointer: Option<String>, code: &'static str, detail: String) -> Self {
        Self {
            field: field.to_owned(),
            pointer,
            row: None,
            line: None,
            code,
            detail,
        }
    }
}

/// The faults of one input, in the order of its members. Beyond [`Self::MAX_LISTED`] they are counted
/// alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults {
    listed: Vec<Fault>,
    more: usize,
}

impl Faults {
    /// How many are listed at most: an answer must not be much longer than what was asked.
    pub const MAX_LISTED: usize = 1000;

    /// Adds one.
    pub fn push(&mut self, fault: Fault) {
        if self.listed.len() < Self::MAX_LISTED {
            self.listed.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// Adds those of a row of a table.
    pub(crate) fn extend_in_row(&mut self, faults: Self, row: Row) {
        for fault in faults.listed {
            self.push(fault.in_row(row));
        }
        self.more += faults.more;
    }

    /// What was read of the input, if it has no faults.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] if it has some, or if `read` is `None`, which readers answer
    /// only together with a fault.
    pub fn check<T>(self, read: Option<T>) -> Result<T, ApiError> {
        match read {
            Some(value) if self.listed.is_empty() => Ok(value),
            _ => Err(ApiError::ValidationFailed(self)),
        }
    }

    /// How many there are, in words.
    #[must_use]
    pub fn summary(&self) -> String {
        match self.listed.as_slice() {
            [one] if one.field.is_empty() => format!("The body {}", one.detail),
            [one] => format!("`{}` {}", one.field, one.detail),
            many if self.more == 0 => format!("{} fields are invalid", many.len()),
            many => format!(
                "{} fields are invalid, the first {} of which are listed",
                many.len() + self.more,
                many.len()
            ),
        }
    }

    pub(crate) fn as_slice(&self) -> &[Fault] {
        &self.listed
    }

    /// How many there are beside those that are listed, if there are any.
    pub(crate) fn more(&self) -> Option<usize> {
        (self.more > 0).then_some(self.more)
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self {
            listed: vec![fault],
            more: 0,
        }
    }
}
