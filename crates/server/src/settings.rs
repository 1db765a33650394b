//! The settings: read once from the environment and the `.env` file, checked all at once.

mod log;
mod network;
mod reader;
mod secret_key;
mod values;

pub(crate) use log::{LogFormat, LogLevel};
pub(crate) use reader::SettingsError;
pub(crate) use secret_key::{SecretKey, SecretKeyError};

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::thread;
use std::time::Duration;

use docket_application::tasks::{ForeignTasks, TaskSettings};
use docket_credentials::{Algorithm, TokenAlgorithm};
use docket_http::Limits;
use docket_persistence::DatabaseUrl;

use self::reader::Reader;

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
    /// How long requests under way may take to finish at shutdown.
    pub(crate) shutdown_timeout: Duration,
    /// What the log looks like.
    pub(crate) log_format: LogFormat,
    /// What the log tells.
    pub(crate) log_level: LogLevel,
}

impl Settings {
    /// Reads the settings of this process.
    ///
    /// # Errors
    /// [`SettingsError`], naming the variable.
    pub(crate) fn load() -> Result<Self, SettingsError> {
        Self::read(&Reader::of_process()?)
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
            shutdown_timeout: reader.seconds(
                "SHUTDOWN_TIMEOUT_SECONDS",
                0..=3600,
                Duration::from_secs(30),
            )?,
            log_format: reader.word(
                "LOG_FORMAT",
                LogFormat::WORDS,
                LogFormat::for_this_process(),
            )?,
            log_level: reader.word("LOG_LEVEL", LogLevel::WORDS, LogLevel::Info)?,
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
        assert_eq!(settings.hasher, Algorithm::Bcrypt { cost: 12 });
        assert!(settings.auto_migrate);
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
            ("MAX_BODY_BYTES", "1MiB"),
            ("DATABASE_AUTO_MIGRATE", "maybe"),
            ("DATABASE_URL", "oracle://ada:hunter2@h/d"),
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
}
