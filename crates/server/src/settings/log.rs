//! Settings of the log.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use super::reader::{Reader, SettingsError};

/// The log: what it looks like, what it tells, and where it goes beside standard error.
#[derive(Debug)]
pub(crate) struct LogSettings {
    /// What it looks like on standard error.
    pub(crate) format: LogFormat,
    /// What it tells.
    pub(crate) level: LogLevel,
    /// A file that it goes to as well.
    pub(crate) file: Option<PathBuf>,
}

impl LogSettings {
    pub(super) fn read(reader: &Reader) -> Result<Self, SettingsError> {
        Ok(Self {
            format: reader.word(
                "LOG_FORMAT",
                LogFormat::WORDS,
                LogFormat::for_this_process(),
            )?,
            level: reader.word("LOG_LEVEL", LogLevel::WORDS, LogLevel::Info)?,
            file: reader.get("LOG_FILE").map(PathBuf::from),
        })
    }
}

/// What the log looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    /// The words for it.
    const WORDS: &[(&str, Self)] = &[("text", Self::Text), ("json", Self::Json)];

    /// Text where people look, JSON where programs do.
    fn for_this_process() -> Self {
        if io::stderr().is_terminal() {
            Self::Text
        } else {
            Self::Json
        }
    }
}

/// From which level on events are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogLevel {
    /// None.
    Off,
    /// Defects.
    Error,
    /// What should be looked at.
    Warn,
    /// One line for each request, and what the service as a whole does.
    Info,
    /// What helps to find a defect.
    Debug,
    /// Everything.
    Trace,
}

impl LogLevel {
    /// The words for it.
    const WORDS: &[(&str, Self)] = &[
        ("off", Self::Off),
        ("error", Self::Error),
        ("warn", Self::Warn),
        ("info", Self::Info),
        ("debug", Self::Debug),
        ("trace", Self::Trace),
    ];

    /// The word for it.
    pub(crate) fn as_str(self) -> &'static str {
        Self::WORDS
            .iter()
            .find_map(|(word, level)| (*level == self).then_some(*word))
            .unwrap_or("info")
    }
}
