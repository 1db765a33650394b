//! What a command needs that takes over what another program has.

use std::sync::Arc;
use std::time::Duration;

use docket_application::TakeoverService;
use docket_application::ports::store::Store;
use docket_credentials::{Hasher, HasherSettings};
use docket_persistence::{Database, DatabaseOptions, Migrator};

use super::{StartError, migrations};
use crate::audit::LoggedTrail;
use crate::clock::SystemClock;
use crate::settings::Settings;

/// How long everything may take to be written: it is one unit of work, of many statements.
const PATIENCE: Duration = Duration::from_hours(6);

/// The use cases of taking over, on an open database. It is closed when this is dropped.
pub(crate) struct Takeover {
    service: TakeoverService,
    database: Arc<Database>,
}

impl Takeover {
    /// What tells whether hashes can be used, and makes those of nobody.
    ///
    /// # Errors
    /// [`StartError::Hasher`].
    pub(crate) fn hasher(settings: &Settings) -> Result<Arc<Hasher>, StartError> {
        let hasher = Hasher::new(HasherSettings {
            threads: 1,
            ..HasherSettings::new(settings.hasher)
        })?;
        Ok(Arc::new(hasher))
    }

    /// Opens the database, and brings its schema up to date first, unless the settings say
    /// otherwise.
    ///
    /// # Errors
    /// [`StartError`].
    pub(crate) fn open(settings: &Settings, hasher: Arc<Hasher>) -> Result<Self, StartError> {
        migrations::prepare(settings)?;
        Self::open_as_it_is(settings, hasher)
    }

    fn open_as_it_is(settings: &Settings, hasher: Arc<Hasher>) -> Result<Self, StartError> {
        let options = DatabaseOptions {
            work: PATIENCE,
            ..DatabaseOptions::default()
        };
        let database = Arc::new(Database::open(&settings.database, options)?);
        let service = TakeoverService::new(
            Store::new(database.clone()),
            hasher,
            Arc::new(SystemClock),
            Arc::new(LoggedTrail),
        );
        Ok(Self { service, database })
    }

    /// Opens the database only if it is there with the schema that this version needs: nothing is
    /// made or changed.
    ///
    /// # Errors
    /// [`StartError`].
    pub(crate) fn open_existing(
        settings: &Settings,
        hasher: Arc<Hasher>,
    ) -> Result<Option<Self>, StartError> {
        if migrations::is_up_to_date(&Migrator::new(&settings.database))? {
            Self::open_as_it_is(settings, hasher).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The use cases.
    pub(crate) fn service(&self) -> &TakeoverService {
        &self.service
    }
}

impl Drop for Takeover {
    fn drop(&mut self) {
        self.database.close();
    }
}
