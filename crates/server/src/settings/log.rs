//! Settings of the log.

use std::io::{self, IsTerminal};

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
    pub(super) const WORDS: &[(&str, Self)] = &[("text", Self::Text), ("json", Self::Json)];

    /// Text where people look, JSON where programs do.
    pub(super) fn for_this_process() -> Self {
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
    pub(super) const WORDS: &[(&str, Self)] = &[
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
