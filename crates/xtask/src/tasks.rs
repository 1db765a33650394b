//! Very many tasks, as different from each other as people's are, and the same in each run.

use std::fmt::Write as _;

use crate::random::Random;

const STATUSES: [&str; 8] = [
    "pending",
    "completed",
    "pending",
    "completed",
    "in_progress",
    "completed",
    "pending",
    "cancelled",
];
const PRIORITIES: [&str; 8] = [
    "medium", "low", "medium", "high", "medium", "low", "urgent", "medium",
];
const VERBS: [&str; 8] = [
    "Write", "Review", "Plan", "Send", "Check", "Order", "Repair", "Read",
];
const THINGS: [&str; 11] = [
    "quarterly report",
    "invoice",
    "release notes",
    "bicycle",
    "contract",
    "garden fence",
    "lecture",
    "travel plan",
    "tax return",
    "backup",
    "birthday cake",
];
const TAGS: [&str; 7] = [
    "work",
    "home",
    "urgent-ish",
    "errand",
    "backend",
    "reading",
    "someday",
];

/// So many tasks, in the form of `POST /tasks/bulk`.
pub(crate) fn bulk(first: u32, count: u32) -> String {
    let tasks: Vec<String> = (first..first + count).map(task).collect();
    format!(r#"{{"tasks":[{}]}}"#, tasks.join(","))
}

/// A task, by its number.
fn task(number: u32) -> String {
    let mut random = Random::from_seed(number);
    let verb = random.one_of(&VERBS);
    let thing = random.one_of(&THINGS);
    let mut task = format!(
        r#"{{"title":"{verb} the {thing} {number}","status":"{}","priority":"{}""#,
        random.one_of(&STATUSES),
        random.one_of(&PRIORITIES)
    );
    // Writing to a string cannot fail.
    if random.below(3) > 0 {
        let (month, day) = (1 + random.below(12), 1 + random.below(28));
        let year = 2026 + random.below(2);
        let _ = write!(task, r#","due_date":"{year}-{month:02}-{day:02}""#);
    }
    if random.below(2) > 0 {
        let _ = write!(task, r#","description":""#);
        for _ in 0..=random.below(4) {
            let (verb, thing) = (random.one_of(&VERBS), random.one_of(&THINGS));
            let _ = write!(task, "{verb} what belongs to the {thing}. ");
        }
        task.push('"');
    }
    let first_tag = random.below(7) as usize;
    let tags: Vec<String> = (0..random.below(4) as usize)
        .map(|n| format!(r#""{}""#, TAGS[(first_tag + n) % TAGS.len()]))
        .collect();
    let _ = write!(task, r#","tags":[{}]}}"#, tags.join(","));
    task
}

#[cfg(test)]
mod tests {
    use super::{bulk, task};
    use std::collections::BTreeSet;

    #[test]
    fn tasks_differ_and_are_the_same_in_each_run() {
        let tasks: BTreeSet<String> = (0..1000).map(task).collect();
        assert_eq!(tasks.len(), 1000);
        assert!(tasks.contains(&task(7)));
        for part in ["due_date", "description", "completed", "urgent", "[]"] {
            let count = tasks.iter().filter(|task| task.contains(part)).count();
            assert!((50..950).contains(&count), "{part}: {count}");
        }
    }

    #[test]
    fn as_many_are_sent_as_are_asked_for() {
        assert_eq!(bulk(5, 3).matches("\"title\"").count(), 3);
    }
}
