//! Sees to it that nothing a command has started outlives the command.
//!
//! The standard library cannot catch signals. So every command runs in two processes: the *front*,
//! which the person starts and which a signal simply ends, and the *worker*, which does the work in
//! a process group of its own, where Ctrl-C does not reach it. The worker's standard input is a
//! pipe from the front. Its end of file means that the front is gone, however that came about; then
//! every wait of the worker fails, and its guards stop the servers and remove their directories.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::failure::{Failure, Outcome};

/// The first argument by which the front tells the worker what it is.
pub(crate) const WORKER: &str = "--as-worker";

/// Whether the front has gone.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// The front: starts the worker, waits for it and passes on its exit code.
pub(crate) fn run_worker(arguments: &[OsString]) -> Outcome {
    let program = std::env::current_exe().map_err(Failure::while_doing("finding this program"))?;
    let mut worker = Command::new(program)
        .arg(WORKER)
        .args(arguments)
        .stdin(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(Failure::while_doing("starting the worker"))?;
    // `wait` would close the pipe first, which is what tells the worker to give up.
    let lifeline = worker.stdin.take();
    let status = worker
        .wait()
        .map_err(Failure::while_doing("waiting for the worker"))?;
    drop(lifeline);
    Failure::unless_success(status)
}

/// The worker: notes when the front is gone.
pub(crate) fn watch_the_front() {
    thread::spawn(|| {
        // An error would also mean that nobody is there any more.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        INTERRUPTED.store(true, Ordering::Relaxed);
    });
}

/// Fails once the front is gone; asked by everything that waits.
pub(crate) fn check() -> Outcome {
    if INTERRUPTED.load(Ordering::Relaxed) {
        return Err(Failure::Interrupted);
    }
    Ok(())
}
