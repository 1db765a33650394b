//! The settings: read once from the environment and the `.env` file, checked all at once.

mod log;
mod network;
mod reader;
mod secret_key;
mod traces;
mod values;

pub(crate) use log::{LogFormat, LogLevel, LogSettings};
pub(crate) use reader::SettingsError;
pub(crate) use secret_key::{SecretKey, SecretKeyError};
pub(crate) use traces::TraceSettings;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;
use std::thread;
use std::time::Duration;

use docket_application::tasks::{ForeignTasks, TaskSettings};
use docket_credentials::{Algorithm, TokenAlgorithm};
use docket_domain::SessionLifetime;
use docket_http::{AllowedOrigins, Limits, RateLimitSettings, TrustedProxies};
use docket_persistence::DatabaseUrl;

use self::reader::Reader;

/// For how many days sessions can go on.
const DAYS: RangeInclusive<u32> = 1..=3650;

/// All settings, checked.
#[derive(Debug)]
pub(crate) struct Settings {
    /// Which database.
    pub(crate) database: DatabaseUrl,
    /// How many connections to it, or reader threads; by engine if absent.
    pub(crate) pool_size: Option<NonZeroUsize>,
    /// Whether to bring the schema up to date at start.
    pub(crate) auto_migrate: bool,
    /// What access tokens are signed with.
    pub(crate) secret_key: SecretKey,
    /// How access tokens are signed.
    pub(crate) algorithm: TokenAlgorithm,
    /// For how many seconds access tokens are good.
    pub(crate) token_lifetime: u32,
    /// How long sessions go on.
    pub(crate) session_lifetime: SessionLifetime,
    /// Where to listen.
    pub(crate) address: SocketAddr,
    /// How many threads handle requests.
    pub(crate) workers: usize,
    /// How passwords are hashed.
    pub(crate) hasher: Algorithm,
    /// What is set of tasks.
    pub(crate) tasks: TaskSettings,
    /// What every request is held to.
    pub(crate) limits: Limits,
    /// How often is too often; nothing ever is if absent.
    pub(crate) rate_limits: Option<RateLimitSettings>,
    /// Who is believed when they say for whom they ask.
    pub(crate) trusted_proxies: TrustedProxies,
    /// Which other sites may read answers.
    pub(crate) allowed_origins: AllowedOrigins,
    /// How long a connection is kept without a request.
    pub(crate) keep_alive: Duration,
    /// How long to go on as before, but for readiness, when told to stop.
    pub(crate) shutdown_delay: Duration,
    /// How long requests under way may take to finish at shutdown.
    pub(crate) shutdown_timeout: Duration,
    /// Whether `GET /metrics` shows what is counted.
    pub(crate) metrics: bool,
    /// Where traces go; there are none if absent.
    pub(crate) traces: Option<TraceSettings>,
    /// The log.
    pub(crate) log: LogSettings,
}

impl Settings {
    /// Reads the settings of this process.
    ///
    /// # Errors
    /// [`SettingsError`], naming the variable.
    pub(crate) fn load() -> Result<Self, SettingsError> {
        Self::read(&Reader::of_process()?)
    }

    /// Reads the settings that the text of an `.env` file stands for, without the environment.
    #[cfg(feature = "probe")]
    pub(crate) fn of_text(text: &[u8]) -> Result<Self, SettingsError> {
        Self::read(&Reader::of_text(text)?)
    }

    fn read(reader: &Reader) -> Result<Self, SettingsError> {
        let defaults = Limits::default();
        let cost = reader.integer("BCRYPT_COST", Algorithm::BCRYPT_COSTS, 12)?;
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            database: values::database(reader)?,
            pool_size: reader.optional("DATABASE_POOL_SIZE", |value| {
                reader::integer(value, 1..=1000)
                    .and_then(|n| NonZeroUsize::new(n).ok_or("at least 1".into()))
            })?,
            auto_migrate: reader.boolean("DATABASE_AUTO_MIGRATE", true)?,
            secret_key: SecretKey::read(reader),
            algorithm: reader.word("ALGORITHM", values::ALGORITHMS, TokenAlgorithm::Hs256)?,
            token_lifetime: 60 * reader.integer("ACCESS_TOKEN_EXPIRE_MINUTES", 1..=527_040, 30)?,
            session_lifetime: SessionLifetime {
                idle: reader.days("REFRESH_TOKEN_EXPIRE_DAYS", DAYS, 30)?,
                absolute: reader.days("SESSION_EXPIRE_DAYS", DAYS, 180)?,
            },
            address: network::address(reader)?,
            workers: reader.integer("WORKERS", 1..=1024, cores)?,
            hasher: reader.word(
                "PASSWORD_HASHER",
                &values::hashers(cost),
                Algorithm::Bcrypt { cost },
            )?,
            tasks: TaskSettings {
                foreign_tasks: reader.word(
                    "FOREIGN_TASKS",
                    values::FOREIGN_TASKS,
                    ForeignTasks::Forbidden,
                )?,
                keep_answers_for: 3600 * reader.integer("IDEMPOTENCY_KEY_HOURS", 1..=8760, 24)?,
            },
            limits: Limits {
                max_body_bytes: reader.integer(
                    "MAX_BODY_BYTES",
                    1..=1 << 30,
                    defaults.max_body_bytes,
                )?,
                request_timeout: reader.seconds(
                    "REQUEST_TIMEOUT_SECONDS",
                    1..=3600,
                    defaults.request_timeout,
                )?,
            },
            rate_limits: network::rate_limits(reader)?,
            trusted_proxies: reader.parsed("TRUSTED_PROXIES")?.unwrap_or_default(),
            allowed_origins: reader.parsed("CORS_ORIGINS")?.unwrap_or_default(),
            keep_alive: reader.seconds("KEEP_ALIVE_SECONDS", 1..=3600, Duration::from_secs(75))?,
            shutdown_delay: reader.seconds("SHUTDOWN_DELAY_SECONDS", 0..=600, Duration::ZERO)?,
            shutdown_timeout: reader.seconds(
                "SHUTDOWN_TIMEOUT_SECONDS",
                0..=3600,
                Duration::from_secs(30),
            )?,
            metrics: reader.boolean("METRICS", true)?,
            traces: TraceSettings::read(reader)?,
            log: LogSettings::read(reader)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Settings, String> {
        Settings::read(&Reader::with(variables)).map_err(|error| error.to_string())
    }

    #[test]
    fn without_any_variable_everything_has_its_default() {
        let settings = read(&[]).unwrap();
        assert_eq!(settings.address.to_string(), "127.0.0.1:8000");
        assert_eq!(settings.database.sqlite_path(), Some("docket.db".as_ref()));
        assert_eq!(settings.token_lifetime, 30 * 60);
        assert_eq!(settings.session_lifetime, SessionLifetime::default());
        assert_eq!(settings.hasher, Algorithm::Bcrypt { cost: 12 });
        assert_eq!(settings.rate_limits, Some(RateLimitSettings::default()));
        assert_eq!(settings.log.file, None);
        assert!(settings.auto_migrate && settings.metrics);
        assert!(settings.traces.is_none());
    }

    #[test]
    fn an_empty_variable_counts_as_absent() {
        assert_eq!(
            read(&[("PORT", ""), ("HOST", " ")]).unwrap().address.port(),
            8000
        );
    }

    #[test]
    fn a_value_that_does_not_parse_is_named_by_its_variable_and_not_shown() {
        for (variable, value) in [
            ("PORT", "http"),
            ("PORT", "65536"),
            ("HOST", "no such host"),
            ("WORKERS", "0"),
            ("BCRYPT_COST", "3"),
            ("PASSWORD_HASHER", "md5sum"),
            ("ALGORITHM", "RS256"),
            ("FOREIGN_TASKS", "shown"),
            ("ACCESS_TOKEN_EXPIRE_MINUTES", "-1"),
            ("REFRESH_TOKEN_EXPIRE_DAYS", "0"),
            ("REFRESH_TOKEN_EXPIRE_DAYS", "3651"),
            ("SESSION_EXPIRE_DAYS", "0"),
            ("SESSION_EXPIRE_DAYS", "forever"),
            ("RATE_LIMIT", "some"),
            ("RATE_LIMIT_LOGIN", "often"),
            ("RATE_LIMIT_LOGIN", "0/minute"),
            ("RATE_LIMIT_REGISTER", "20"),
            ("RATE_LIMIT_API", "1/fortnight"),
            ("TRUSTED_PROXIES", "proxy.example"),
            ("TRUSTED_PROXIES", "10.0.0.0/33"),
            ("CORS_ORIGINS", "app.example"),
            ("MAX_BODY_BYTES", "1MiB"),
            ("KEEP_ALIVE_SECONDS", "0"),
            ("SHUTDOWN_DELAY_SECONDS", "601"),
            ("DATABASE_AUTO_MIGRATE", "maybe"),
            ("DATABASE_URL", "oracle://ada:hunter2@h/d"),
            ("METRICS", "some"),
            ("LOG_LEVEL", "loud"),
            ("LOG_FORMAT", "xml"),
        ] {
            let error = read(&[(variable, value)]).unwrap_err();
            let problem = error
                .strip_prefix(variable)
                .unwrap_or_else(|| panic!("{error}"));
            assert!(!problem.contains(&format!("`{value}`")), "{error}");
            assert!(!problem.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn words_are_read_without_regard_to_case() {
        let settings = read(&[
            ("PASSWORD_HASHER", "Argon2id"),
            ("DATABASE_AUTO_MIGRATE", "OFF"),
        ]);
        let settings = settings.unwrap();
        assert_eq!(
            (settings.hasher, settings.auto_migrate),
            (Algorithm::Argon2id, false)
        );
    }

    #[test]
    fn sessions_and_rates_are_as_they_are_set() {
        let settings = read(&[
            ("REFRESH_TOKEN_EXPIRE_DAYS", "3650"),
            ("SESSION_EXPIRE_DAYS", "1"),
            ("RATE_LIMIT_LOGIN", "1/minute"),
        ]);
        let settings = settings.unwrap();
        let lifetime = settings.session_lifetime;
        assert_eq!((lifetime.idle, lifetime.absolute), (315_360_000, 86_400));
        let rates = settings.rate_limits.unwrap();
        assert_eq!(rates.login, "1/minute".parse().unwrap());
        assert_eq!(rates.api, RateLimitSettings::default().api);
    }

    #[test]
    fn rates_that_are_off_are_read_all_the_same() {
        let off = ("RATE_LIMIT", "off");
        assert_eq!(read(&[off]).unwrap().rate_limits, None);
        let error = read(&[off, ("RATE_LIMIT_API", "often")]).unwrap_err();
        assert!(error.starts_with("RATE_LIMIT_API: "), "{error}");
    }
}
