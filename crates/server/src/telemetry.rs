//! The log: where it goes and what it looks like.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use crate::settings::{LogFormat, LogLevel};

/// Sends log events to standard error from now on: as text for people, or as one JSON object a
/// line.
///
/// The level holds for Docket's own events. Libraries are heard from warnings on, whatever the
/// level: at their lowest levels some of them write what passes through, credentials included.
pub(crate) fn init(format: LogFormat, level: LogLevel) {
    let filter = match level {
        LogLevel::Off => "off".to_owned(),
        LogLevel::Error => "error".to_owned(),
        // What a client sends that is no HTTP is answered 400, and is no error of this service.
        level => format!("warn,actix_http=off,docket={}", level.as_str()),
    };
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    match format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .init(),
    }
}
