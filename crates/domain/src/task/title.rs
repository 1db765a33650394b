//! What a task is called.

use crate::text::{refuse_control_characters, text_value};
use crate::violation::{Length, Violation};

/// The title of a task: 1 to 200 characters, without blanks around it and without control
/// characters other than newline and tab.
///
/// ```
/// use docket_domain::Title;
///
/// assert_eq!(Title::parse("  Learn diesel ")?.as_str(), "Learn diesel");
/// assert_eq!(Title::parse("   ").unwrap_err().code(), "too_short");
/// # Ok::<(), docket_domain::Violation>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Title(String);

impl Title {
    /// The allowed length, after trimming.
    pub const LENGTH: Length = Length { min: 1, max: 200 };

    /// Makes a title of `raw` without the blanks around it; everything between them is kept
    /// byte for byte.
    ///
    /// # Errors
    /// [`Violation::ControlCharacter`], [`Violation::TooShort`] or [`Violation::TooLong`].
    pub fn parse(raw: &str) -> Result<Self, Violation> {
        refuse_control_characters(raw)?;
        let trimmed = raw.trim();
        Self::LENGTH.check(trimmed)?;
        Ok(Self(trimmed.to_owned()))
    }
}

text_value!(Title);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_around_a_title_are_dropped_and_blanks_within_are_kept() {
        assert_eq!(Title::parse("  a  b\t\n").unwrap().as_str(), "a  b");
    }

    #[test]
    fn a_title_of_blanks_is_too_short() {
        for refused in ["", " ", "\n\t \u{3000}"] {
            assert_eq!(
                Title::parse(refused),
                Err(Violation::TooShort(Title::LENGTH))
            );
        }
    }

    #[test]
    fn two_hundred_characters_are_a_title_and_one_more_is_not() {
        assert!(Title::parse(&"é".repeat(200)).is_ok());
        assert_eq!(
            Title::parse(&"é".repeat(201)),
            Err(Violation::TooLong(Title::LENGTH))
        );
    }

    #[test]
    fn a_control_character_is_refused_even_where_trimming_would_drop_it() {
        assert_eq!(Title::parse("a\u{85}"), Err(Violation::ControlCharacter));
        assert_eq!(Title::parse("a\0b"), Err(Violation::ControlCharacter));
    }
}
