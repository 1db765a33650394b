//! Members of bodies: absent, `null`, a value, or a fault.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use docket_application::TaskService;
use docket_application::accounts::Password;
use docket_application::ports::tokens::RefreshToken;
use docket_domain::{TaskId, Violation};
use serde::de::value::MapAccessDeserializer;
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

/// One member of a body, as far as it could be read.
#[derive(Debug, Default)]
pub(crate) enum Member<T> {
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
pub(crate) trait FromJson: Sized {
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

    /// Reads it from an integer; `None` if it is not written as one.
    fn from_integer(_value: i64) -> Option<Result<Self, Violation>> {
        None
    }

    /// Reads it from an array; `None` if it is not written as one.
    ///
    /// # Errors
    /// If the array is no JSON.
    fn from_array<'de, A: SeqAccess<'de>>(mut array: A) -> Result<Option<Self>, A::Error> {
        while array.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    /// Reads it from an object; `None` if it is not written as one.
    ///
    /// # Errors
    /// If the object is no JSON, or has an unknown member.
    fn from_object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

impl FromJson for bool {
    const EXPECTED: &'static str = "true or false";

    fn from_bool(value: bool) -> Option<Self> {
        Some(value)
    }
}

impl FromJson for RefreshToken {
    const EXPECTED: &'static str = "a string";

    fn from_str(text: &str) -> Option<Result<Self, Violation>> {
        Some(Ok(Self::new(text.to_owned())))
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
pub(crate) struct FromText<T>(T);

impl<T> FromText<T> {
    /// A value that has been read.
    pub(crate) fn of(value: T) -> Self {
        Self(value)
    }

    /// The value.
    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

impl<T: FromStr<Err = Violation>> FromJson for FromText<T> {
    const EXPECTED: &'static str = "a string";

    fn from_str(text: &str) -> Option<Result<Self, Violation>> {
        Some(text.parse().map(Self))
    }
}

impl FromJson for TaskId {
    const EXPECTED: &'static str = "a positive integer";

    fn from_integer(value: i64) -> Option<Result<Self, Violation>> {
        Some(Self::new(value))
    }
}

/// How many values of an array are kept: more than any array may have. Those after them are read past,
/// so that a body of nothing but commas takes no more memory.
const KEPT: usize = TaskService::MAX_IMPORT + 1;

/// Values that are written as an array, each as far as it could be read; of one that is longer than
/// any may be, so many that this can be told.
#[derive(Debug)]
pub(crate) struct Items<T>(pub Vec<Member<T>>);

impl<T: FromJson> FromJson for Items<T> {
    const EXPECTED: &'static str = "an array";

    fn from_array<'de, A: SeqAccess<'de>>(mut array: A) -> Result<Option<Self>, A::Error> {
        let mut items = Vec::new();
        while items.len() < KEPT {
            let Some(item) = array.next_element()? else {
                return Ok(Some(Self(items)));
            };
            items.push(item);
        }
        while array.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Some(Self(items)))
    }
}

/// A value that is written as an object with members of its own.
#[derive(Debug)]
pub(crate) struct Object<T>(pub T);

impl<T: DeserializeOwned> FromJson for Object<T> {
    const EXPECTED: &'static str = "an object";

    fn from_object<'de, A: MapAccess<'de>>(object: A) -> Result<Option<Self>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(object)).map(|value| Some(Self(value)))
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
pub(crate) enum Ignored {
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

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(match T::from_integer(value) {
            None => Member::WrongType,
            Some(Ok(value)) => Member::Value(value),
            Some(Err(violation)) => Member::Refused(violation),
        })
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
        i64::try_from(value).map_or(Ok(Member::WrongType), |value| self.visit_i64(value))
    }

    /// A number without a fraction is an integer, however it is written (JSON Schema, section
    /// 4.2.3 of its core specification), as far as the two are exact.
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if value.fract() == 0.0 && value.abs() <= EXACT {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it is within the exact range"
            )]
            return self.visit_i64(value as i64);
        }
        Ok(Member::WrongType)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Self::Value, A::Error> {
        Ok(T::from_array(array)?.map_or(Member::WrongType, Member::Value))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        Ok(T::from_object(object)?.map_or(Member::WrongType, Member::Value))
    }
}
