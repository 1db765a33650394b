//! Why the service cannot start.

use std::io;
use std::net::SocketAddr;

use docket_credentials::TokenSettingsError;
use docket_persistence::{MigrationError, OpenError};
use opentelemetry_otlp::ExporterBuildError;

use crate::settings::SecretKeyError;

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
    /// The schema is not up to date, and is not to be brought there.
    #[error("the schema of the database is not up to date")]
    Outdated,
    /// Something cannot be counted as it was described.
    #[error("metrics cannot be counted")]
    Metrics(#[from] prometheus::Error),
    /// Traces cannot be sent as is set.
    #[error("OTEL_EXPORTER_OTLP_ENDPOINT: traces cannot be sent")]
    Traces(#[from] ExporterBuildError),
    /// The address cannot be had.
    #[error("HOST, PORT: cannot listen on {address}")]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
}
