//! What was seen of one request in one round.

use std::time::Duration;

/// The figures of one row in one round. What does not apply, or could not be seen, is not there.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sample {
    /// How many were done in a second.
    pub(super) rate: f64,
    /// The share that was answered otherwise, or not at all.
    pub(super) failed: f64,
    /// The latencies in milliseconds.
    pub(super) p50: Option<f64>,
    /// Higher than all but a hundredth of them.
    pub(super) p99: Option<f64>,
    /// How long the process that answers computed for each request, in milliseconds.
    pub(super) cpu: Option<f64>,
}

/// What the load generator saw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seen {
    /// How many requests had the right answer.
    pub(super) right: f64,
    /// How many had another one, or none.
    pub(super) wrong: f64,
    /// For how long, in seconds.
    pub(super) total: f64,
    /// Latencies in seconds.
    pub(super) p50: f64,
    pub(super) p99: f64,
}

impl Seen {
    /// This, and what was seen of another load at the same time: its tail if that is longer.
    pub(super) fn with(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            wrong: self.wrong + other.wrong,
            total: self.total.max(other.total),
            p50: self.p50,
            p99: self.p99.max(other.p99),
        }
    }

    /// The sample, with what it has cost the server.
    pub(super) fn with_cpu_time(self, spent: Option<Duration>) -> Sample {
        let all = self.right + self.wrong;
        Sample {
            rate: self.right / self.total,
            failed: self.wrong / all,
            p50: Some(self.p50 * 1000.0),
            p99: Some(self.p99 * 1000.0),
            cpu: spent.map(|spent| spent.as_secs_f64() * 1000.0 / all),
        }
    }
}

/// The middle of figures, or of the two in the middle; `None` of none.
pub(super) fn median(figures: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    let upper = *figures.get(figures.len() / 2)?;
    let lower = figures[(figures.len() - 1) / 2];
    Some(f64::midpoint(lower, upper))
}

#[cfg(test)]
mod tests {
    use super::{Seen, median};
    use std::time::Duration;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median([3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median([4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median([]), None);
    }

    #[test]
    fn only_right_answers_count_but_all_cost() {
        let seen = Seen {
            right: 600.0,
            wrong: 200.0,
            total: 2.0,
            p50: 0.001,
            p99: 0.25,
        };
        let sample = seen.with_cpu_time(Some(Duration::from_millis(400)));
        let found = [sample.rate, sample.failed].map(|figure| figure.to_string());
        assert_eq!(found, ["300", "0.25"]);
        assert_eq!(sample.p50.zip(sample.p99), Some((1.0, 250.0)));
        assert_eq!(sample.cpu, Some(0.5));
    }
}
