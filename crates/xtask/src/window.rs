//! A span of time, and what came of the requests that were under way in it.

use std::fmt;
use std::time::{Duration, Instant};

use crate::crew::{Attempt, End};
use crate::failure::{Failure, Outcome};
use crate::visitor::{Reply, Visit};

/// How long it may take until everything works again once nothing is in the way any more.
const RECOVERY: Duration = Duration::from_secs(2);

/// A span of time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) from: Instant,
    pub(crate) until: Instant,
}

/// What came of the requests in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Came {
    pub(crate) done: usize,
    pub(crate) unavailable: usize,
    pub(crate) slowest: Duration,
}

impl Window {
    /// What came of those that were under way in it.
    pub(crate) fn look_at(self, visits: &[Visit]) -> Came {
        let mut came = Came::default();
        let here = visits
            .iter()
            .filter(|visit| visit.ended >= self.from && visit.sent <= self.until);
        for visit in here {
            came.done += usize::from(visit.reply == Reply::Done);
            came.unavailable += usize::from(visit.reply == Reply::Unavailable);
            came.slowest = came.slowest.max(visit.ended.duration_since(visit.sent));
        }
        came
    }
}

/// From this instant to the last answer that was no success; fails if that took too long, or if
/// nothing succeeded from then on.
pub(crate) fn recovery(after: Instant, visits: &[Visit]) -> Outcome<Duration> {
    let refused = visits.iter().filter(|visit| visit.reply != Reply::Done);
    let last = refused.map(|visit| visit.ended).max();
    let took = last.map_or(Duration::ZERO, |last| last.saturating_duration_since(after));
    let is_back = visits
        .iter()
        .any(|visit| visit.reply == Reply::Done && visit.sent >= after + took);
    if is_back && took <= RECOVERY {
        return Ok(took);
    }
    Err(Failure::because(format!(
        "it did not work again within {} ms",
        RECOVERY.as_millis()
    )))
}

impl Came {
    /// Fails if somebody waited for too long.
    pub(crate) fn check(&self, whose: &str, limit: Duration) -> Outcome {
        if self.slowest <= limit {
            return Ok(());
        }
        Err(Failure::because(format!(
            "{whose}: an answer took {} ms, more than {}",
            self.slowest.as_millis(),
            limit.as_millis()
        )))
    }
}

impl fmt::Display for Came {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            done,
            unavailable,
            slowest,
        } = self;
        write!(f, "{done}; {unavailable}; {}", slowest.as_millis())
    }
}

/// A writer's requests, as those of a visitor.
pub(crate) fn of_writers(attempts: &[Attempt]) -> Vec<Visit> {
    let visit = |attempt: &Attempt| Visit {
        sent: attempt.sent,
        ended: attempt.ended,
        reply: match &attempt.end {
            End::Created => Reply::Done,
            End::Unavailable => Reply::Unavailable,
            End::Wrong(answer) => Reply::Wrong(answer.clone()),
            End::Broken => Reply::Wrong("cut off".to_owned()),
        },
    };
    attempts.iter().map(visit).collect()
}

#[cfg(test)]
mod tests {
    use super::{Came, Reply, Visit, Window, recovery};
    use std::time::{Duration, Instant};

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn visits(from: Instant, replies: &[(u64, u64, Reply)]) -> Vec<Visit> {
        let visit = |(sent, ended, reply): &(u64, u64, Reply)| Visit {
            sent: from + ms(*sent),
            ended: from + ms(*ended),
            reply: reply.clone(),
        };
        replies.iter().map(visit).collect()
    }

    #[test]
    fn only_what_was_under_way_is_looked_at() {
        let now = Instant::now();
        let visits = visits(
            now,
            &[
                (0, 900, Reply::Done),
                (500, 1500, Reply::Done),
                (1600, 1700, Reply::Unavailable),
                (2100, 2200, Reply::Unavailable),
            ],
        );
        let window = Window {
            from: now + ms(1000),
            until: now + ms(2000),
        };
        let expected = Came {
            done: 1,
            unavailable: 1,
            slowest: ms(1000),
        };
        assert_eq!(window.look_at(&visits), expected);
        assert!(expected.check("", ms(1000)).is_ok());
        assert!(expected.check("", ms(999)).is_err());
    }

    #[test]
    fn a_recovery_that_takes_too_long_or_never_comes_is_found() {
        let now = Instant::now();
        let took = |replies: &[_]| recovery(now, &visits(now, replies)).ok();
        let late = |ended| (ended - 50, ended, Reply::Unavailable);
        let back = (5000, 5001, Reply::Done);
        assert_eq!(took(&[late(1900), back.clone()]), Some(ms(1900)));
        assert_eq!(took(&[late(2001), back.clone()]), None);
        assert_eq!(took(&[late(100)]), None);
        assert_eq!(took(&[back]), Some(ms(0)));
    }
}
