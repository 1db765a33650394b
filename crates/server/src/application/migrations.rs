//! Bringing the schema up to date at start, also when the database server starts later than we.

use std::io;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::console::in_one_line;
use docket_persistence::{DatabaseUrl, MigrationError, Migrator};

use super::StartError;
use crate::settings::Settings;

/// How long to wait before trying again.
const PAUSE: Duration = Duration::from_secs(1);

/// A thread that tries until it succeeds. Dropping it ends it.
pub(super) struct Retry {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Brings the schema up to date. If the database is away, the service starts all the same, says
/// that it is not ready, and a thread goes on trying.
pub(super) fn run(database: &DatabaseUrl) -> Result<Option<Retry>, MigrationError> {
    let migrator = Migrator::new(database);
    match apply(&migrator) {
        Ok(()) => Ok(None),
        Err(MigrationError::Unavailable(cause)) => {
            tracing::warn!(
                cause = in_one_line(&*cause),
                "the database is away: its schema will be brought up to date when it is back"
            );
            Retry::start(migrator)
                .map(Some)
                .map_err(|error| MigrationError::Unavailable(error.into()))
        }
        Err(error) => Err(error),
    }
}

/// Brings the schema up to date for a command, unless the settings say otherwise: then it has to be
/// already.
pub(super) fn prepare(settings: &Settings) -> Result<(), StartError> {
    let migrator = Migrator::new(&settings.database);
    if settings.auto_migrate {
        apply(&migrator)?;
    } else if !is_up_to_date(&migrator)? {
        return Err(StartError::Outdated);
    }
    Ok(())
}

/// Whether all migrations are applied.
pub(super) fn is_up_to_date(migrator: &Migrator) -> Result<bool, MigrationError> {
    let status = migrator.status()?;
    Ok(status.iter().all(|migration| migration.applied))
}

/// Brings the schema up to date now, and tells of it.
pub(super) fn apply(migrator: &Migrator) -> Result<(), MigrationError> {
    let applied = migrator.run()?;
    if !applied.is_empty() {
        tracing::info!(
            migrations = applied.join(", "),
            "the schema was brought up to date"
        );
    }
    Ok(())
}

impl Retry {
    fn start(migrator: Migrator) -> io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("docket-migrate".to_owned())
            .spawn(move || {
                while stopped.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                    match apply(&migrator) {
                        Ok(()) => return,
                        Err(MigrationError::Unavailable(_)) => {}
                        Err(error) => {
                            tracing::error!(
                                cause = in_one_line(&error),
                                "the schema cannot be brought up to date"
                            );
                        }
                    }
                }
            })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Retry {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It has nothing left to say, not even if it panicked.
            let _ = thread.join();
        }
    }
}
