//! One time that another process was in the way, and what came of it.

use std::fmt;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::visitor::Visit;
use crate::window::{self, Came, Window};

/// What another process does to SQLite's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It writes, but for less time than others wait for it.
    Writes,
    /// It writes for longer than others wait for it.
    WritesLong,
    /// It reads, so that what is written meanwhile cannot leave the log.
    Reads,
}

impl Fault {
    pub(super) const ALL: [Self; 3] = [Self::Writes, Self::WritesLong, Self::Reads];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Writes => "writes for 1 s",
            Self::WritesLong => "writes for 12 s",
            Self::Reads => "reads for 6 s",
        }
    }

    pub(super) const fn time(self) -> Duration {
        match self {
            Self::Writes => Duration::from_secs(1),
            Self::WritesLong => Duration::from_secs(12),
            Self::Reads => Duration::from_secs(6),
        }
    }

    /// How it begins.
    pub(super) const fn statements(self) -> &'static str {
        match self {
            Self::Writes | Self::WritesLong => "BEGIN IMMEDIATE",
            Self::Reads => "BEGIN; SELECT count(*) FROM tasks",
        }
    }
}

/// How long who writes may wait: one second for their turn, two for the lock, and one for a machine
/// that has other things to do.
const LONGEST_WRITE: Duration = Duration::from_secs(1 + 2 + 1);

/// How long who reads may wait, on a machine that has other things to do.
const LONGEST_READ: Duration = Duration::from_secs(1);

/// How much the log may grow once nobody reads what it is to be emptied of.
const GROWTH: u64 = 1 << 20;

/// One time that another process was in the way.
#[derive(Debug)]
pub(super) struct Episode {
    pub(super) fault: Fault,
    pub(super) began: Instant,
    pub(super) over: Instant,
    /// How many bytes the log had when it was over, and a while later.
    pub(super) log: [u64; 2],
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Measured {
    fault: Fault,
    writes: Came,
    reads: Came,
    recovery: Outcome<Duration>,
    log: [u64; 2],
}

impl Episode {
    /// Looks at the requests that were under way meanwhile, and at those later that ended until
    /// `end`, when the next one began.
    pub(super) fn measure(&self, end: Instant, writes: &[Visit], reads: &[Visit]) -> Measured {
        let window = Window {
            from: self.began,
            until: self.over,
        };
        let until_end: Vec<Visit> = writes
            .iter()
            .filter(|visit| visit.ended <= end)
            .cloned()
            .collect();
        Measured {
            fault: self.fault,
            writes: window.look_at(writes),
            reads: window.look_at(reads),
            recovery: window::recovery(self.over, &until_end),
            log: self.log,
        }
    }
}

impl Measured {
    /// Fails if anything was not as promised.
    pub(super) fn check(self) -> Outcome {
        let name = self.fault.name();
        self.writes.check(name, LONGEST_WRITE)?;
        self.reads.check(name, LONGEST_READ)?;
        let may_refuse = self.fault != Fault::Reads;
        if self.reads.unavailable > 0 || (!may_refuse && self.writes.unavailable > 0) {
            return Err(Failure::because(format!(
                "{name}: somebody was refused without need"
            )));
        }
        let [then, now] = self.log;
        if now > then + GROWTH {
            return Err(Failure::because(format!(
                "{name}: the log has grown from {then} to {now} bytes when nobody was in the way"
            )));
        }
        self.recovery.map(|_| ())
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let recovery = self.recovery.as_ref().map_or_else(
            |_| "never".to_owned(),
            |recovery| recovery.as_millis().to_string(),
        );
        let [then, now] = self.log.map(|bytes| bytes >> 20);
        writeln!(
            f,
            "| {} | {} | {} | {recovery} | {then}; {now} |",
            self.fault.name(),
            self.writes,
            self.reads,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Came, Fault, Measured};
    use std::time::Duration;

    fn measured(fault: Fault) -> Measured {
        Measured {
            fault,
            writes: Came::default(),
            reads: Came::default(),
            recovery: Ok(Duration::ZERO),
            log: [5 << 20, 5 << 20],
        }
    }

    #[test]
    fn refusals_are_for_those_who_write_while_another_one_does() {
        let refused = Came {
            unavailable: 1,
            ..Came::default()
        };
        for (fault, is_well) in [(Fault::WritesLong, true), (Fault::Reads, false)] {
            let writes = Measured {
                writes: refused,
                ..measured(fault)
            };
            assert_eq!(writes.check().is_ok(), is_well);
            let reads = Measured {
                reads: refused,
                ..measured(fault)
            };
            assert!(reads.check().is_err());
        }
    }

    #[test]
    fn a_log_that_goes_on_growing_is_found() {
        let log = [5 << 20, 7 << 20];
        let grown = Measured {
            log,
            ..measured(Fault::Reads)
        };
        assert!(grown.check().is_err());
        assert!(measured(Fault::Reads).check().is_ok());
    }
}
