//! What an operator can do about the errors that end a command.

mod copies;
mod database;

use std::borrow::Cow;
use std::io;

use crate::application::StartError;
use crate::console::{Exit, Explain};
use crate::settings::{SecretKeyError, SettingsError};
use crate::telemetry::LogFileError;

impl Explain for SettingsError {
    fn hint(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Variable {
                variable: "DATABASE_URL",
                problem: _,
            } => Some("write sqlite://docket.db, or postgres://user:password@host/name".into()),
            Self::Variable { .. } => None,
            Self::DotEnv(_) => Some("write NAME=value in each line, and blanks in quotes".into()),
        }
    }
}

impl Explain for LogFileError {
    fn hint(&self) -> Option<Cow<'static, str>> {
        Some("make its directory, and let this user write to it".into())
    }
}

impl Explain for StartError {
    fn hint(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::SecretKey(error) => error.hint(),
            Self::Tokens(_) | Self::Hasher(_) => None,
            Self::Metrics(_) => Some("this is a defect: report it".into()),
            Self::Traces(_) => Some("write http://host:4318, or leave it out".into()),
            Self::Open(error) => error.hint(),
            Self::Migrate(error) => error.hint(),
            Self::Outdated => {
                Some("run `docket migrate`, or set DATABASE_AUTO_MIGRATE=true".into())
            }
            Self::Listen { source, .. } => match source.kind() {
                io::ErrorKind::AddrInUse => {
                    Some("choose another PORT, or stop the program that listens there".into())
                }
                io::ErrorKind::PermissionDenied => {
                    Some("choose a PORT from 1024 on, as the others need privileges".into())
                }
                io::ErrorKind::AddrNotAvailable => Some(
                    "set HOST to an address of this machine, or to 0.0.0.0 for all of them".into(),
                ),
                _ => None,
            },
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Open(error) => error.exit(),
            Self::Migrate(error) => error.exit(),
            Self::SecretKey(_)
            | Self::Tokens(_)
            | Self::Hasher(_)
            | Self::Outdated
            | Self::Metrics(_)
            | Self::Traces(_)
            | Self::Listen { .. } => Exit::Failed,
        }
    }
}

impl Explain for SecretKeyError {
    fn hint(&self) -> Option<Cow<'static, str>> {
        match self {
            // What to do is in the message already.
            Self::Weak(_) | Self::WeakPrevious(_) | Self::Same => None,
            Self::Missing => Some("make one with `openssl rand -hex 32`".into()),
            Self::File { .. } => {
                Some("let this user write to its directory, or set SECRET_KEY".into())
            }
        }
    }
}
