//! The composition root: which adapter goes to which port.

mod administration;
mod error;
mod maintenance;
mod migrations;
mod takeover;
mod watched;

pub(crate) use administration::Administration;
pub(crate) use error::StartError;
pub(crate) use takeover::Takeover;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use docket_application::sessions::{Callers, Tokens};
use docket_application::{
    AccountService, AdministrationService, MaintenanceService, SessionService, StatisticsService,
    TagService, TaskService,
};
use docket_credentials::{Hasher, HasherSettings, JwtSettings, JwtTokens, RandomTokens};
use docket_http::{Metrics, RateLimits, Readiness, ServerSettings, Services};
use docket_persistence::{Database, DatabaseOptions};

use self::migrations::Retry;
use self::watched::Watched;
use crate::build_info::build_info;
use crate::clock::SystemClock;
use crate::limits;
use crate::metrics;
use crate::settings::Settings;
use crate::traces::Traces;

/// How long the service goes on taking requests at least after it has said that they are no longer
/// welcome, so that those already on their way to it are answered.
const DRAIN: Duration = Duration::from_millis(300);

/// How long the last traces may take to be sent, at most.
const FLUSH: Duration = Duration::from_secs(5);

/// The service, put together and listening.
pub(crate) struct Application {
    listener: TcpListener,
    settings: ServerSettings,
    services: Services,
    database: Arc<Database>,
    traces: Option<Traces>,
    migrations: Option<Retry>,
    drain: Duration,
}

impl Application {
    /// Puts the service together: everything that can fail does so here, before the first
    /// request.
    ///
    /// # Errors
    /// [`StartError`].
    pub(crate) fn build(settings: Settings) -> Result<Self, StartError> {
        let is_loopback = settings.address.ip().is_loopback();
        let keys = settings
            .secret_key
            .resolve(&settings.database, is_loopback)?;
        let access = JwtTokens::new(&JwtSettings {
            algorithm: settings.algorithm,
            secret: keys.present,
            previous: keys.previous,
            lifetime: settings.token_lifetime,
        })?;
        let tokens = Tokens {
            access: Arc::new(access),
            refresh: Arc::new(RandomTokens),
        };
        let rate_limits = RateLimits::new(settings.rate_limits);
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
        let build = build_info();
        let metrics = Metrics::new(settings.metrics);
        metrics::describe(metrics.registry(), &build)?;
        let traces = Traces::start_if(settings.traces, &build)?;
        let Watched {
            store,
            passwords,
            audit,
        } = Watched::new(&metrics, traces.as_ref(), &database, hasher, &rate_limits)?;
        let callers = Callers::new();
        let services = Services {
            accounts: AccountService::new(
                store.clone(),
                passwords.clone(),
                clock.clone(),
                audit.clone(),
                callers.clone(),
            ),
            sessions: SessionService::new(
                store.clone(),
                passwords.clone(),
                tokens,
                clock.clone(),
                audit.clone(),
                callers.clone(),
                settings.session_lifetime,
            ),
            administration: AdministrationService::new(
                store.clone(),
                passwords,
                clock.clone(),
                audit.clone(),
                callers,
            ),
            tasks: TaskService::new(store.clone(), clock.clone(), audit, settings.tasks),
            tags: TagService::new(store.clone(), clock.clone()),
            statistics: StatisticsService::new(store.clone(), clock.clone()),
            store,
            clock,
            readiness: Readiness::default(),
            metrics,
            tracer: traces.as_ref().map(Traces::of_requests),
            build,
            rate_limits,
        };
        let listener =
            docket_http::listen(settings.address).map_err(|source| StartError::Listen {
                address: settings.address,
                source,
            })?;
        let drain = DRAIN + settings.shutdown_delay;
        let settings = ServerSettings {
            workers: settings.workers,
            limits: settings.limits,
            keep_alive: settings.keep_alive,
            shutdown_timeout: settings.shutdown_timeout,
            max_connections: limits::max_connections(),
            trusted_proxies: settings.trusted_proxies,
            allowed_origins: settings.allowed_origins,
        };
        Ok(Self {
            listener,
            settings,
            services,
            database,
            traces,
            migrations,
            drain,
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
        let drain = self.drain;
        let shutdown = async move {
            stop.await;
            readiness.begin_shutdown();
            tokio::time::sleep(drain).await;
        };
        let flush = self.settings.shutdown_timeout.min(FLUSH);
        docket_http::serve(self.listener, self.settings, self.services, shutdown).await?;
        drop(self.migrations);
        self.database.close();
        if let Some(traces) = self.traces {
            traces.finish(flush);
        }
        Ok(())
    }
}
