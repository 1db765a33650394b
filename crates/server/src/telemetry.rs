//! The log: where it goes and what it looks like.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tracing::Subscriber;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use crate::audit;
use crate::console;
use crate::settings::{LogFormat, LogLevel, LogSettings};

/// The file of the log cannot be written to.
#[derive(Debug, thiserror::Error)]
#[error("LOG_FILE: {path} cannot be opened")]
pub(crate) struct LogFileError {
    path: PathBuf,
    source: io::Error,
}

/// Sends log events to standard error from now on: as text for people, or as one JSON object a
/// line; and to the file that is set, if one is.
///
/// The level holds for Docket's own events. Libraries are heard from warnings on, whatever the
/// level: at their lowest levels some of them write what passes through, credentials included.
///
/// # Errors
/// [`LogFileError`].
pub(crate) fn init(settings: &LogSettings) -> Result<(), LogFileError> {
    let file = settings.file.as_deref().map(open).transpose()?;
    let text = || fmt::layer().with_writer(io::stderr);
    let (text, json) = match settings.format {
        LogFormat::Text => (
            Some(text().with_ansi(console::has_colours_on_stderr())),
            None,
        ),
        LogFormat::Json => (None, Some(json(io::stderr))),
    };
    tracing_subscriber::registry()
        .with(EnvFilter::new(filter(settings.level)))
        .with(text)
        .with(json)
        .with(file.map(json_file))
        .init();
    Ok(())
}

/// Sends log events to the file that is set, if one is, and nowhere else: for commands that say
/// themselves what became of them.
///
/// # Errors
/// [`LogFileError`].
pub(crate) fn init_file(settings: &LogSettings) -> Result<(), LogFileError> {
    if let Some(path) = &settings.file {
        let file = open(path)?;
        tracing_subscriber::registry()
            .with(EnvFilter::new(filter(settings.level)))
            .with(json_file(file))
            .init();
    }
    Ok(())
}

/// Which events are told. The audit trail is, as soon as anything is.
fn filter(level: LogLevel) -> String {
    let trail = audit::TARGET;
    match level {
        LogLevel::Off => "off".to_owned(),
        // What a client sends that is no HTTP is answered 400, and is no error of this service; why an
        // answer was broken off, has been told by whoever did that.
        LogLevel::Error => format!("error,actix_http=off,{trail}=info"),
        level => format!("warn,actix_http=off,docket={},{trail}=info", level.as_str()),
    }
}

/// One JSON object a line.
fn json<S, W>(writer: W) -> impl Layer<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    fmt::layer()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_ansi(false)
        .with_writer(writer)
}

fn json_file<S>(file: File) -> impl Layer<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    json(Arc::new(file))
}

/// The file, which is made for its owner alone if it is not there. Whatever is written is added at
/// its end at that moment: several processes can share it, and it can be emptied meanwhile.
fn open(path: &Path) -> Result<File, LogFileError> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
        .map_err(|source| LogFileError {
            path: path.to_owned(),
            source,
        })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_file_of_the_log_is_its_owners_and_is_added_to() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("docket.log");
        for name in ["first", "second"] {
            let log = tracing_subscriber::registry().with(json_file(open(&path).unwrap()));
            tracing::subscriber::with_default(log, || tracing::info!(name, "begun"));
        }
        let log = fs::read_to_string(&path).unwrap();
        let lines: Vec<serde_json::Value> = log
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 2, "{log}");
        assert_eq!(
            (&lines[0]["name"], &lines[1]["name"]),
            (&"first".into(), &"second".into())
        );
        assert_eq!(lines[0]["message"], "begun");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn a_file_that_cannot_be_opened_is_told_by_the_name_of_its_variable() {
        let directory = tempfile::tempdir().unwrap();
        let error = open(&directory.path().join("no/such/directory")).unwrap_err();
        assert!(error.to_string().starts_with("LOG_FILE: "), "{error}");
        assert!(open(directory.path()).is_err());
    }

    #[test]
    fn the_audit_trail_is_told_at_every_level_but_off() {
        for (level, is_told) in [
            (LogLevel::Off, false),
            (LogLevel::Error, true),
            (LogLevel::Warn, true),
            (LogLevel::Info, true),
            (LogLevel::Trace, true),
        ] {
            let log = tracing_subscriber::registry().with(EnvFilter::new(filter(level)));
            let found = tracing::subscriber::with_default(
                log,
                || tracing::enabled!(target: audit::TARGET, tracing::Level::INFO),
            );
            assert_eq!(found, is_told, "{level:?}");
        }
    }
}
