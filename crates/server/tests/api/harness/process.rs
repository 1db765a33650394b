//! The real binary, run with settings of the case's choice and none of the machine's.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::closed_port;
use super::server::Server;
use super::wait::{TIMEOUT, eventually};

/// What the servers of the cases sign access tokens with.
pub(crate) const SECRET_KEY: &str =
    "8a5f0b6d9c31e274f7d80c6612ab95e3c4d17f20689be5a3417c0fd2986eb35a";

/// A signal that ends a server.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TestSignal {
    /// As service managers send it.
    Terminate,
    /// As a terminal sends it.
    Interrupt,
}

/// The binary with a working directory and an environment.
pub(crate) struct Docket {
    directory: TempDir,
    variables: BTreeMap<String, String>,
}

impl Docket {
    /// Without any setting.
    pub(crate) fn bare() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory can be made");
        Self {
            directory,
            variables: BTreeMap::new(),
        }
    }

    /// With settings that are good for tests, on the database with this URL.
    pub(crate) fn on(url: &str) -> Self {
        Self::bare()
            .with("DATABASE_URL", url)
            .with("DATABASE_POOL_SIZE", "4")
            .with("HOST", "127.0.0.1")
            .with("PORT", "0")
            .with("WORKERS", "2")
            .with("LOG_FORMAT", "json")
            .with("BCRYPT_COST", "4")
            .with("SECRET_KEY", SECRET_KEY)
            // All cases come from one address.
            .with("RATE_LIMIT", "off")
    }

    /// With this variable.
    pub(crate) fn with(mut self, variable: &str, value: &str) -> Self {
        self.variables.insert(variable.to_owned(), value.to_owned());
        self
    }

    /// Without this variable.
    pub(crate) fn without(mut self, variable: &str) -> Self {
        self.variables.remove(variable);
        self
    }

    /// The working directory.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Starts a server, and waits until it listens.
    #[track_caller]
    pub(crate) fn start(&self) -> Server {
        self.start_by(&["serve"])
    }

    /// Starts a server by these arguments, and waits until it listens.
    #[track_caller]
    pub(crate) fn start_by(&self, arguments: &[&str]) -> Server {
        Server::listening(self.spawn(arguments))
    }

    /// Starts a server that does not say where it listens, or not in JSON.
    #[track_caller]
    pub(crate) fn start_unheard(&mut self) -> Server {
        eventually("the server has found a free port", || {
            let port = closed_port();
            self.variables.insert("PORT".to_owned(), port.to_string());
            Server::listening_at(self.spawn(&["serve"]), ([127, 0, 0, 1], port).into())
        })
    }

    /// Runs a command to its end.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with_input(arguments, "")
    }

    /// Runs a command, which reads this from standard input, to its end.
    #[track_caller]
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Ended {
        let mut process = self.spawn(arguments);
        if let Some(mut stdin) = process.child.stdin.take() {
            // It may have ended without reading it.
            let _ = stdin.write_all(input.as_bytes());
        }
        let status = process.wait();
        Ended {
            code: status.code(),
            stdout: process.stdout.all(),
            stderr: process.stderr.all(),
        }
    }

    /// A command that is not started yet.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
        command
            .args(arguments)
            .current_dir(self.directory())
            .env_clear()
            .envs(&self.variables);
        command
    }

    /// Starts a command.
    pub(crate) fn spawn(&self, arguments: &[&str]) -> Process {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary can be started");
        let stdout = Output::of(child.stdout.take().expect("it is piped"));
        let stderr = Output::of(child.stderr.take().expect("it is piped"));
        Process {
            child,
            stdout,
            stderr,
        }
    }
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its exit code, unless a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it wrote to standard output.
    pub(crate) stdout: String,
    /// What it wrote to standard error.
    pub(crate) stderr: String,
}

impl Ended {
    /// What it wrote to standard output, if it succeeded.
    #[track_caller]
    pub(crate) fn success(self) -> String {
        assert_eq!(self.code, Some(0), "the command failed: {self:?}");
        self.stdout
    }
}

/// A process of the binary. It is killed, if need be, when this value is dropped.
pub(crate) struct Process {
    child: Child,
    stdout: Output,
    pub(super) stderr: Output,
}

impl Process {
    pub(super) fn signal(&self, signal: TestSignal) {
        let signal = match signal {
            TestSignal::Terminate => Signal::TERM,
            TestSignal::Interrupt => Signal::INT,
        };
        // It may have ended already.
        let _ = kill_process(Pid::from_child(&self.child), signal);
    }

    /// How many KiB of memory it holds.
    pub(super) fn resident_memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).expect("it is running");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
            .expect("the system says how much it holds")
    }

    /// How it has ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child can be waited for")
    }

    /// Kills it: no time to finish anything.
    pub(crate) fn kill(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
    }

    #[track_caller]
    pub(super) fn wait(&mut self) -> ExitStatus {
        eventually("the process ends", || self.ended())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        let _ = self.child.wait();
    }
}

/// What a process writes, line by line, as far as it has written it.
pub(super) struct Output {
    shared: Arc<Shared>,
    reader: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct Shared {
    written: Mutex<Written>,
    changed: Condvar,
}

#[derive(Default)]
struct Written {
    lines: Vec<String>,
    is_all: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Output {
    fn of(pipe: impl Read + Send + 'static) -> Self {
        let shared = Arc::new(Shared::default());
        let writing = Arc::clone(&shared);
        let reader = thread::spawn(move || {
            let mut pipe = BufReader::new(pipe);
            let mut line = Vec::new();
            while pipe
                .read_until(b'\n', &mut line)
                .is_ok_and(|length| length > 0)
            {
                let text = String::from_utf8_lossy(&line).into_owned();
                writing.lock().lines.push(text);
                writing.changed.notify_all();
                line.clear();
            }
            writing.lock().is_all = true;
            writing.changed.notify_all();
        });
        Self {
            shared,
            reader: Mutex::new(Some(reader)),
        }
    }

    /// What `find` finds in a line, as soon as there is one. `None` if the process has closed its
    /// end, or takes too long.
    pub(super) fn find<T>(&self, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        let mut seen = 0;
        let mut found = None;
        let waiting = |written: &mut Written| {
            found = written
                .lines
                .iter()
                .skip(seen)
                .find_map(|line| find(line.trim_end()));
            seen = written.lines.len();
            found.is_none() && !written.is_all
        };
        let guard = self
            .shared
            .changed
            .wait_timeout_while(self.shared.lock(), TIMEOUT, waiting);
        drop(guard);
        found
    }

    /// What has been written so far.
    pub(super) fn so_far(&self) -> String {
        self.shared.lock().lines.concat()
    }

    /// Everything, once the process has ended.
    pub(super) fn all(&self) -> String {
        let reader = self
            .reader
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(reader) = reader {
            let _ = reader.join();
        }
        self.so_far()
    }
}
