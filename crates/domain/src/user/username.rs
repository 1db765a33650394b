//! User names.

use crate::text::text_value;
use crate::violation::{Length, Violation};

/// A user name: 3 to 50 of `A–Z a–z 0–9 _ . -`, the same as another one that differs in case
/// alone (see [`Self::key`]).
///
/// ```
/// use docket_domain::Username;
///
/// assert_eq!(Username::parse("Ada.L-1")?.key(), "ada.l-1");
/// assert!(Username::parse("ada@example.org").is_err());
/// # Ok::<(), docket_domain::Violation>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username(String);

impl Username {
    /// The allowed length.
    pub const LENGTH: Length = Length { min: 3, max: 50 };

    /// Makes a user name of `raw`, unchanged.
    ///
    /// # Errors
    /// [`Violation::TooShort`], [`Violation::TooLong`] or [`Violation::Malformed`].
    pub fn parse(raw: &str) -> Result<Self, Violation> {
        Self::LENGTH.check(raw)?;
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-');
        if !raw.bytes().all(allowed) {
            return Err(Violation::Malformed(
                "made of letters A-Z, digits, _, . and -",
            ));
        }
        Ok(Self(raw.to_owned()))
    }

    /// What two spellings of one name have in common: the name in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

text_value!(Username);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_allowed_letters_and_length_are_kept_as_they_are() {
        for kept in ["abc", "A.b-c_9", &"x".repeat(50)] {
            assert_eq!(Username::parse(kept).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn other_letters_and_lengths_are_refused() {
        for refused in [
            "",
            "ab",
            &"x".repeat(51),
            "a b",
            "a@b.c",
            "müller",
            "abc\n",
            " abc",
        ] {
            assert!(Username::parse(refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn names_that_differ_in_case_have_one_key() {
        assert_eq!(
            Username::parse("Ada").unwrap().key(),
            Username::parse("aDA").unwrap().key()
        );
    }
}
