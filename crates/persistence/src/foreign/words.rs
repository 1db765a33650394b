//! Words and numbers that stand for one of a few things.

use std::str::FromStr;

use docket_domain::{Priority, Role, Status, Violation};

/// Reads a truth value.
pub(super) fn boolean(text: &str) -> Result<bool, Violation> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "t" | "yes" | "y" | "on" => Ok(true),
        "0" | "false" | "f" | "no" | "n" | "off" => Ok(false),
        _ => Err(Violation::UnknownValue("true, false, 1, 0")),
    }
}

/// Reads a role. Whoever is not an administrator by a word for it is an ordinary user, whatever
/// else they were: there are no others here.
pub(super) fn role(text: &str) -> Role {
    match key(text).as_str() {
        "admin" | "administrator" | "superuser" | "super_user" | "superadmin" | "super_admin" => {
            Role::Admin
        }
        _ => Role::User,
    }
}

/// Reads a status: the words of the domain, and those that others have for the same.
pub(super) fn status(text: &str) -> Result<Status, Violation> {
    match key(text).as_str() {
        "to_do" | "open" | "new" | "created" | "not_started" | "incomplete" | "backlog"
        | "planned" | "active" | "waiting" => Ok(Status::Pending),
        "inprogress" | "doing" | "started" | "ongoing" | "wip" | "review" | "in_review"
        | "testing" | "blocked" | "on_hold" | "paused" => Ok(Status::InProgress),
        "complete" | "finished" | "closed" | "resolved" | "archived" => Ok(Status::Completed),
        "canceled" | "abandoned" | "dropped" | "rejected" | "failed" => Ok(Status::Cancelled),
        key => key.parse(),
    }
}

/// Reads a priority by its word: those of the domain, and those that others have for the same.
pub(super) fn priority(text: &str, numbers: &PriorityNumbers) -> Result<Priority, Violation> {
    if let Ok(number) = text.trim().parse() {
        return numbers.meaning(number);
    }
    match key(text).as_str() {
        "lowest" | "minor" | "none" => Ok(Priority::Low),
        "normal" | "moderate" | "default" => Ok(Priority::Medium),
        "major" | "important" => Ok(Priority::High),
        "critical" | "highest" | "asap" | "blocker" => Ok(Priority::Urgent),
        key => key.parse(),
    }
}

/// What spellings of a word have in common: `IN_PROGRESS`, `in-progress`, `In Progress` and
/// `TaskStatus.IN_PROGRESS` are one.
fn key(text: &str) -> String {
    let word = text.rsplit('.').next().unwrap_or(text).trim();
    word.chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .flat_map(char::to_lowercase)
        .collect()
}

/// What numbers mean where they stand for priorities.
///
/// There is no custom of which end is the important one, or how many there are. Unless said
/// otherwise, more is more: 0 and 1 are low, 2 medium, 3 high, 4 and 5 urgent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorityNumbers(Vec<(i64, Priority)>);

impl PriorityNumbers {
    fn meaning(&self, number: i64) -> Result<Priority, Violation> {
        let known = self.0.iter().find(|(known, _)| *known == number);
        known
            .map(|(_, priority)| *priority)
            .ok_or(Violation::OutOfRange(
                "a number whose meaning is known, or is given by --priorities",
            ))
    }
}

impl Default for PriorityNumbers {
    fn default() -> Self {
        let (low, medium, high, urgent) = (
            Priority::Low,
            Priority::Medium,
            Priority::High,
            Priority::Urgent,
        );
        Self(vec![
            (0, low),
            (1, low),
            (2, medium),
            (3, high),
            (4, urgent),
            (5, urgent),
        ])
    }
}

impl std::fmt::Display for PriorityNumbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pairs: Vec<String> = self
            .0
            .iter()
            .map(|(number, priority)| format!("{number}={priority}"))
            .collect();
        f.write_str(&pairs.join(","))
    }
}

/// A text does not say what numbers mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write numbers and priorities, like 1=low,2=medium,3=high,4=urgent")]
pub struct PriorityNumbersError;

impl FromStr for PriorityNumbers {
    type Err = PriorityNumbersError;

    /// Reads `1=low,2=medium,…`.
    fn from_str(text: &str) -> Result<Self, PriorityNumbersError> {
        let mut numbers: Vec<(i64, Priority)> = Vec::new();
        for pair in text.split(',') {
            let (number, word) = pair.split_once('=').ok_or(PriorityNumbersError)?;
            let number = number.trim().parse().map_err(|_| PriorityNumbersError)?;
            let priority = word.trim().parse().map_err(|_| PriorityNumbersError)?;
            if numbers.iter().any(|(known, _)| *known == number) {
                return Err(PriorityNumbersError);
            }
            numbers.push((number, priority));
        }
        Ok(Self(numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_in_every_spelling() {
        for text in [
            "in_progress",
            "IN_PROGRESS",
            "In Progress",
            "in-progress",
            "inprogress",
            "doing",
            "TaskStatus.IN_PROGRESS",
            "Status.Doing",
        ] {
            assert_eq!(status(text), Ok(Status::InProgress), "{text}");
        }
        for (text, expected) in [
            ("TODO", Status::Pending),
            ("to do", Status::Pending),
            ("Open", Status::Pending),
            ("DONE", Status::Completed),
            ("Completed", Status::Completed),
            ("canceled", Status::Cancelled),
            ("CANCELLED", Status::Cancelled),
        ] {
            assert_eq!(status(text), Ok(expected), "{text}");
        }
        for text in ["", "1", "2", "pendiente", "pending!"] {
            assert!(status(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_priority_is_read_as_a_word_or_a_number() {
        let numbers = PriorityNumbers::default();
        for (text, expected) in [
            ("LOW", Priority::Low),
            ("TaskPriority.MEDIUM", Priority::Medium),
            ("normal", Priority::Medium),
            ("High", Priority::High),
            ("critical", Priority::Urgent),
            ("0", Priority::Low),
            ("2", Priority::Medium),
            ("5", Priority::Urgent),
        ] {
            assert_eq!(priority(text, &numbers), Ok(expected), "{text}");
        }
        for text in ["", "6", "-1", "1.5", "whatever"] {
            assert!(priority(text, &numbers).is_err(), "{text}");
        }
    }

    #[test]
    fn what_numbers_mean_can_be_said() {
        let numbers: PriorityNumbers = "1=urgent, 2=high, 3=low".parse().unwrap();
        assert_eq!(priority("1", &numbers), Ok(Priority::Urgent));
        assert!(priority("4", &numbers).is_err());
        assert_eq!(numbers.to_string(), "1=urgent,2=high,3=low");
        for text in [
            "",
            "1",
            "1=",
            "=low",
            "1=low,1=high",
            "1=lowest",
            "a=low",
            "1=low,",
        ] {
            assert!(text.parse::<PriorityNumbers>().is_err(), "{text}");
        }
    }

    #[test]
    fn whoever_is_no_administrator_by_name_is_a_user() {
        for text in [
            "admin",
            "ADMIN",
            "UserRole.ADMIN",
            "Administrator",
            "superuser",
        ] {
            assert_eq!(role(text), Role::Admin, "{text}");
        }
        for text in ["", "user", "manager", "owner", "not admin", "admins"] {
            assert_eq!(role(text), Role::User, "{text}");
        }
    }

    #[test]
    fn a_truth_value_is_read_as_engines_write_it() {
        for (text, expected) in [("1", true), ("true", true), ("0", false), ("False", false)] {
            assert_eq!(boolean(text), Ok(expected), "{text}");
        }
        for text in ["", "2", "maybe"] {
            assert!(boolean(text).is_err(), "{text}");
        }
    }
}
