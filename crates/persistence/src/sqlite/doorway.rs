//! Who opens a database, and who puts another one in its place, wait for each other.
//!
//! Whoever has opened a file of SQLite holds a lock on it for as long as it is open, and so cannot
//! have it replaced under their hands. But between opening the file and having that lock there is
//! a moment, in which the file could become another one: then they would lock the old one and
//! write their log beside the new one. So both lock the directory meanwhile: it is always there,
//! it is never replaced, and a process that dies gives the lock back.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// For how long those who open a file wait for one who replaces it, which takes moments.
const OPENING: Duration = Duration::from_secs(10);
/// And the other way round.
const REPLACING: Duration = Duration::from_secs(5);
/// How long to wait before trying again: nothing tells when the other one is done.
const PAUSE: Duration = Duration::from_millis(2);

/// The lock of a directory, until this is dropped.
#[derive(Debug)]
pub(super) struct Doorway {
    _directory: Option<File>,
}

/// Somebody else has the lock.
#[derive(Debug)]
pub(super) struct Occupied;

impl Doorway {
    /// For opening a file in `directory`, as many may at once. Where a directory cannot be locked
    /// at all, which is so on some network file systems, nobody is kept from it.
    pub(super) fn open(directory: &Path) -> Result<Self, Occupied> {
        Self::wait(directory, OPENING, File::try_lock_shared)
    }

    /// For replacing a file in `directory`, as one alone may.
    pub(super) fn close(directory: &Path) -> Result<Self, Occupied> {
        Self::wait(directory, REPLACING, File::try_lock)
    }

    fn wait(
        directory: &Path,
        patience: Duration,
        try_lock: impl Fn(&File) -> Result<(), TryLockError>,
    ) -> Result<Self, Occupied> {
        let Ok(file) = File::open(directory) else {
            return Ok(Self { _directory: None });
        };
        let begun = Instant::now();
        loop {
            match try_lock(&file) {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => {
                    tracing::debug!(cause = %error, "the directory of the database cannot be locked");
                    break;
                }
                Err(TryLockError::WouldBlock) if begun.elapsed() > patience => {
                    return Err(Occupied);
                }
                Err(TryLockError::WouldBlock) => thread::park_timeout(PAUSE),
            }
        }
        Ok(Self {
            _directory: Some(file),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_open_at_once_and_one_replaces_alone() {
        let directory = tempfile::tempdir().unwrap();
        let try_to_close = || {
            let file = File::open(directory.path()).unwrap();
            file.try_lock().is_ok()
        };
        let openers = [
            Doorway::open(directory.path()).unwrap(),
            Doorway::open(directory.path()).unwrap(),
        ];
        assert!(!try_to_close());
        drop(openers);
        assert!(try_to_close());
        let closer = Doorway::close(directory.path()).unwrap();
        assert!(!try_to_close());
        thread::scope(|scope| {
            let opener = scope.spawn(|| Doorway::open(directory.path()).is_ok());
            drop(closer);
            assert!(opener.join().unwrap(), "it is waited for");
        });
    }
}
