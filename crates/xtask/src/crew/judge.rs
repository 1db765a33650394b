//! Whether what is there is what was acknowledged.

use std::collections::HashMap;
use std::fmt;

use super::Write;
use crate::failure::{Failure, Outcome};

/// A task that is there.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    pub(crate) id: u64,
    pub(crate) title: String,
    /// As they stand in an answer.
    pub(crate) tags: String,
}

/// What is wrong with what is there.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// How many writes were acknowledged.
    pub(crate) acknowledged: usize,
    /// How many of them are not there under the id that was answered.
    pub(crate) lost: usize,
    /// How many tasks are there more often than once.
    pub(crate) doubled: usize,
    /// How many tasks are not as they were sent, or were never sent, or are there without others
    /// that were sent with them.
    pub(crate) damaged: usize,
}

/// Holds all that was sent against all that is there. What was sent and not acknowledged may be
/// there, once and whole.
pub(crate) fn judge(writes: &[Write], tasks: &[Task]) -> Verdict {
    let mut by_title: HashMap<&str, Vec<&Task>> = HashMap::new();
    for task in tasks {
        by_title.entry(&task.title).or_default().push(task);
    }
    let mut verdict = Verdict::default();
    // How many are there, and not, of those that were sent at once.
    let mut bulks: HashMap<&str, (usize, usize)> = HashMap::new();
    for write in writes {
        let found = by_title.remove(write.title.as_str()).unwrap_or_default();
        verdict.doubled += found.len().saturating_sub(1);
        let damaged = found.iter().filter(|task| task.tags != write.tags);
        verdict.damaged += damaged.count();
        if let Some(bulk) = bulk_of(&write.title) {
            let (there, missing) = bulks.entry(bulk).or_default();
            *there += usize::from(!found.is_empty());
            *missing += usize::from(found.is_empty());
        }
        if let Some(id) = write.id {
            verdict.acknowledged += 1;
            if found.iter().all(|task| task.id != id) {
                verdict.lost += 1;
            }
        }
    }
    let halves = bulks.values().filter(|(_, missing)| *missing > 0);
    verdict.damaged += halves.map(|(there, _)| there).sum::<usize>();
    // What is left was never sent.
    verdict.damaged += by_title.values().map(Vec::len).sum::<usize>();
    verdict
}

/// The title of one of several tasks that are sent at once.
pub(super) fn part_of(task: &str, part: u32, parts: u32) -> String {
    format!("part {part} of {parts} of {task}")
}

/// What those have in common that were sent at once, if the title is of one of them.
fn bulk_of(title: &str) -> Option<&str> {
    let (_, rest) = title.strip_prefix("part ")?.split_once(" of ")?;
    Some(rest)
}

impl Verdict {
    /// Fails if anything is wrong, or if there was nothing that could have been.
    pub(crate) fn check(&self) -> Outcome {
        let is_well = self.lost == 0 && self.doubled == 0 && self.damaged == 0;
        if is_well && self.acknowledged > 0 {
            return Ok(());
        }
        Err(Failure::because(format!("of the writes: {self}")))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} acknowledged, {} lost, {} doubled, {} damaged",
            self.acknowledged, self.lost, self.doubled, self.damaged
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Task, Verdict, Write, judge, part_of};

    fn write(title: &str, id: Option<u64>) -> Write {
        Write {
            title: title.to_owned(),
            tags: r#""a","b""#.to_owned(),
            id,
        }
    }

    fn task(id: u64, title: &str) -> Task {
        Task {
            id,
            title: title.to_owned(),
            tags: r#""a","b""#.to_owned(),
        }
    }

    fn of(lost: usize, doubled: usize, damaged: usize) -> Verdict {
        Verdict {
            acknowledged: 2,
            lost,
            doubled,
            damaged,
        }
    }

    const WRITTEN: [(&str, Option<u64>); 3] = [("one", Some(1)), ("two", Some(2)), ("three", None)];

    fn judged(tasks: &[Task]) -> Verdict {
        judge(&WRITTEN.map(|(title, id)| write(title, id)), tasks)
    }

    #[test]
    fn what_was_acknowledged_is_well_with_and_without_what_was_not() {
        let both = [task(1, "one"), task(2, "two")];
        assert_eq!(judged(&both), of(0, 0, 0));
        assert!(judged(&both).check().is_ok());
        let all = [task(3, "three"), task(2, "two"), task(1, "one")];
        assert_eq!(judged(&all), of(0, 0, 0));
    }

    #[test]
    fn a_lost_write_is_found() {
        let verdict = judged(&[task(1, "one")]);
        assert_eq!(verdict, of(1, 0, 0));
        assert!(verdict.check().is_err());
        assert_eq!(judged(&[task(1, "one"), task(9, "two")]), of(1, 0, 0));
    }

    #[test]
    fn a_doubled_write_is_found_whether_it_was_acknowledged_or_not() {
        let verdict = judged(&[task(1, "one"), task(2, "two"), task(3, "two")]);
        assert_eq!(verdict, of(0, 1, 0));
        assert!(verdict.check().is_err());
        let twice = [
            task(1, "one"),
            task(2, "two"),
            task(3, "three"),
            task(4, "three"),
        ];
        assert_eq!(judged(&twice), of(0, 1, 0));
    }

    #[test]
    fn half_a_task_and_one_that_nobody_sent_are_found() {
        let mut half = task(2, "two");
        half.tags = r#""a""#.to_owned();
        let verdict = judged(&[task(1, "one"), half]);
        assert_eq!(verdict, of(0, 0, 1));
        assert!(verdict.check().is_err());
        let strange = [task(1, "one"), task(2, "two"), task(3, "four")];
        assert_eq!(judged(&strange), of(0, 0, 1));
    }

    #[test]
    fn tasks_that_were_sent_at_once_are_all_there_or_none_is() {
        let [one, two] = [1, 2].map(|part| part_of("all", part, 2));
        let writes = [write("one", Some(7)), write(&one, None), write(&two, None)];
        let tasks = [task(7, "one"), task(8, &one), task(9, &two)];
        assert!(judge(&writes, &tasks).check().is_ok());
        assert!(judge(&writes, &tasks[..1]).check().is_ok());
        let half = judge(&writes, &tasks[..2]);
        assert_eq!((half.lost, half.doubled, half.damaged), (0, 0, 1));
    }

    #[test]
    fn nothing_acknowledged_proves_nothing() {
        assert!(judge(&[], &[]).check().is_err());
    }
}
