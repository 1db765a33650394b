//! What came of very many requests.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::time::Duration;

use super::histogram::Histogram;
use crate::docket::Answer;

/// What came of very many requests.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// For how long they were sent.
    pub(crate) took: Duration,
    /// How long those took that were answered by success.
    pub(crate) done: Histogram,
    /// How long those took that were answered by 503 with `Retry-After`.
    pub(crate) refused: Histogram,
    /// Other answers, and none, and how often there were such.
    pub(crate) wrong: BTreeMap<String, u32>,
}

impl Tally {
    pub(super) fn count(&mut self, answer: io::Result<Answer>, took: Duration) {
        let wrong = match answer {
            Ok(answer) => match answer.status {
                200..=299 => return self.done.add(took),
                503 if answer.header("retry-after").is_some() => return self.refused.add(took),
                503 => "503 without Retry-After".to_owned(),
                other => other.to_string(),
            },
            Err(error) => error.to_string(),
        };
        *self.wrong.entry(wrong).or_default() += 1;
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.done.add_all(&other.done);
        self.refused.add_all(&other.refused);
        for (answer, count) in &other.wrong {
            *self.wrong.entry(answer.clone()).or_default() += count;
        }
    }

    /// How many were answered by success in a second.
    pub(crate) fn done_each_second(&self) -> f64 {
        f64::from(self.done.count()) / self.took.as_secs_f64()
    }

    /// How many were sent in a second.
    pub(crate) fn sent_each_second(&self) -> f64 {
        let wrong: u32 = self.wrong.values().sum();
        f64::from(self.done.count() + self.refused.count() + wrong) / self.took.as_secs_f64()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.0} | {:.0} | {} | {} | {} | {}",
            self.sent_each_second(),
            self.done_each_second(),
            self.done,
            self.refused.count(),
            self.refused,
            self.wrong.values().sum::<u32>(),
        )
    }
}
