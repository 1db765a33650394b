//! Gathering what the members of a body hold, and their faults.

use std::collections::HashSet;
use std::hash::Hash;
use std::ops::RangeInclusive;

use docket_application::accounts::{Password, PasswordRules};
use docket_domain::{Patch, Violation};

use super::member::{FromJson, Items, Member};
use crate::error::{Fault, Faults};

/// Reads the members of one body and gathers their faults.
#[derive(Debug, Default)]
pub(crate) struct Members {
    /// Where in the body its members are (RFC 6901).
    place: String,
    faults: Faults,
}

/// A row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    /// Which row it is: the header is 1, and blank lines do not count.
    pub(crate) number: u64,
    /// The line on which it begins, from 1.
    pub(crate) line: u64,
}

impl Members {
    /// A member that must be there. `None` only together with a fault.
    pub(crate) fn required<T: FromJson>(&mut self, name: &str, member: Member<T>) -> Option<T> {
        if matches!(member, Member::Absent) {
            self.refuse(name, Violation::Required);
        }
        self.optional(name, member)
    }

    /// A member that may be absent, but not `null`.
    pub(crate) fn optional<T: FromJson>(&mut self, name: &str, member: Member<T>) -> Option<T> {
        match self.nullable(name, member) {
            Patch::Keep => None,
            Patch::Set(value) => Some(value),
            Patch::Clear => {
                self.wrong_type(name, T::EXPECTED);
                None
            }
        }
    }

    /// A member that may be absent or `null`.
    pub(crate) fn nullable<T: FromJson>(&mut self, name: &str, member: Member<T>) -> Patch<T> {
        match member {
            Member::Absent => Patch::Keep,
            Member::Null => Patch::Clear,
            Member::Value(value) => Patch::Set(value),
            Member::Refused(violation) => {
                self.refuse(name, violation);
                Patch::Keep
            }
            Member::WrongType => {
                self.wrong_type(name, T::EXPECTED);
                Patch::Keep
            }
        }
    }

    /// The values of an array that must be there, if there are as many as allowed. `None` only
    /// together with a fault.
    pub(crate) fn list<T: FromJson>(
        &mut self,
        name: &str,
        member: Member<Items<T>>,
        counts: RangeInclusive<usize>,
    ) -> Option<Vec<T>> {
        let items = self.required(name, member)?;
        if !counts.contains(&items.0.len()) {
            self.refuse(
                name,
                Violation::Count {
                    min: *counts.start(),
                    max: *counts.end(),
                },
            );
            return None;
        }
        self.items(name, items)
    }

    /// The values of an array, each of which must be of the right type and keep its rules. `None`
    /// only together with a fault.
    pub(crate) fn items<T: FromJson>(&mut self, name: &str, items: Items<T>) -> Option<Vec<T>> {
        let array = self.place_of(name);
        let read = items.0.into_iter().enumerate().map(|(at, item)| {
            let fault = match item {
                Member::Value(value) => return Some(value),
                Member::Refused(violation) => Fault::new(name, format!("{array}/{at}"), violation),
                Member::Absent | Member::Null | Member::WrongType => {
                    Fault::wrong_type(name, format!("{array}/{at}"), T::EXPECTED)
                }
            };
            self.faults.push(fault);
            None
        });
        // All of them are read, so that all faults are told.
        let read: Vec<Option<T>> = read.collect();
        read.into_iter().collect()
    }

    /// Refuses a value that occurs twice.
    pub(crate) fn refuse_doubles<T: Eq + Hash>(&mut self, name: &str, values: &[T]) {
        let mut seen = HashSet::with_capacity(values.len());
        if !values.iter().all(|value| seen.insert(value)) {
            self.refuse(
                name,
                Violation::Malformed("a list in which none occurs twice"),
            );
        }
    }

    /// Does `read` for the members of the object `name`, whose faults are named by their place.
    pub(crate) fn within<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let inner = self.place_of(name);
        let outer = std::mem::replace(&mut self.place, inner);
        let value = read(self);
        self.place = outer;
        value
    }

    /// Does `read` for the members of a row, whose faults are named by it.
    pub(crate) fn in_row<T>(&mut self, row: Row, read: impl FnOnce(&mut Self) -> T) -> T {
        let mut inner = Self::default();
        let value = read(&mut inner);
        self.faults.extend_in_row(inner.faults, row);
        value
    }

    /// A new password, which must satisfy `rules`. `None` only together with a fault.
    pub(crate) fn new_password(
        &mut self,
        name: &str,
        member: Member<Password>,
        rules: PasswordRules,
    ) -> Option<Password> {
        let password = self.required(name, member)?;
        match rules.check(&password) {
            Ok(()) => Some(password),
            Err(violation) => {
                self.refuse(name, violation);
                None
            }
        }
    }

    /// Notes that a member breaks a rule.
    pub(crate) fn refuse(&mut self, name: &str, violation: Violation) {
        self.faults
            .push(Fault::new(name, self.place_of(name), violation));
    }

    /// The faults.
    #[must_use]
    pub(crate) fn faults(self) -> Faults {
        self.faults
    }

    fn wrong_type(&mut self, name: &str, expected: &str) {
        self.faults
            .push(Fault::wrong_type(name, self.place_of(name), expected));
    }

    /// Where the member `name` is; without a name, the object itself.
    fn place_of(&self, name: &str) -> String {
        if name.is_empty() {
            self.place.clone()
        } else {
            format!("{}/{name}", self.place)
        }
    }
}
