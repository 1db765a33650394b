//! The rule that a refused value broke.

use std::fmt;

/// Why a value was refused: a stable code for programs and a sentence for people.
///
/// It never holds the refused value itself, so it can be logged and shown.
///
/// ```
/// use docket_domain::{Title, Violation};
///
/// let refused = Title::parse("").unwrap_err();
/// assert_eq!(refused.code(), "too_short");
/// assert_eq!(refused.to_string(), "must have 1 to 200 characters");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// Fewer characters than allowed.
    #[error("must have {0}")]
    TooShort(Length),
    /// More characters than allowed.
    #[error("must have {0}")]
    TooLong(Length),
    /// A control character other than newline and tab, NUL included.
    #[error("must not contain control characters other than newline and tab")]
    ControlCharacter,
    /// Not one of the known words.
    #[error("must be one of {0}")]
    UnknownValue(&'static str),
    /// Not of the form that is described.
    #[error("must be {0}")]
    Malformed(&'static str),
    /// Of the right form, but outside the range that is described.
    #[error("must be {0}")]
    OutOfRange(&'static str),
    /// More things than allowed; says how many are.
    #[error("must have at most {0} entries")]
    TooMany(usize),
    /// Fewer or more things than allowed.
    #[error("must have {min} to {max} entries")]
    Count {
        /// The least number.
        min: usize,
        /// The greatest number.
        max: usize,
    },
    /// Required, and absent.
    #[error("is required")]
    Required,
    /// Says two different things; names the two.
    #[error("contradicts {0}")]
    Contradiction(&'static str),
}

impl Violation {
    /// The stable machine word of the rule, in `snake_case`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooShort(_) => "too_short",
            Self::TooLong(_) => "too_long",
            Self::ControlCharacter => "control_character",
            Self::UnknownValue(_) => "unknown_value",
            Self::Malformed(_) => "malformed",
            Self::OutOfRange(_) => "out_of_range",
            Self::TooMany(_) => "too_many",
            Self::Count { .. } => "count_out_of_range",
            Self::Required => "required",
            Self::Contradiction(_) => "contradiction",
        }
    }
}

/// An inclusive range of lengths, counted in characters (Unicode scalar values).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// The least number of characters.
    pub min: usize,
    /// The greatest number of characters.
    pub max: usize,
}

impl Length {
    /// Checks a text against this range.
    ///
    /// # Errors
    /// [`Violation::TooShort`] or [`Violation::TooLong`].
    pub fn check(self, text: &str) -> Result<(), Violation> {
        // A character takes one to four bytes, so most texts are judged without counting.
        if text.len() < self.min {
            return Err(Violation::TooShort(self));
        }
        if text.len() <= self.max && self.min <= 1 {
            return Ok(());
        }
        let characters = text.chars().count();
        if characters < self.min {
            Err(Violation::TooShort(self))
        } else if characters > self.max {
            Err(Violation::TooLong(self))
        } else {
            Ok(())
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.min == 0 {
            write!(f, "at most {} characters", self.max)
        } else {
            write!(f, "{} to {} characters", self.min, self.max)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: Length = Length { min: 2, max: 3 };

    #[test]
    fn lengths_are_counted_in_characters_not_in_bytes() {
        assert_eq!(RANGE.check("ééé"), Ok(()));
        assert_eq!(RANGE.check("é"), Err(Violation::TooShort(RANGE)));
        assert_eq!(RANGE.check("éééé"), Err(Violation::TooLong(RANGE)));
    }

    #[test]
    fn the_bounds_themselves_are_allowed() {
        assert_eq!(RANGE.check("ab"), Ok(()));
        assert_eq!(RANGE.check("abc"), Ok(()));
        assert_eq!(RANGE.check("a"), Err(Violation::TooShort(RANGE)));
        assert_eq!(RANGE.check("abcd"), Err(Violation::TooLong(RANGE)));
    }
}
