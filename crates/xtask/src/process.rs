//! Programs that are run, and ended together with everything they have started.

mod children;

use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::failure::{Failure, Outcome};
use crate::poll;

/// How long a program may take to end when it is asked to, before it is made to.
const GRACE: Duration = Duration::from_secs(5);

/// A signal, by the name that `kill` knows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Signal {
    /// Please end.
    Terminate,
    /// To PostgreSQL: end without waiting for those who are connected.
    Interrupt,
    /// To PostgreSQL: end at once, without tidying the data.
    Quit,
    /// Ends without being asked.
    Kill,
    /// Does nothing from now on.
    Freeze,
    /// Goes on.
    Continue,
}

impl Signal {
    const fn name(self) -> &'static str {
        match self {
            Self::Terminate => "TERM",
            Self::Interrupt => "INT",
            Self::Quit => "QUIT",
            Self::Kill => "KILL",
            Self::Freeze => "STOP",
            Self::Continue => "CONT",
        }
    }

    /// Sends the signal to all of these processes. A negative number is that of a whole group.
    ///
    /// `kill` is built into every shell; as a program of its own it may be missing.
    fn send(self, processes: &[i64]) {
        let script = "signal=$1; shift; kill -s \"$signal\" -- \"$@\"";
        let _ = Command::new("sh")
            .args(["-c", script, "sh", self.name()])
            .args(processes.iter().map(ToString::to_string))
            .stderr(Stdio::null())
            .status();
    }
}

/// A running program in a process group of its own. Dropping it ends the whole group.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    name: String,
    stop: Signal,
}

impl Running {
    /// Starts a program, which will be ended with this signal.
    pub(crate) fn start(command: &mut Command, stop: Signal) -> Outcome<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(Failure::while_doing(format_args!("starting {name}")))?;
        Ok(Self { child, name, stop })
    }

    /// The status with which the program has ended, if it has.
    pub(crate) fn ended(&mut self) -> Outcome<Option<ExitStatus>> {
        self.child
            .try_wait()
            .map_err(Failure::while_doing(format_args!(
                "looking after {}",
                self.name
            )))
    }

    /// Waits for the program to end.
    pub(crate) fn wait(&mut self, limit: Duration) -> Outcome<ExitStatus> {
        let awaited = format!("{} to end", self.name);
        poll::until(limit, awaited, || self.ended())
    }

    /// Sends a signal to the program alone, not to its group.
    pub(crate) fn signal(&self, signal: Signal) {
        signal.send(&[i64::from(self.child.id())]);
    }

    /// Sends a signal to those of the processes that the program has started that are wanted, by
    /// their command lines; answers to how many.
    ///
    /// Not to its group: PostgreSQL gives each of its processes one of its own.
    pub(crate) fn signal_children(
        &self,
        signal: Signal,
        wanted: impl Fn(&str) -> bool,
    ) -> Outcome<usize> {
        let children = children::of(self.child.id())?;
        let wanted: Vec<i64> = children
            .into_iter()
            .filter(|child| wanted(&child.command_line))
            .map(|child| child.id)
            .collect();
        if !wanted.is_empty() {
            signal.send(&wanted);
        }
        Ok(wanted.len())
    }

    /// Sends a signal to one of those that it has started that are wanted, by their command lines:
    /// to the one at `chosen`, counted round and round. `false` if there is none.
    pub(crate) fn signal_child(
        &self,
        signal: Signal,
        chosen: usize,
        wanted: impl Fn(&str) -> bool,
    ) -> Outcome<bool> {
        let mut children = children::of(self.child.id())?;
        children.retain(|child| wanted(&child.command_line));
        if children.is_empty() {
            return Ok(false);
        }
        signal.send(&[children[chosen % children.len()].id]);
        Ok(true)
    }

    /// Its number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The child process, for its pipes.
    pub(crate) const fn child(&mut self) -> &mut Child {
        &mut self.child
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let group = -i64::from(self.child.id());
        if matches!(self.child.try_wait(), Ok(None)) {
            self.stop.send(&[group]);
            poll::came_true(GRACE, || !matches!(self.child.try_wait(), Ok(None)));
        }
        // Also when the program has ended by itself: it may have left others behind.
        Signal::Kill.send(&[group]);
        let _ = self.child.wait();
    }
}

/// Runs a program to its end, however long that takes, with its output going where ours goes.
pub(crate) fn run(command: &mut Command) -> Outcome<ExitStatus> {
    Running::start(command, Signal::Terminate)?.wait(Duration::MAX)
}

/// What a short program prints to standard output; a failure, with what it says, if it fails.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(Failure::while_doing(format_args!("starting {name}")))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::because(format!(
            "{name} failed: {}",
            complaint.trim()
        )));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{Running, Signal, output, run};
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn the_exit_code_comes_back() {
        let status = run(&mut sh("exit 7")).expect("sh runs");
        assert_eq!(status.code(), Some(7));
    }

    #[test]
    fn output_of_a_program_that_fails_is_a_failure() {
        assert_eq!(output(&mut sh("echo word")).ok().as_deref(), Some("word\n"));
        assert!(output(&mut sh("echo word; exit 1")).is_err());
    }

    #[test]
    fn dropping_ends_the_program_and_what_it_has_started() {
        // Both hold the pipe open, and neither listens to a friendly word.
        let mut command = sh("trap '' TERM; sleep 60 & echo started; wait");
        let mut running =
            Running::start(command.stdout(Stdio::piped()), Signal::Kill).expect("sh runs");
        let stdout = running.child().stdout.take().expect("a pipe was asked for");
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line comes");
        assert_eq!(line, "started\n");

        let asked = Instant::now();
        drop(running);
        stdout.read_to_string(&mut line).expect("the pipe ends");
        assert!(asked.elapsed() < Duration::from_secs(30));
    }
}
