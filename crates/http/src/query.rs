//! Query parameters: from text to values, every fault of which is told at once.

use std::borrow::Cow;
use std::str::FromStr;

use docket_domain::Violation;

use crate::error::{ApiError, Fault, Faults};

/// Reads the parameters of a query and gathers their faults. Parameters that an operation does
/// not know are refused by the gate, before.
pub(crate) struct QueryReader<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    faults: Faults,
}

impl<'a> QueryReader<'a> {
    /// Reads a query string.
    pub(crate) fn new(query: &'a str) -> Self {
        Self {
            pairs: form_urlencoded::parse(query.as_bytes()).collect(),
            faults: Faults::default(),
        }
    }

    /// Whether the parameter is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    /// A parameter that may be absent, read by `parse`. `None` too if it is refused.
    pub(crate) fn one<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, Violation>,
    ) -> Option<T> {
        const TWICE: Violation = Violation::Malformed("given once");
        let mut values = self.values(name);
        let value = values.next()?;
        let read = if values.next().is_some() {
            Err(TWICE)
        } else {
            parse(value)
        };
        drop(values);
        read.map_err(|violation| self.refuse(name, violation)).ok()
    }

    /// A parameter that may be absent, read by the rules of its type.
    pub(crate) fn value<T: FromStr<Err = Violation>>(&mut self, name: &str) -> Option<T> {
        self.one(name, str::parse)
    }

    /// An integer that may be absent, checked by `check`.
    pub(crate) fn integer<T>(
        &mut self,
        name: &str,
        check: impl FnOnce(i64) -> Result<T, Violation>,
    ) -> Option<T> {
        const FORM: Violation = Violation::Malformed("an integer");
        self.one(name, |text| {
            if text.starts_with('+') {
                return Err(FORM);
            }
            text.parse().map_err(|_| FORM).and_then(check)
        })
    }

    /// `true` or `false`, or absent.
    pub(crate) fn boolean(&mut self, name: &str) -> Option<bool> {
        self.one(name, |text| match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Violation::UnknownValue("true, false")),
        })
    }

    /// Values that are given by commas, or by repeating the parameter, or both.
    pub(crate) fn several<T: FromStr<Err = Violation>>(&mut self, name: &str) -> Vec<T> {
        let read: Vec<Result<T, Violation>> = self
            .values(name)
            .flat_map(|value| value.split(','))
            .map(str::parse)
            .collect();
        read.into_iter()
            .filter_map(|value| value.map_err(|violation| self.refuse(name, violation)).ok())
            .collect()
    }

    /// Notes that a parameter breaks a rule.
    pub(crate) fn refuse(&mut self, name: &str, violation: Violation) {
        self.faults.push(Fault::parameter(name, violation));
    }

    /// What was read, if there are no faults.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] with every fault.
    pub(crate) fn finish<T>(self, read: T) -> Result<T, ApiError> {
        self.faults.check(Some(read))
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_ref())
    }
}
