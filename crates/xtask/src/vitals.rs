//! What the system tells of a running process, where it tells it in files.

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::process;

/// A figure of a process's memory in KiB, by its name in `/proc`.
pub(crate) fn memory_kib(process: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// How many threads a process has.
pub(crate) fn threads(process: u32) -> Option<u64> {
    count(&format!("/proc/{process}/task"))
}

/// How many files a process has open, sockets among them.
pub(crate) fn open_files(process: u32) -> Option<u64> {
    count(&format!("/proc/{process}/fd"))
}

fn count(directory: &str) -> Option<u64> {
    u64::try_from(fs::read_dir(directory).ok()?.count()).ok()
}

/// Tells how long processes have been computing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CpuClock {
    ticks_each_second: f64,
}

impl CpuClock {
    /// Finds out in what unit the system counts; `None` if it does not say.
    pub(crate) fn find() -> Option<Self> {
        let ticks = process::output(Command::new("getconf").arg("CLK_TCK")).ok()?;
        let ticks_each_second = ticks.trim().parse().ok()?;
        Some(Self { ticks_each_second })
    }

    /// How long a process has been computing, for itself and in the system on its behalf.
    pub(crate) fn read(self, process: u32) -> Option<Duration> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        Duration::try_from_secs_f64(ticks(&stat)? / self.ticks_each_second).ok()
    }
}

/// The sum of `utime` and `stime`. The name of the program, which may hold anything, is in
/// parentheses; the state that follows is the third field, these the 14th and 15th.
fn ticks(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn the_name_of_the_program_does_not_confuse() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 200 0 0 0 150 25 0 0 20 0 5 0 100 0";
        assert_eq!(ticks(stat), Some(175.0));
        assert_eq!(ticks("7 (docket) S 1"), None);
    }
}
