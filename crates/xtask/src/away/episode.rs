//! One time that the database was away, and what came of it.

use std::fmt;
use std::time::{Duration, Instant};

use crate::crew::{Attempt, End};
use crate::failure::{Failure, Outcome};

/// What befalls the database server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is stopped, and started some seconds later.
    Stopped,
    /// It is stopped and started at once.
    Restarted,
    /// It does nothing for some seconds.
    Frozen,
    /// All connections to it are ended.
    Cut,
}

impl Fault {
    pub(super) const ALL: [Self; 4] = [Self::Stopped, Self::Restarted, Self::Frozen, Self::Cut];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Stopped => "stopped, and started later",
            Self::Restarted => "restarted",
            Self::Frozen => "frozen, and continued",
            Self::Cut => "cut off from its clients",
        }
    }

    /// How long an answer may take.
    ///
    /// Two seconds until there is a place in the pool, and two until there is a connection. If the
    /// server took a statement and is silent, six more until it is given up. And one for a machine
    /// that has other things to do.
    const fn longest_answer(self) -> Duration {
        match self {
            Self::Stopped | Self::Restarted | Self::Cut => Duration::from_secs(2 + 2 + 1),
            Self::Frozen => Duration::from_secs(2 + 2 + 6 + 1),
        }
    }
}

/// How long it may take until everything works again once the database accepts connections.
const RECOVERY: Duration = Duration::from_secs(2);

/// For how long after it an episode is looked at.
const AFTERMATH: Duration = Duration::from_secs(3);

/// One time that the database was away.
#[derive(Debug)]
pub(super) struct Episode {
    pub(super) fault: Fault,
    pub(super) began: Instant,
    /// When the database accepted connections again.
    pub(super) over: Instant,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Measured {
    fault: Fault,
    created: usize,
    unavailable: usize,
    slowest: Duration,
    /// From when it was over to the last answer that was no success; nothing if none was created.
    recovery: Option<Duration>,
}

impl Episode {
    /// Looks at the requests that were under way during the episode, or soon after it.
    pub(super) fn measure(&self, attempts: &[Attempt]) -> Measured {
        let until = self.over + AFTERMATH;
        let here: Vec<&Attempt> = attempts
            .iter()
            .filter(|attempt| attempt.ended >= self.began && attempt.sent <= until)
            .collect();
        let created = here.iter().filter(|attempt| attempt.end == End::Created);
        let refused = here.iter().filter(|attempt| attempt.end != End::Created);
        let is_back = created.clone().any(|attempt| attempt.sent >= self.over);
        let last_refusal = refused.clone().map(|attempt| attempt.ended).max();
        let recovery = last_refusal.map_or(Duration::ZERO, |last| {
            last.saturating_duration_since(self.over)
        });
        let took = here
            .iter()
            .map(|attempt| attempt.ended.duration_since(attempt.sent));
        Measured {
            fault: self.fault,
            created: created.count(),
            unavailable: refused.count(),
            slowest: took.max().unwrap_or_default(),
            recovery: is_back.then_some(recovery),
        }
    }
}

impl Measured {
    /// Fails if somebody waited for too long, or if it did not work again soon enough.
    pub(super) fn check(&self) -> Outcome {
        let name = self.fault.name();
        let longest = self.fault.longest_answer();
        if self.slowest > longest {
            return Err(Failure::because(format!(
                "{name}: an answer took {} ms, more than {}",
                self.slowest.as_millis(),
                longest.as_millis()
            )));
        }
        if self.recovery.is_none_or(|recovery| recovery > RECOVERY) {
            return Err(Failure::because(format!(
                "{name}: it did not work again within {} ms",
                RECOVERY.as_millis()
            )));
        }
        Ok(())
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let recovery = self.recovery.map_or("never".to_owned(), |recovery| {
            recovery.as_millis().to_string()
        });
        writeln!(
            f,
            "| {} | {}; {} | {} | {recovery} |",
            self.fault.name(),
            self.created,
            self.unavailable,
            self.slowest.as_millis()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, End, Episode, Fault};
    use std::time::{Duration, Instant};

    /// Whether it passes that requests were sent and ended at these milliseconds from when the
    /// episode began, which was over after a second.
    fn is_well(attempts: &[(u64, u64, End)]) -> bool {
        let began = Instant::now();
        let at = |milliseconds| began + Duration::from_millis(milliseconds);
        let attempts: Vec<Attempt> = attempts
            .iter()
            .map(|(sent, ended, end)| Attempt {
                sent: at(*sent),
                ended: at(*ended),
                end: end.clone(),
            })
            .collect();
        let episode = Episode {
            fault: Fault::Restarted,
            began,
            over: at(1000),
        };
        episode.measure(&attempts).check().is_ok()
    }

    #[test]
    fn refusals_until_soon_after_it_are_well() {
        assert!(is_well(&[
            (0, 2000, End::Unavailable),
            (1100, 1200, End::Created)
        ]));
    }

    #[test]
    fn an_answer_that_takes_too_long_is_found() {
        assert!(!is_well(&[
            (0, 5100, End::Created),
            (1100, 1200, End::Created)
        ]));
    }

    #[test]
    fn a_service_that_does_not_recover_is_found() {
        assert!(!is_well(&[(0, 500, End::Unavailable)]));
        assert!(!is_well(&[
            (1100, 1200, End::Created),
            (3000, 3100, End::Unavailable)
        ]));
    }
}
