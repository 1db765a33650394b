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
    /// All connections to it are ended, and others take all that it has for some seconds.
    Crowded,
    /// Another session locks the tasks for some seconds.
    Locked,
}

impl Fault {
    pub(super) const ALL: [Self; 6] = [
        Self::Stopped,
        Self::Restarted,
        Self::Frozen,
        Self::Cut,
        Self::Crowded,
        Self::Locked,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Stopped => "stopped, and started later",
            Self::Restarted => "restarted",
            Self::Frozen => "frozen, and continued",
            Self::Cut => "cut off from its clients",
            Self::Crowded => "cut off, and full of other clients",
            Self::Locked => "its tasks locked by another client",
        }
    }

    /// How long an answer may take.
    ///
    /// Two seconds until there is a connection, and one for a machine that has other things to do.
    /// If the server took a statement and is silent, six more until it is given up. If it waits for
    /// a lock, two more for that, and two because the place is waited for twice: it was there when
    /// it was asked who is asking.
    const fn longest_answer(self) -> Duration {
        match self {
            Self::Stopped | Self::Restarted | Self::Cut | Self::Crowded => {
                Duration::from_secs(2 + 1)
            }
            Self::Frozen => Duration::from_secs(2 + 6 + 1),
            Self::Locked => Duration::from_secs(2 + 2 + 2 + 1),
        }
    }

    /// Whether it lasts so long that somebody must have been refused.
    const fn must_be_felt(self) -> bool {
        matches!(self, Self::Stopped | Self::Crowded | Self::Locked)
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
    /// For how long from then on the service itself was made to stand still.
    pub(super) still: Duration,
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
        let took = here.iter().map(|attempt| self.time_of(attempt));
        Measured {
            fault: self.fault,
            created: created.count(),
            unavailable: refused.count(),
            slowest: took.max().unwrap_or_default(),
            recovery: is_back.then_some(recovery),
        }
    }

    /// How long the service took over a request, but for the time in which it could do nothing.
    fn time_of(&self, attempt: &Attempt) -> Duration {
        let moves = self.began + self.still;
        let stood = attempt
            .ended
            .min(moves)
            .saturating_duration_since(attempt.sent.max(self.began));
        let took = attempt.ended.duration_since(attempt.sent);
        took.saturating_sub(stood)
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
        if self.unavailable == 0 && self.fault.must_be_felt() {
            return Err(Failure::because(format!("{name}: nobody noticed")));
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

    /// Whether it passes that requests were sent and ended at these milliseconds from when a restart
    /// began, which was over after a second.
    fn is_well(attempts: &[(u64, u64, End)]) -> bool {
        is_well_after(Fault::Restarted, attempts)
    }

    fn is_well_after(fault: Fault, attempts: &[(u64, u64, End)]) -> bool {
        is_well_after_standing_still(fault, Duration::ZERO, attempts)
    }

    fn is_well_after_standing_still(
        fault: Fault,
        still: Duration,
        attempts: &[(u64, u64, End)],
    ) -> bool {
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
            fault,
            began,
            still,
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
            (0, 3100, End::Created),
            (1100, 1200, End::Created)
        ]));
    }

    #[test]
    fn the_time_in_which_the_service_stood_still_is_not_its_own() {
        let slow = [(0, 3400, End::Created), (1100, 1200, End::Created)];
        let stood = |milliseconds| {
            let still = Duration::from_millis(milliseconds);
            is_well_after_standing_still(Fault::Restarted, still, &slow)
        };
        assert!(stood(500));
        assert!(!stood(300));
    }

    #[test]
    fn a_fault_that_nobody_noticed_proves_nothing() {
        let created = [(0, 500, End::Created), (1100, 1200, End::Created)];
        assert!(is_well(&created));
        assert!(!is_well_after(Fault::Locked, &created));
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
