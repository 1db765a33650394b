//! How far along a task is.

use std::fmt;
use std::str::FromStr;

use crate::violation::Violation;

/// How far along a task is, in the order in which lists sort it.
///
/// ```
/// use docket_domain::Status;
///
/// assert_eq!("done".parse(), Ok(Status::Completed));
/// assert_eq!(Status::Completed.as_str(), "completed");
/// assert_eq!(Status::ALL.map(Status::is_open), [true, true, false, false]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Status {
    /// Not begun.
    #[default]
    Pending,
    /// Begun.
    InProgress,
    /// Done.
    Completed,
    /// Given up.
    Cancelled,
}

impl Status {
    /// Every status, by rank.
    pub const ALL: [Self; 4] = [
        Self::Pending,
        Self::InProgress,
        Self::Completed,
        Self::Cancelled,
    ];

    /// Where it stands among the others: 0 is the first.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Pending => 0,
            Self::InProgress => 1,
            Self::Completed => 2,
            Self::Cancelled => 3,
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether there is still something to do: neither completed nor cancelled.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::InProgress)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = Violation;

    /// Reads the four words, and `todo` and `done` for `pending` and `completed`.
    fn from_str(raw: &str) -> Result<Self, Violation> {
        match raw {
            "pending" | "todo" => Ok(Self::Pending),
            "in_progress" => Ok(Self::InProgress),
            "completed" | "done" => Ok(Self::Completed),
            "cancelled" => Ok(Self::Cancelled),
            _ => Err(Violation::UnknownValue(
                "pending, in_progress, completed, cancelled",
            )),
        }
    }
}

crate::text::wire_form!(Status);

/// What a change says of a task's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatusChange {
    /// It becomes this one.
    To(Status),
    /// A completed task becomes pending; any other stays as it is.
    Reopen,
}

impl StatusChange {
    /// Joins the two ways in which a client can speak of the status: the word, and whether the
    /// task is completed. `None` if neither is said.
    ///
    /// ```
    /// use docket_domain::task::{Status, StatusChange};
    ///
    /// assert_eq!(
    ///     StatusChange::parse(None, Some(true)),
    ///     Ok(Some(StatusChange::To(Status::Completed)))
    /// );
    /// assert!(StatusChange::parse(Some(Status::Pending), Some(true)).is_err());
    /// ```
    ///
    /// # Errors
    /// [`Violation::Contradiction`] if the two say different things.
    pub fn parse(
        status: Option<Status>,
        completed: Option<bool>,
    ) -> Result<Option<Self>, Violation> {
        match (status, completed) {
            (None, None) => Ok(None),
            (None, Some(true)) => Ok(Some(Self::To(Status::Completed))),
            (None, Some(false)) => Ok(Some(Self::Reopen)),
            (Some(status), Some(completed)) if completed != (status == Status::Completed) => {
                Err(Violation::Contradiction("status"))
            }
            (Some(status), _) => Ok(Some(Self::To(status))),
        }
    }

    /// The status after this change of a task that has the status `current`.
    #[must_use]
    pub fn apply(self, current: Status) -> Status {
        match (self, current) {
            (Self::To(status), _) => status,
            (Self::Reopen, Status::Completed) => Status::Pending,
            (Self::Reopen, other) => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
        assert_eq!("todo".parse(), Ok(Status::Pending));
        assert_eq!("done".parse(), Ok(Status::Completed));
        assert!("Pending".parse::<Status>().is_err());
    }

    #[test]
    fn only_pending_and_in_progress_are_open() {
        assert_eq!(Status::ALL.map(Status::is_open), [true, true, false, false]);
    }

    #[test]
    fn the_word_and_the_flag_must_agree() {
        for status in Status::ALL {
            for completed in [true, false] {
                let agree = completed == (status == Status::Completed);
                let joined = StatusChange::parse(Some(status), Some(completed));
                assert_eq!(joined.is_ok(), agree, "{status} {completed}");
            }
        }
    }

    #[test]
    fn reopening_touches_completed_tasks_alone() {
        for status in Status::ALL {
            let expected = if status == Status::Completed {
                Status::Pending
            } else {
                status
            };
            assert_eq!(StatusChange::Reopen.apply(status), expected);
        }
    }
}
