//! What programs call themselves.

use std::fmt;
use std::str::FromStr;

use crate::violation::Violation;

/// What a program calls itself (`User-Agent`, RFC 9110 section 10.1.5), as far as it is shown to
/// people: at most 200 characters, without control characters and without blanks at its ends.
///
/// It is no more than a hint: whatever is too long is cut off, and nothing is refused.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserAgent(String);

impl UserAgent {
    /// How many characters are kept.
    pub const MAX_CHARACTERS: usize = 200;

    /// What is kept of `raw`; `None` if that is nothing.
    #[must_use]
    pub fn of(raw: &str) -> Option<Self> {
        let printable = raw.trim().chars().filter(|letter| !letter.is_control());
        let kept: String = printable.take(Self::MAX_CHARACTERS).collect();
        let kept = kept.trim();
        (!kept.is_empty()).then(|| Self(kept.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for UserAgent {
    type Err = Violation;

    /// As [`Self::of`], for texts of which something is to be kept: [`Violation::Required`] if
    /// that is nothing.
    fn from_str(raw: &str) -> Result<Self, Violation> {
        Self::of(raw).ok_or(Violation::Required)
    }
}

crate::text::wire_form!(UserAgent);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_shown_is_kept_and_the_rest_is_dropped() {
        let kept = |raw: &str| UserAgent::of(raw).map(|agent| agent.to_string());
        assert_eq!(kept(" curl/8.1\u{1b}[2J\n").as_deref(), Some("curl/8.1[2J"));
        assert_eq!(kept(&"é".repeat(201)), Some("é".repeat(200)));
        assert_eq!(
            kept(&format!("{} b", "a".repeat(199))),
            Some("a".repeat(199))
        );
        assert_eq!(kept(" \t"), None);
        assert_eq!(kept(""), None);
    }
}
