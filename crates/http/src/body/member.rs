//! Members of bodies: absent, `null`, a value, or a fault.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use docket_application::accounts::{Password, PasswordRules};
use docket_domain::{Patch, Violation};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::error::{Fault, Faults};

/// One member of a body, as far as it could be read.
#[derive(Debug, Default)]
pub enum Member<T> {
    /// It is not there.
    #[default]
    Absent,
    /// It is `null`.
    Null,
    /// It is a value that keeps all rules.
    Value(T),
    /// It is a value of the right type that breaks a rule.
    Refused(Violation),
    /// It is of another type.
    WrongType,
}

/// A value that a member can hold.
pub trait FromJson: Sized {
    /// What it must be, in words.
    const EXPECTED: &'static str;

    /// Reads it from a string; `None` if it is not written as one.
    fn from_str(_text: &str) -> Option<Result<Self, Violation>> {
        None
    }

    /// Reads it from a truth value; `None` if it is not written as one.
    fn from_bool(_value: bool) -> Option<Self> {
        None
    }
}

impl FromJson for bool {
    const EXPECTED: &'static str = "true or false";

    fn from_bool(value: bool) -> Option<Self> {
        Some(value)
    }
}

impl FromJson for Password {
    const EXPECTED: &'static str = "a string";

    fn from_str(text: &str) -> Option<Result<Self, Violation>> {
        Some(Ok(Self::new(text.to_owned())))
    }
}

/// A value that is written as a string and read by its own rules.
#[derive(Debug)]
pub struct FromText<T>(T);

impl<T> FromText<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: FromStr<Err = Violation>> FromJson for FromText<T> {
    const EXPECTED: &'static str = "a string";

    fn from_str(text: &str) -> Option<Result<Self, Violation>> {
        Some(text.parse().map(Self))
    }
}

impl FromJson for String {
    const EXPECTED: &'static str = "a string";

    fn from_str(text: &str) -> Option<Result<Self, Violation>> {
        Some(Ok(text.to_owned()))
    }
}

/// A member that only the server sets: whatever it holds is passed over. Remembers whether it
/// was there.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Ignored {
    /// It was not there.
    #[default]
    Absent,
    /// It was.
    Present,
}

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self::Present)
    }
}

impl<'de, T: FromJson> Deserialize<'de> for Member<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MemberVisitor(PhantomData))
    }
}

struct MemberVisitor<T>(PhantomData<T>);

impl<'de, T: FromJson> Visitor<'de> for MemberVisitor<T> {
    type Value = Member<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(match T::from_str(text) {
            None => Member::WrongType,
            Some(Ok(value)) => Member::Value(value),
            Some(Err(violation)) => Member::Refused(violation),
        })
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(T::from_bool(value).map_or(Member::WrongType, Member::Value))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Member::Null)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Member::WrongType)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Member::WrongType)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Member::WrongType)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Member::WrongType)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Member::WrongType)
    }
}

/// Reads the members of one body and gathers their faults.
#[derive(Debug, Default)]
pub struct Members {
    faults: Faults,
}

impl Members {
    /// A member that must be there. `None` only together with a fault.
    pub fn required<T: FromJson>(&mut self, name: &str, member: Member<T>) -> Option<T> {
        if matches!(member, Member::Absent) {
            self.faults.push(Fault::member(name, Violation::Required));
        }
        self.optional(name, member)
    }

    /// A member that may be absent, but not `null`.
    pub fn optional<T: FromJson>(&mut self, name: &str, member: Member<T>) -> Option<T> {
        match self.nullable(name, member) {
            Patch::Keep => None,
            Patch::Set(value) => Some(value),
            Patch::Clear => {
                self.faults.push(Fault::wrong_type(name, T::EXPECTED));
                None
            }
        }
    }

    /// A member that may be absent or `null`.
    pub fn nullable<T: FromJson>(&mut self, name: &str, member: Member<T>) -> Patch<T> {
        match member {
            Member::Absent => Patch::Keep,
            Member::Null => Patch::Clear,
            Member::Value(value) => Patch::Set(value),
            Member::Refused(violation) => {
                self.faults.push(Fault::member(name, violation));
                Patch::Keep
            }
            Member::WrongType => {
                self.faults.push(Fault::wrong_type(name, T::EXPECTED));
                Patch::Keep
            }
        }
    }

    /// A new password, which must satisfy `rules`. `None` only together with a fault.
    pub fn new_password(
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

    /// Notes that a member breaks a rule that concerns more than itself.
    pub fn refuse(&mut self, name: &str, violation: Violation) {
        self.faults.push(Fault::member(name, violation));
    }

    /// The faults.
    #[must_use]
    pub fn faults(self) -> Faults {
        self.faults
    }
}
