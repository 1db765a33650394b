//! The processes that a process has started, where the system tells them in files.

use std::fs;

use crate::failure::{Failure, Outcome};

/// A process that another one has started.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) id: i64,
    /// As the process wants it to be seen.
    pub(super) command_line: String,
}

/// Those that a process has started itself and that have not ended.
pub(super) fn of(parent: u32) -> Outcome<Vec<Child>> {
    let processes = fs::read_dir("/proc").map_err(Failure::while_doing("reading /proc"))?;
    let ids = processes
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<i64>().ok());
    // Those that cannot be read have ended meanwhile.
    let children = ids.filter_map(|id| {
        let status = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        if parent_in(&status)? != parent {
            return None;
        }
        let words = fs::read(format!("/proc/{id}/cmdline")).ok()?;
        let command_line = String::from_utf8_lossy(&words).replace('\0', " ");
        Some(Child { id, command_line })
    });
    Ok(children.collect())
}

/// The parent's id in a line of `/proc/*/stat`: the second word after the name, which is in
/// parentheses and may hold anything.
fn parent_in(status: &str) -> Option<u32> {
    let (_, rest) = status.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{of, parent_in};
    use std::process::Command;

    #[test]
    fn the_parent_is_found_behind_any_name() {
        assert_eq!(parent_in("12 (a b) S 7 12 12 0"), Some(7));
        assert_eq!(parent_in("12 (a) S 9) S 7 12 12 0"), Some(7));
        assert_eq!(parent_in("12"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_child_is_found_by_its_command_line_until_it_has_ended() {
        let mut child = Command::new("sleep").arg("61.5").spawn().expect("it runs");
        let is_there = || {
            let children = of(std::process::id()).expect("/proc is there");
            children.iter().any(|found| {
                found.id == i64::from(child.id()) && found.command_line.contains("61.5")
            })
        };
        // The child may still be on its way from fork to exec.
        assert!(crate::poll::came_true(
            std::time::Duration::from_secs(10),
            is_there
        ));
        child.kill().expect("it can be ended");
        child.wait().expect("it has ended");
        let id = i64::from(child.id());
        let left = of(std::process::id()).expect("/proc is there");
        assert!(left.iter().all(|found| found.id != id));
    }
}
