//! Tasks that come from elsewhere, with what has become of them there.

use super::{Status, TaskDraft};
use crate::time::Timestamp;
use crate::violation::Violation;

/// A task that comes from elsewhere: what it is, when it was created there, and when it was
/// completed. Nothing of that is in the future, and nothing was completed before it was created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskImport {
    pub(super) draft: TaskDraft,
    pub(super) created_at: Timestamp,
    pub(super) completed_at: Option<Timestamp>,
    pub(super) imported_at: Timestamp,
}

/// What is known of the past of a task that comes from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct History {
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was completed, if it is.
    pub completed_at: Option<Timestamp>,
}

/// What is wrong with a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, thiserror::Error)]
#[error("the history of the task is impossible")]
pub struct ImpossibleHistory {
    /// What is wrong with when it was created.
    pub created_at: Option<Violation>,
    /// What is wrong with when it was completed.
    pub completed_at: Option<Violation>,
}

impl TaskImport {
    /// A task that is imported at the instant `now`. What is not known of its past is taken to have
    /// happened as late as it can have.
    ///
    /// # Errors
    /// [`ImpossibleHistory`] if something lies in the future, if it was completed before it was
    /// created, or if it was completed and has another status.
    pub fn new(
        draft: TaskDraft,
        history: History,
        now: Timestamp,
    ) -> Result<Self, ImpossibleHistory> {
        const FUTURE: Violation = Violation::OutOfRange("an instant that has passed");
        const TOO_EARLY: Violation = Violation::OutOfRange("an instant not before `created_at`");
        let History {
            created_at,
            completed_at,
        } = history;
        let is_future = |instant: &Timestamp| *instant > now;
        let impossible = ImpossibleHistory {
            created_at: created_at.filter(is_future).map(|_| FUTURE),
            completed_at: match (completed_at, created_at) {
                (Some(_), _) if draft.status != Status::Completed => {
                    Some(Violation::Contradiction("status"))
                }
                (Some(completed), _) if is_future(&completed) => Some(FUTURE),
                (Some(completed), Some(created)) if completed < created => Some(TOO_EARLY),
                _ => None,
            },
        };
        if impossible != ImpossibleHistory::default() {
            return Err(impossible);
        }
        Ok(Self {
            created_at: created_at.or(completed_at).unwrap_or(now),
            completed_at: (draft.status == Status::Completed).then(|| completed_at.unwrap_or(now)),
            draft,
            imported_at: now,
        })
    }

    /// What the task is.
    #[must_use]
    pub const fn draft(&self) -> &TaskDraft {
        &self.draft
    }

    /// What has become of it: when it was created, and when it was completed if it is.
    #[must_use]
    pub const fn history(&self) -> History {
        History {
            created_at: Some(self.created_at),
            completed_at: self.completed_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::{NewTask, Title};
    use crate::{UserId, task::Version};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_microseconds(second * 1_000_000).unwrap()
    }

    fn draft(status: Status) -> TaskDraft {
        TaskDraft {
            status,
            ..TaskDraft::new(Title::parse("a").unwrap())
        }
    }

    fn import(
        status: Status,
        created_at: Option<i64>,
        completed_at: Option<i64>,
    ) -> Result<TaskImport, ImpossibleHistory> {
        let history = History {
            created_at: created_at.map(at),
            completed_at: completed_at.map(at),
        };
        TaskImport::new(draft(status), history, at(100))
    }

    #[test]
    fn a_task_keeps_its_past_and_is_changed_by_being_imported() {
        let owner = UserId::new(7).unwrap();
        let import = import(Status::Completed, Some(10), Some(20)).unwrap();
        let record = NewTask::import(owner, import).into_record();
        assert_eq!((record.created_at, record.updated_at), (at(10), at(100)));
        assert_eq!(record.completed_at, Some(at(20)));
        assert_eq!((record.owner, record.version), (owner, Version::FIRST));
    }

    #[test]
    fn what_is_not_known_happened_as_late_as_it_can_have() {
        for (status, created_at, completed_at, expected) in [
            (Status::Pending, None, None, (100, None)),
            (Status::Pending, Some(10), None, (10, None)),
            (Status::Completed, None, None, (100, Some(100))),
            (Status::Completed, Some(10), None, (10, Some(100))),
            (Status::Completed, None, Some(20), (20, Some(20))),
            (Status::Completed, Some(100), Some(100), (100, Some(100))),
        ] {
            let history = import(status, created_at, completed_at).unwrap().history();
            assert_eq!(history.created_at, Some(at(expected.0)));
            assert_eq!(history.completed_at, expected.1.map(at));
        }
    }

    #[test]
    fn a_past_that_cannot_have_been_is_refused_with_all_that_is_wrong_with_it() {
        let codes = |outcome: Result<TaskImport, ImpossibleHistory>| {
            let impossible = outcome.unwrap_err();
            [impossible.created_at, impossible.completed_at]
                .map(|violation| violation.map(|violation| violation.code()))
        };
        let range = Some("out_of_range");
        for (created_at, completed_at, expected) in [
            (Some(101), None, [range, None]),
            (None, Some(101), [None, range]),
            (Some(20), Some(19), [None, range]),
            (Some(101), Some(102), [range, range]),
        ] {
            let outcome = import(Status::Completed, created_at, completed_at);
            assert_eq!(codes(outcome), expected);
        }
        for status in [Status::Pending, Status::InProgress, Status::Cancelled] {
            let outcome = import(status, None, Some(20));
            assert_eq!(codes(outcome), [None, Some("contradiction")]);
        }
    }
}
