//! URLs of SQLite files.

use std::path::PathBuf;

use percent_encoding::percent_decode_str;

use super::{DatabaseUrlError, EngineKind};

/// Reads what follows `sqlite:`.
pub(super) fn parse(rest: &str) -> Result<PathBuf, DatabaseUrlError> {
    let (location, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = percent_decode_str(path_of(location))
        .decode_utf8()
        .ok()
        .filter(|path| !path.contains('\0'))
        .ok_or(DatabaseUrlError::Encoding)?;
    if path.ends_with(":memory:") {
        return Err(DatabaseUrlError::InMemory);
    }
    // An empty location is SQLAlchemy's spelling of a database in memory, and most likely a slip.
    if path.is_empty() || path.ends_with('/') {
        return Err(DatabaseUrlError::NoFile);
    }
    refuse_parameters(query)?;
    Ok(PathBuf::from(path.into_owned()))
}

/// The part of the location that is the path. See [`super::DatabaseUrl::parse`] for the rule.
fn path_of(location: &str) -> &str {
    let Some(after_two) = location.strip_prefix("//") else {
        return location;
    };
    let Some(after_three) = after_two.strip_prefix('/') else {
        return after_two;
    };
    let is_relative = after_three.starts_with("./")
        || after_three.starts_with("../")
        || !after_three.contains('/');
    // After a fourth slash it begins with one, and so does `/dir/file` after the third.
    if is_relative || after_three.starts_with('/') {
        after_three
    } else {
        after_two
    }
}

/// Nothing that stands after a question mark would have an effect.
fn refuse_parameters(query: &str) -> Result<(), DatabaseUrlError> {
    match query.split('&').find(|parameter| !parameter.is_empty()) {
        None => Ok(()),
        Some(parameter) => Err(DatabaseUrlError::UnknownParameter {
            engine: EngineKind::Sqlite,
            name: parameter.split('=').next().unwrap_or_default().to_owned(),
            known: "none",
        }),
    }
}
