//! How much a task matters.

use std::fmt;
use std::str::FromStr;

use crate::violation::Violation;

/// How much a task matters, from least to most.
///
/// ```
/// use docket_domain::Priority;
///
/// assert!(Priority::Urgent > Priority::default());
/// let refused = "huge".parse::<Priority>().unwrap_err();
/// assert_eq!(refused.to_string(), "must be one of low, medium, high, urgent");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Priority {
    /// It can wait.
    Low,
    /// What a task has unless said otherwise.
    #[default]
    Medium,
    /// Before the others.
    High,
    /// Before everything.
    Urgent,
}

impl Priority {
    /// Every priority, by rank.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Urgent];

    /// Where it stands among the others: 0 is the first.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Low => 0,
            Self::Medium => 1,
            Self::High => 2,
            Self::Urgent => 3,
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Priority {
    type Err = Violation;

    fn from_str(raw: &str) -> Result<Self, Violation> {
        Self::ALL
            .into_iter()
            .find(|priority| priority.as_str() == raw)
            .ok_or(Violation::UnknownValue("low, medium, high, urgent"))
    }
}

crate::text::wire_form!(Priority);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back_and_ranks_in_order() {
        for priority in Priority::ALL {
            assert_eq!(priority.as_str().parse(), Ok(priority));
        }
        assert!(Priority::ALL.is_sorted());
        assert!("HIGH".parse::<Priority>().is_err());
    }
}
