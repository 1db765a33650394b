//! The numbers that stand for statuses and priorities.

use docket_domain::{Priority, Status, Violation};

/// The number that stands for a status. Numbers sort as the statuses do; they are never reused.
pub(crate) fn status_rank(status: Status) -> i16 {
    match status {
        Status::Pending => 0,
        Status::InProgress => 1,
        Status::Completed => 2,
        Status::Cancelled => 3,
    }
}

/// The status that a number stands for.
pub(crate) fn status_of_rank(rank: i16) -> Result<Status, Violation> {
    match rank {
        0 => Ok(Status::Pending),
        1 => Ok(Status::InProgress),
        2 => Ok(Status::Completed),
        3 => Ok(Status::Cancelled),
        _ => Err(Violation::UnknownValue("0, 1, 2, 3")),
    }
}

/// The number that stands for a priority. Numbers sort as the priorities do.
pub(crate) fn priority_rank(priority: Priority) -> i16 {
    match priority {
        Priority::Low => 0,
        Priority::Medium => 1,
        Priority::High => 2,
        Priority::Urgent => 3,
    }
}

/// The priority that a number stands for.
pub(crate) fn priority_of_rank(rank: i16) -> Result<Priority, Violation> {
    match rank {
        0 => Ok(Priority::Low),
        1 => Ok(Priority::Medium),
        2 => Ok(Priority::High),
        3 => Ok(Priority::Urgent),
        _ => Err(Violation::UnknownValue("0, 1, 2, 3")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_and_priority_comes_back_from_its_rank_and_sorts_by_it() {
        for pair in Status::ALL.windows(2) {
            assert!(status_rank(pair[0]) < status_rank(pair[1]));
        }
        for pair in Priority::ALL.windows(2) {
            assert!(priority_rank(pair[0]) < priority_rank(pair[1]));
        }
        for status in Status::ALL {
            assert_eq!(status_of_rank(status_rank(status)), Ok(status));
        }
        for priority in Priority::ALL {
            assert_eq!(priority_of_rank(priority_rank(priority)), Ok(priority));
        }
        assert!(status_of_rank(4).is_err() && priority_of_rank(-1).is_err());
    }
}
