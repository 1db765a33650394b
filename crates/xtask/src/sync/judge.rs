//! Whether each acknowledgement came after the sync of what it acknowledges.

use std::collections::{BTreeSet, HashMap};

use super::line::{Call, Line};
use crate::failure::{Failure, Outcome};

/// What the marks of tasks begin with; eight digits follow.
const MARK: &str = "mark-";

/// How many bytes the head of a frame of the log has.
const HEAD: usize = 24;

/// The title by which a task is found again in what was written.
pub(super) fn mark(number: u32) -> String {
    format!("{MARK}{number:08}")
}

/// The numbers of all marks in a text.
fn marks(text: &[u8]) -> impl Iterator<Item = u32> {
    let after = text
        .windows(MARK.len() + 8)
        .filter_map(|window| window.strip_prefix(MARK.as_bytes()));
    after.filter_map(|digits| std::str::from_utf8(digits).ok()?.parse().ok())
}

/// What a trace shows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// How many tasks were acknowledged.
    pub(super) acknowledged: u32,
    /// How many of them before a sync that began after their commit was written had ended.
    pub(super) too_early: u32,
    /// How many syncs made commits durable that hold tasks.
    pub(super) syncs: u32,
}

/// The tasks, by how far they have come.
#[derive(Debug, Default)]
struct Progress {
    known: BTreeSet<u32>,
    /// In pages of a transaction whose last page is yet to come.
    written: Vec<u32>,
    /// In transactions that were written to their ends, and not synced.
    committed: Vec<u32>,
    /// By the thread that is about to sync them.
    syncing: HashMap<u32, Vec<u32>>,
    synced: BTreeSet<u32>,
    /// The next page is the last one of its transaction.
    is_last_page: bool,
}

/// Judges a trace.
pub(super) fn judge(lines: impl Iterator<Item = Line>) -> Verdict {
    let mut verdict = Verdict::default();
    let mut progress = Progress::default();
    let mut acknowledged = BTreeSet::new();
    for Line { thread, call } in lines {
        match call {
            Call::WriteLog(data) => progress.write(&data),
            Call::BeginSync => {
                let tasks = std::mem::take(&mut progress.committed);
                progress.syncing.insert(thread, tasks);
            }
            Call::EndSync { is_done } => {
                let tasks = progress.syncing.remove(&thread).unwrap_or_default();
                if is_done {
                    verdict.syncs += u32::from(!tasks.is_empty());
                    progress.synced.extend(tasks);
                }
            }
            Call::Answer(text) => {
                for task in marks(&text) {
                    if acknowledged.insert(task) {
                        verdict.acknowledged += 1;
                        verdict.too_early += u32::from(!progress.synced.contains(&task));
                    }
                }
            }
        }
    }
    verdict
}

impl Progress {
    /// The head of a frame, which says whether it is the last one of its transaction (then it holds
    /// the size of the database from its fifth byte on), or the page that follows the head.
    fn write(&mut self, data: &[u8]) {
        if data.len() == HEAD {
            self.is_last_page = data[4..8].iter().any(|byte| *byte != 0);
            return;
        }
        for task in marks(data) {
            if self.known.insert(task) {
                self.written.push(task);
            }
        }
        if std::mem::take(&mut self.is_last_page) {
            self.committed.append(&mut self.written);
        }
    }
}

impl Verdict {
    /// Fails if an acknowledgement came too early, or if not all of them were seen.
    pub(super) fn check(&self, sent: u32) -> Outcome {
        let Self {
            acknowledged,
            too_early,
            ..
        } = self;
        if *acknowledged != sent {
            return Err(Failure::because(format!(
                "{sent} tasks were acknowledged, of which {acknowledged} are in the trace"
            )));
        }
        if *too_early > 0 {
            return Err(Failure::because(format!(
                "{too_early} of {acknowledged} writes were acknowledged before they were synced"
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, HEAD, Line, Verdict, judge, mark};

    /// The head of the last frame of a transaction, and the page with this task.
    fn commit(task: u32) -> [Call; 2] {
        let mut head = vec![0; HEAD];
        head[7] = 9;
        [Call::WriteLog(head), page(task)]
    }

    fn page(task: u32) -> Call {
        Call::WriteLog(format!("...{}...", mark(task)).into_bytes())
    }

    fn answer(task: u32) -> Call {
        let title = mark(task);
        Call::Answer(format!(r#"HTTP/1.1 201 Created {{"title":"{title}"}}"#).into_bytes())
    }

    fn verdict(calls: impl IntoIterator<Item = Call>) -> (u32, u32, u32) {
        let lines = calls.into_iter().map(|call| Line { thread: 7, call });
        let Verdict {
            acknowledged,
            too_early,
            syncs,
        } = judge(lines);
        (acknowledged, too_early, syncs)
    }

    const DONE: Call = Call::EndSync { is_done: true };

    #[test]
    fn an_answer_after_the_sync_is_well() {
        let [head, last] = commit(2);
        let calls = [
            page(1),
            head,
            last,
            Call::BeginSync,
            DONE,
            answer(1),
            answer(2),
        ];
        assert_eq!(verdict(calls), (2, 0, 1));
    }

    #[test]
    fn an_answer_before_the_end_of_the_sync_is_found() {
        let [head, last] = commit(1);
        let calls = [head, last, Call::BeginSync, answer(1), DONE];
        assert_eq!(verdict(calls), (1, 1, 1));
    }

    #[test]
    fn a_sync_that_began_before_the_commit_was_written_does_not_count() {
        let [head, last] = commit(1);
        let calls = [page(1), Call::BeginSync, head, last, DONE, answer(1)];
        assert_eq!(verdict(calls), (1, 1, 0));
    }

    #[test]
    fn a_sync_that_failed_does_not_count() {
        let [head, last] = commit(1);
        let failed = Call::EndSync { is_done: false };
        let calls = [head, last, Call::BeginSync, failed, answer(1)];
        assert_eq!(verdict(calls), (1, 1, 0));
    }

    #[test]
    fn answers_that_the_trace_lacks_are_missed() {
        let verdict = Verdict {
            acknowledged: 2,
            ..Verdict::default()
        };
        assert!(verdict.check(2).is_ok());
        assert!(verdict.check(3).is_err());
    }
}
