//! What a command needs that manages accounts beside a running service, or without one.

use std::sync::Arc;

use docket_application::ports::store::Store;
use docket_application::ports::throttle::Unthrottled;
use docket_application::sessions::Callers;
use docket_application::{AdministrationService, Passwords};
use docket_credentials::{Hasher, HasherSettings};
use docket_persistence::{Database, DatabaseOptions};

use super::{StartError, migrations};
use crate::audit::LoggedTrail;
use crate::clock::SystemClock;
use crate::settings::Settings;

/// The use cases of administration, on an open database. It is closed when this is dropped.
pub(crate) struct Administration {
    service: AdministrationService,
    database: Arc<Database>,
}

impl Administration {
    /// Opens the database, and brings its schema up to date first, unless the settings say
    /// otherwise.
    ///
    /// # Errors
    /// [`StartError`].
    pub(crate) fn open(settings: &Settings) -> Result<Self, StartError> {
        migrations::prepare(settings)?;
        let database = Database::open(&settings.database, DatabaseOptions::default())?;
        let database = Arc::new(database);
        let hasher = Hasher::new(HasherSettings {
            threads: 1,
            ..HasherSettings::new(settings.hasher)
        })?;
        let service = AdministrationService::new(
            Store::new(database.clone()),
            Passwords::new(Arc::new(hasher), Arc::new(Unthrottled)),
            Arc::new(SystemClock),
            Arc::new(LoggedTrail),
            Callers::new(),
        );
        Ok(Self { service, database })
    }

    /// The use cases.
    pub(crate) fn service(&self) -> &AdministrationService {
        &self.service
    }
}

impl Drop for Administration {
    fn drop(&mut self) {
        self.database.close();
    }
}
