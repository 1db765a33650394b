//! What an operator can do about backups that were not made, or not put in their place.

use std::borrow::Cow;
use std::io;

use docket_persistence::{BackupError, EngineKind, RestoreError, Unsound};

use crate::console::{Exit, Explain};

/// Which tools a server has for it.
fn tools(engine: EngineKind) -> Cow<'static, str> {
    match engine {
        EngineKind::Postgres => "use pg_dump and pg_restore (docs/operations.md)".into(),
        EngineKind::Mysql => "use mysqldump or mariadb-dump (docs/operations.md)".into(),
        EngineKind::Sqlite => "name a file of SQLite in DATABASE_URL".into(),
    }
}

/// What to do where a file cannot be written.
fn writing(error: &io::Error) -> Cow<'static, str> {
    match error.kind() {
        io::ErrorKind::NotFound => "make its directory".into(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk".into(),
        _ => "let this user write to it and its directory".into(),
    }
}

impl Explain for BackupError {
    fn hint(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::NotSqlite(engine) => Some(tools(*engine)),
            Self::NoDatabase(_) => Some("does DATABASE_URL say where it is?".into()),
            Self::Open(error) => error.hint(),
            Self::Exists(_) => Some("name another file, or add --force to replace it".into()),
            Self::NotAFile(_) | Self::Database(_) => Some("name another file".into()),
            Self::NotUnicode => Some("name another directory".into()),
            Self::Target { source, .. } => Some(writing(source)),
            Self::Copy(_) => Some("is there room on the disk, and is the database sound?".into()),
            Self::Unsound(reason) => unsound(reason),
            _ => None,
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Open(error) => error.exit(),
            Self::NoDatabase(_) | Self::Unsound(_) => Exit::BadInput,
            Self::Exists(_) | Self::NotAFile(_) | Self::Database(_) | Self::Target { .. } => {
                Exit::CannotCreate
            }
            _ => Exit::Failed,
        }
    }
}

impl Explain for RestoreError {
    fn hint(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::NotSqlite(engine) => Some(tools(*engine)),
            Self::Open(error) => error.hint(),
            Self::Same => Some("name the file of a backup".into()),
            Self::Unsound { reason, .. } => unsound(reason),
            Self::Migrate(_) => Some(
                "set DATABASE_AUTO_MIGRATE=false to restore it as it is, and try \
                 `docket migrate` then"
                    .into(),
            ),
            Self::InUse(_) => Some("stop the service, and whatever else has it open".into()),
            Self::Lock(_) => Some("let this user write to it and its directory".into()),
            Self::Log(_) => {
                Some("move the database and that file away together, and try again".into())
            }
            Self::Keep { source, .. } | Self::Place { source, .. } => Some(writing(source)),
            _ => None,
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Open(error) => error.exit(),
            Self::Same | Self::Unsound { .. } => Exit::BadInput,
            Self::InUse(_) => Exit::InUse,
            Self::Keep { .. } | Self::Place { .. } => Exit::CannotCreate,
            _ => Exit::Failed,
        }
    }
}

/// What to do about a file that is no sound database.
fn unsound(reason: &Unsound) -> Option<Cow<'static, str>> {
    Some(match reason {
        Unsound::Unreadable(_) => "is its name right, and may this user read it?".into(),
        Unsound::NotAFile | Unsound::NotADatabase | Unsound::NotDocket => {
            "name a file that `docket backup` made".into()
        }
        Unsound::Open(_) => "set DATABASE_URL to that database, and make a backup of it with \
                             `docket backup`"
            .into(),
        Unsound::Damaged(_) | Unsound::Dangling(_) => "use another backup".into(),
        Unsound::Newer(_) => "use the version of Docket that made it, or a newer one".into(),
        Unsound::NotUnicode => "rename it".into(),
        _ => return None,
    })
}
