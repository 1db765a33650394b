//! Identifiers, given by the database: positive 64-bit integers.

use crate::violation::Violation;

/// Makes a newtype over a positive `i64`.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Makes an id of a number from 1 to `i64::MAX`.
            ///
            /// # Errors
            /// [`Violation::OutOfRange`] for zero and below.
            pub const fn new(id: i64) -> Result<Self, Violation> {
                if id > 0 {
                    Ok(Self(id))
                } else {
                    Err(Violation::OutOfRange("a positive integer"))
                }
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = Violation;

            /// Reads decimal digits alone: no sign, no blanks.
            fn from_str(raw: &str) -> Result<Self, Violation> {
                const FORM: Violation = Violation::Malformed("a positive integer");
                if raw.is_empty() || !raw.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(FORM);
                }
                raw.parse().map_err(|_| FORM).and_then(Self::new)
            }
        }

        crate::number::wire_form!($name);
    };
}

id! {
    /// Which task.
    TaskId
}

id! {
    /// Which user.
    UserId
}

id! {
    /// Which session.
    SessionId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_from_digits_alone() {
        assert_eq!("7".parse::<TaskId>().map(TaskId::get), Ok(7));
        for refused in [
            "",
            "0",
            "-1",
            "+1",
            " 1",
            "1.0",
            "abc",
            "9223372036854775808",
        ] {
            assert!(refused.parse::<TaskId>().is_err(), "{refused:?}");
        }
    }

    #[test]
    fn zero_and_below_are_no_ids() {
        assert!(UserId::new(0).is_err());
        assert!(UserId::new(-1).is_err());
        assert_eq!(UserId::new(i64::MAX).map(UserId::get), Ok(i64::MAX));
    }
}
