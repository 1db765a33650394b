//! What a task is about, at length.

use crate::text::{refuse_control_characters, text_value};
use crate::violation::{Length, Violation};

/// The description of a task: at most 10 000 characters, without control characters other than
/// newline and tab. It is kept byte for byte, blanks around it included.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Description(String);

impl Description {
    /// The allowed length.
    pub const LENGTH: Length = Length {
        min: 0,
        max: 10_000,
    };

    /// Makes a description of `raw`, unchanged.
    ///
    /// # Errors
    /// [`Violation::ControlCharacter`] or [`Violation::TooLong`].
    pub fn parse(raw: &str) -> Result<Self, Violation> {
        refuse_control_characters(raw)?;
        Self::LENGTH.check(raw)?;
        Ok(Self(raw.to_owned()))
    }
}

text_value!(Description);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_kept_as_it_is() {
        for kept in ["", "  a \n", "e\u{301}\u{feff}"] {
            assert_eq!(Description::parse(kept).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn ten_thousand_characters_are_allowed_and_one_more_is_not() {
        assert!(Description::parse(&"🦀".repeat(10_000)).is_ok());
        assert!(Description::parse(&"🦀".repeat(10_001)).is_err());
    }
}
