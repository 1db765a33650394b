//! What writers have sent, and what they were told.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

/// A task that was to be created.
#[derive(Debug, Clone)]
pub(crate) struct Write {
    pub(crate) title: String,
    /// As they stand in an answer.
    pub(crate) tags: String,
    /// The id under which it was acknowledged, if it was.
    pub(crate) id: Option<u64>,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// By 201, with the task that was sent.
    Created,
    /// By 503, with `Retry-After`.
    Unavailable,
    /// By an answer that must not be.
    Wrong(String),
    /// By the end of the connection.
    Broken,
}

/// One request: the same task may take several.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) sent: Instant,
    pub(crate) ended: Instant,
    pub(crate) end: End,
}

/// What writers have sent, and what they were told.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) writes: Vec<Write>,
    pub(crate) attempts: Vec<Attempt>,
    /// How many tasks turned out to have been created by an attempt that was not answered.
    pub(crate) replayed: usize,
}

impl Ledger {
    /// Adds that of another writer.
    pub(crate) fn add(&mut self, other: Self) {
        self.writes.extend(other.writes);
        self.attempts.extend(other.attempts);
        self.replayed += other.replayed;
    }

    /// How many requests ended so.
    pub(crate) fn count(&self, end: &End) -> usize {
        let matching = self.attempts.iter().filter(|attempt| attempt.end == *end);
        matching.count()
    }

    /// The answers that must not be, and how often each was given.
    pub(crate) fn wrong(&self) -> Wrong {
        let mut counts = BTreeMap::new();
        for attempt in &self.attempts {
            if let End::Wrong(answer) = &attempt.end {
                *counts.entry(answer.clone()).or_default() += 1;
            }
        }
        Wrong(counts)
    }

    /// The longest that an answer took.
    pub(crate) fn slowest(&self) -> Duration {
        let answered = self
            .attempts
            .iter()
            .filter(|attempt| attempt.end != End::Broken);
        let took = answered.map(|attempt| attempt.ended.duration_since(attempt.sent));
        took.max().unwrap_or_default()
    }
}

/// Answers that must not be, and how often each was given.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Wrong(BTreeMap<String, usize>);

impl Wrong {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        let lines = self
            .0
            .iter()
            .map(|(answer, count)| format!("{count} × {answer}"));
        f.write_str(&lines.collect::<Vec<_>>().join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, End, Ledger};
    use std::time::{Duration, Instant};

    #[test]
    fn ends_are_counted_and_what_was_cut_off_is_no_slow_answer() {
        let now = Instant::now();
        let attempt = |seconds, end| Attempt {
            sent: now,
            ended: now + Duration::from_secs(seconds),
            end,
        };
        let mut ledger = Ledger {
            attempts: vec![attempt(1, End::Created), attempt(9, End::Broken)],
            ..Ledger::default()
        };
        assert!(ledger.wrong().is_empty());
        ledger.add(Ledger {
            attempts: vec![
                attempt(2, End::Wrong("500".to_owned())),
                attempt(1, End::Wrong("500".to_owned())),
            ],
            ..Ledger::default()
        });
        assert_eq!(ledger.count(&End::Created), 1);
        assert_eq!(ledger.count(&End::Broken), 1);
        assert_eq!(ledger.slowest(), Duration::from_secs(2));
        assert_eq!(ledger.wrong().to_string(), "2 × 500");
    }
}
