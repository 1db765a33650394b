//! The composition root: which adapter goes to which port.

mod maintenance;
mod migrations;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use docket_application::ports::store::Store;
use docket_application::{
    AccountService, MaintenanceService, SessionService, StatisticsService, TagService, TaskService,
};
use docket_credentials::{Hasher, HasherSettings, JwtSettings, JwtTokens, TokenSettingsError};
use docket_http::{Readiness, ServerSettings, Services};
use docket_persistence::{Database, DatabaseOptions, MigrationError, OpenError};

use self::migrations::Retry;
use crate::build_info::build_info;
use crate::clock::SystemClock;
use crate::settings::{SecretKeyError, Settings};

/// How long the service goes on taking requests after it has said that they are no longer
/// welcome, so that those already on their way to it are answered.
const DRAIN: Duration = Duration::from_millis(300);

/// The service, put together and listening.
pub(crate) struct Application {
    listener: TcpListener,
    settings: ServerSettings,
    services: Services,
    database: Arc<Database>,
    migrations: Option<Retry>,
}

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    /// No key to sign access tokens with.
    #[error(transparent)]
    SecretKey(#[from] SecretKeyError),
    /// The key cannot be used.
    #[error("SECRET_KEY cannot be used")]
    Tokens(#[from] TokenSettingsError),
    /// Passwords cannot be hashed.
    #[error("passwords cannot be hashed")]
    Hasher(#[from] docket_credentials::SettingsError),
    /// The database cannot be opened.
    #[error("DATABASE_URL: the database cannot be opened")]
    Open(#[from] OpenError),
    /// The schema cannot be brought up to date.
    #[error("the schema of the database cannot be brought up to date")]
    Migrate(#[from] MigrationError),
    /// The address cannot be had.
    #[error("HOST, PORT: cannot listen on {address}")]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
}

impl Application {
    /// Puts the service together: everything that can fail does so here, before the first
    /// request.
    ///
    /// # Errors
    /// [`StartError`].
    pub(crate) fn build(settings: Settings) -> Result<Self, StartError> {
        let is_loopback = settings.address.ip().is_loopback();
        let secret = settings
            .secret_key
            .resolve(&settings.database, is_loopback)?;
        let tokens = JwtTokens::new(&JwtSettings {
            algorithm: settings.algorithm,
            secret,
            lifetime: settings.token_lifetime,
        })?;
        let hasher = Arc::new(Hasher::new(HasherSettings::new(settings.hasher))?);
        let options = DatabaseOptions {
            pool_size: settings.pool_size,
            ..DatabaseOptions::default()
        };
        let database = Arc::new(Database::open(&settings.database, options)?);
        let migrations = if settings.auto_migrate {
            migrations::run(&settings.database)?
        } else {
            None
        };

        let clock = Arc::new(SystemClock);
        let store = Store::new(database.clone());
        let services = Services {
            accounts: AccountService::new(store.clone(), hasher.clone(), clock.clone()),
            sessions: SessionService::new(store.clone(), hasher, Arc::new(tokens), clock.clone()),
            tasks: TaskService::new(store.clone(), clock.clone(), settings.tasks),
            tags: TagService::new(store.clone(), clock.clone()),
            statistics: StatisticsService::new(store.clone(), clock.clone()),
            store,
            clock,
            readiness: Readiness::default(),
            build: build_info(),
        };
        let listener =
            docket_http::listen(settings.address).map_err(|source| StartError::Listen {
                address: settings.address,
                source,
            })?;
        let settings = ServerSettings {
            workers: settings.workers,
            limits: settings.limits,
            shutdown_timeout: settings.shutdown_timeout,
        };
        Ok(Self {
            listener,
            settings,
            services,
            database,
            migrations,
        })
    }

    /// Where the service listens.
    ///
    /// # Errors
    /// If the operating system does not say.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` resolves, then finishes what is under way.
    ///
    /// # Errors
    /// If the listener fails.
    pub(crate) async fn run(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let services = &self.services;
        maintenance::start(MaintenanceService::new(
            services.store.clone(),
            services.clock.clone(),
        ));
        let readiness = services.readiness.clone();
        let shutdown = async move {
            stop.await;
            readiness.begin_shutdown();
            tokio::time::sleep(DRAIN).await;
        };
        docket_http::serve(self.listener, self.settings, self.services, shutdown).await?;
        drop(self.migrations);
        self.database.close();
        Ok(())
    }
}
