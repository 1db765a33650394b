//! The words by which tasks are grouped.

use std::collections::BTreeSet;

use crate::text::text_value;
use crate::violation::{Length, Violation};

/// A tag: 1 to 50 characters, without blanks around it, commas or control characters.
///
/// Tags are ordered by code point and compared exactly: `Work` and `work` are two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(String);

impl Tag {
    /// The allowed length, after trimming.
    pub const LENGTH: Length = Length { min: 1, max: 50 };

    /// Makes a tag of `raw` without the blanks around it.
    ///
    /// # Errors
    /// [`Violation::Malformed`] for a comma or a control character, [`Violation::TooShort`] or
    /// [`Violation::TooLong`].
    pub fn parse(raw: &str) -> Result<Self, Violation> {
        if raw.chars().any(|c| c == ',' || c.is_control()) {
            return Err(Violation::Malformed(
                "without commas and control characters",
            ));
        }
        let trimmed = raw.trim();
        Self::LENGTH.check(trimmed)?;
        Ok(Self(trimmed.to_owned()))
    }
}

text_value!(Tag);

/// The tags of a task: a set of at most 50, in code-point order.
///
/// ```
/// use docket_domain::{Tag, Tags};
///
/// let tags = Tags::split("work, urgent, work")?;
/// assert_eq!(tags.join(), "urgent,work");
/// assert!(tags.contains(&Tag::parse("work")?));
/// assert_eq!(tags.without(&Tag::parse("home")?), None);
/// # Ok::<(), docket_domain::Violation>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Tags(BTreeSet<Tag>);

impl Tags {
    /// How many tags a task can have.
    pub const MAX: usize = 50;

    /// Makes a set of tags; one that is given twice counts once.
    ///
    /// # Errors
    /// [`Violation::TooMany`] above [`Self::MAX`].
    pub fn new(tags: impl IntoIterator<Item = Tag>) -> Result<Self, Violation> {
        let tags: BTreeSet<Tag> = tags.into_iter().collect();
        if tags.len() > Self::MAX {
            return Err(Violation::TooMany(Self::MAX));
        }
        Ok(Self(tags))
    }

    /// Reads tags that are separated by commas, as [`Self::join`] writes them; an empty text has
    /// none.
    ///
    /// # Errors
    /// As for [`Tag::parse`] and [`Self::new`].
    pub fn split(joined: &str) -> Result<Self, Violation> {
        if joined.is_empty() {
            return Ok(Self::default());
        }
        let tags = joined
            .split(',')
            .map(Tag::parse)
            .collect::<Result<Vec<_>, _>>()?;
        Self::new(tags)
    }

    /// The tags in order, separated by commas.
    #[must_use]
    pub fn join(&self) -> String {
        let tags: Vec<&str> = self.iter().map(Tag::as_str).collect();
        tags.join(",")
    }

    /// These tags and those.
    ///
    /// # Errors
    /// [`Violation::TooMany`] above [`Self::MAX`].
    pub fn with(&self, more: &Self) -> Result<Self, Violation> {
        Self::new(self.0.union(&more.0).cloned())
    }

    /// These tags but that one; `None` if it is not among them.
    #[must_use]
    pub fn without(&self, tag: &Tag) -> Option<Self> {
        let mut left = self.0.clone();
        left.remove(tag).then_some(Self(left))
    }

    /// These tags with `new` in place of `old`, which may be the same as one that is there.
    /// `None` if `old` is not among them.
    #[must_use]
    pub fn renamed(&self, old: &Tag, new: &Tag) -> Option<Self> {
        let mut tags = self.without(old)?;
        tags.0.insert(new.clone());
        Some(tags)
    }

    /// Whether it is among them.
    #[must_use]
    pub fn contains(&self, tag: &Tag) -> bool {
        self.0.contains(tag)
    }

    /// Whether all of `others` are among them.
    #[must_use]
    pub fn contains_all(&self, others: &Self) -> bool {
        self.0.is_superset(&others.0)
    }

    /// The tags in code-point order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Tag> {
        self.0.iter()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// As a sequence of texts.
#[cfg(feature = "serde")]
impl serde::Serialize for Tags {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

/// From a sequence of texts, through the rules of each and of all.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Tags {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tags = BTreeSet::<Tag>::deserialize(deserializer)?;
        Self::new(tags).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(joined: &str) -> Tags {
        Tags::split(joined).unwrap()
    }

    #[test]
    fn tags_are_trimmed_and_refused_with_commas_and_control_characters() {
        assert_eq!(Tag::parse("  deep work ").unwrap().as_str(), "deep work");
        for refused in ["", " ", "a,b", "a\nb", "a\tb", "a\u{85}", &"x".repeat(51)] {
            assert!(Tag::parse(refused).is_err(), "{refused:?}");
        }
        assert!(Tag::parse(&"é".repeat(50)).is_ok());
    }

    #[test]
    fn a_set_is_in_code_point_order_without_doubles() {
        assert_eq!(tags("b,a,B,é,a").join(), "B,a,b,é");
        assert_eq!(tags("").join(), "");
    }

    #[test]
    fn a_task_has_fifty_tags_at_most() {
        let fifty: Vec<Tag> = (0..50)
            .map(|n| Tag::parse(&n.to_string()).unwrap())
            .collect();
        let full = Tags::new(fifty).unwrap();
        assert_eq!(full.with(&tags("1,2")), Ok(full.clone()));
        assert_eq!(full.with(&tags("more")), Err(Violation::TooMany(50)));
    }

    #[test]
    fn renaming_to_a_tag_that_is_there_merges_the_two() {
        let old = Tag::parse("a").unwrap();
        let new = Tag::parse("b").unwrap();
        assert_eq!(tags("a,b,c").renamed(&old, &new), Some(tags("b,c")));
        assert_eq!(tags("b,c").renamed(&old, &new), None);
        assert_eq!(tags("a").renamed(&old, &old), Some(tags("a")));
    }
}
