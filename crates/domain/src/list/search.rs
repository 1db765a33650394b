//! Searching for words.

use crate::fold::fold;
use crate::text::refuse_control_characters;
use crate::violation::{Length, Violation};

/// Words, each of which must occur in a text, whatever its case: in the title or the description of
/// a task, in one of the names of a user. All characters stand for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Search {
    words: Vec<String>,
}

impl Search {
    /// The allowed length of what is searched for.
    pub const LENGTH: Length = Length { min: 0, max: 200 };

    /// Reads words that are separated by blanks; without any, everything is found.
    ///
    /// # Errors
    /// [`Violation::ControlCharacter`] or [`Violation::TooLong`].
    pub fn parse(raw: &str) -> Result<Self, Violation> {
        refuse_control_characters(raw)?;
        Self::LENGTH.check(raw)?;
        let mut words: Vec<String> = raw.split_whitespace().map(fold).collect();
        words.sort_unstable();
        words.dedup();
        Ok(Self { words })
    }

    /// The words, folded, each once.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether every word occurs in `text`, which is folded: [`crate::TaskRecord::searchable`].
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.words.iter().all(|word| text.contains(word.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_occur_whatever_its_case() {
        let search = Search::parse("  ÉTÉ strasse 100% ").unwrap();
        assert!(search.is_in(&fold("100% Straße\nété")));
        assert!(!search.is_in(&fold("100 Straße\nété")));
        assert!(Search::parse(" \t").unwrap().is_in(""));
    }

    #[test]
    fn what_cannot_occur_is_refused() {
        assert_eq!(Search::parse("a\0"), Err(Violation::ControlCharacter));
        assert!(Search::parse(&"x".repeat(201)).is_err());
    }
}
