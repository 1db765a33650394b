//! What access tokens are signed with.
//!
//! Without `SECRET_KEY`, a key is made once and kept in a file that only its owner can read, so
//! that tokens outlive a restart. What is too short or well known is good enough for trying
//! things out on one's own machine, and refused where others can reach the service: so is a
//! previous key, with which tokens can be forged as well.

mod kept;

use std::io;
use std::path::PathBuf;

use docket_persistence::DatabaseUrl;
use secrecy::{ExposeSecret, SecretString};

use self::kept::kept_in;
use super::reader::Reader;

/// The least number of bytes of a key: as many as the shortest hash has (RFC 7518, section 3.2).
const MIN_BYTES: usize = 32;

/// Parts of keys that people forget to replace.
const PLACEHOLDERS: [&str; 12] = [
    "changeme",
    "change-me",
    "change_me",
    "change-this",
    "change_this",
    "change-in-production",
    "change_in_production",
    "your-secret",
    "your_secret",
    "yoursecret",
    "secret-key",
    "secret_key",
];

/// A key that stands in the tutorial of a popular framework, and so in many a deployment.
const TUTORIAL_KEY: &str = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7";

/// What access tokens are signed with, as far as it is set.
#[derive(Debug)]
pub(crate) struct SecretKey {
    present: Option<SecretString>,
    previous: Option<SecretString>,
}

/// What access tokens are signed with.
#[derive(Debug)]
pub(crate) struct Keys {
    /// The key that new ones are signed with.
    pub(crate) present: SecretString,
    /// The key before it, if there are still tokens of it to be accepted.
    pub(crate) previous: Option<SecretString>,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretKeyError {
    /// It is too short or well known, and others can reach the service.
    #[error("SECRET_KEY: {0}; make one with `openssl rand -hex 32`")]
    Weak(&'static str),
    /// So is the previous one.
    #[error("SECRET_KEY_PREVIOUS: {0}; leave it out, and everybody logs in once more")]
    WeakPrevious(&'static str),
    /// The previous one is still in use.
    #[error("SECRET_KEY_PREVIOUS: must differ from SECRET_KEY")]
    Same,
    /// There is none, and the instances that share a database server must share one.
    #[error(
        "SECRET_KEY: must be set when listening on other than a loopback address with a database server, so that all instances have the same"
    )]
    Missing,
    /// The file of the key cannot be read or made.
    #[error("the secret key cannot be kept in {path}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl SecretKey {
    pub(super) fn read(reader: &Reader) -> Self {
        Self {
            present: reader.get("SECRET_KEY").map(SecretString::from),
            previous: reader.get("SECRET_KEY_PREVIOUS").map(SecretString::from),
        }
    }

    /// The keys to use: for new tokens the one that is set, or else the one that is kept beside
    /// the database.
    ///
    /// # Errors
    /// [`SecretKeyError`].
    pub(crate) fn resolve(
        self,
        database: &DatabaseUrl,
        is_loopback: bool,
    ) -> Result<Keys, SecretKeyError> {
        let previous = self
            .previous
            .map(|key| strong_enough(key, "SECRET_KEY_PREVIOUS", is_loopback))
            .transpose()
            .map_err(SecretKeyError::WeakPrevious)?;
        let present = match self.present {
            Some(key) => {
                strong_enough(key, "SECRET_KEY", is_loopback).map_err(SecretKeyError::Weak)?
            }
            None => kept(database, is_loopback)?,
        };
        if previous.as_ref().map(ExposeSecret::expose_secret) == Some(present.expose_secret()) {
            return Err(SecretKeyError::Same);
        }
        Ok(Keys { present, previous })
    }
}

/// The key that is kept beside the database, or in the working directory.
fn kept(database: &DatabaseUrl, is_loopback: bool) -> Result<SecretString, SecretKeyError> {
    let path = match database.sqlite_path() {
        Some(database) => {
            let mut path = database.as_os_str().to_owned();
            path.push(".key");
            PathBuf::from(path)
        }
        None if is_loopback => PathBuf::from("docket.key"),
        None => return Err(SecretKeyError::Missing),
    };
    kept_in(&path).map_err(|source| SecretKeyError::File { path, source })
}

/// The key of a variable, if it is good enough for where the service listens; else what is wrong
/// with it.
fn strong_enough(
    key: SecretString,
    variable: &str,
    is_loopback: bool,
) -> Result<SecretString, &'static str> {
    match weakness(key.expose_secret()) {
        None => Ok(key),
        Some(weakness) if is_loopback => {
            tracing::warn!(
                variable,
                problem = weakness,
                "a key is good enough on a loopback address only"
            );
            Ok(key)
        }
        Some(weakness) => Err(weakness),
    }
}

/// What is wrong with a key, if anything.
fn weakness(key: &str) -> Option<&'static str> {
    let lower = key.to_ascii_lowercase();
    if key.len() < MIN_BYTES {
        Some("has less than 32 bytes")
    } else if lower == TUTORIAL_KEY || PLACEHOLDERS.iter().any(|part| lower.contains(part)) {
        Some("is a well-known placeholder")
    } else if lower.bytes().all(|byte| Some(byte) == lower.bytes().next()) {
        Some("is one letter repeated")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const GOOD: &str = "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26";

    fn resolve(key: Option<&str>, url: &str, is_loopback: bool) -> Result<String, String> {
        resolve_both(key, None, url, is_loopback).map(|(present, _)| present)
    }

    fn resolve_both(
        present: Option<&str>,
        previous: Option<&str>,
        url: &str,
        is_loopback: bool,
    ) -> Result<(String, Option<String>), String> {
        let exposed = |key: SecretString| key.expose_secret().to_owned();
        let keys = SecretKey {
            present: present.map(SecretString::from),
            previous: previous.map(SecretString::from),
        };
        keys.resolve(&DatabaseUrl::parse(url).unwrap(), is_loopback)
            .map(|keys| (exposed(keys.present), keys.previous.map(exposed)))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_good_key_is_used_wherever_the_service_listens() {
        for is_loopback in [true, false] {
            assert_eq!(
                resolve(Some(GOOD), "postgres://h/d", is_loopback).as_deref(),
                Ok(GOOD)
            );
        }
    }

    #[test]
    fn a_weak_key_is_refused_where_others_can_reach_the_service() {
        let repeated = "a".repeat(64);
        for weak in [
            "short",
            TUTORIAL_KEY,
            "your-secret-key-change-in-production-please",
            &repeated,
        ] {
            assert_eq!(
                resolve(Some(weak), "postgres://h/d", true).as_deref(),
                Ok(weak)
            );
            let refused = resolve(Some(weak), "postgres://h/d", false).unwrap_err();
            assert!(
                refused.starts_with("SECRET_KEY") && !refused.contains(weak),
                "{refused}"
            );
        }
    }

    #[test]
    fn a_previous_key_is_held_to_the_same_rules() {
        const OLD: &str = "0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d8e9fa";
        let url = "postgres://h/d";
        for is_loopback in [true, false] {
            assert_eq!(
                resolve_both(Some(GOOD), Some(OLD), url, is_loopback),
                Ok((GOOD.to_owned(), Some(OLD.to_owned())))
            );
            let same = resolve_both(Some(GOOD), Some(GOOD), url, is_loopback).unwrap_err();
            assert!(
                same.starts_with("SECRET_KEY_PREVIOUS: must differ"),
                "{same}"
            );
        }
        assert!(resolve_both(Some(GOOD), Some("short"), url, true).is_ok());
        let weak = resolve_both(Some(GOOD), Some("short"), url, false).unwrap_err();
        assert!(
            weak.starts_with("SECRET_KEY_PREVIOUS: has less") && !weak.contains("short"),
            "{weak}"
        );
    }

    #[test]
    fn instances_behind_one_address_must_be_given_their_common_key() {
        assert!(
            resolve(None, "postgres://h/d", false)
                .unwrap_err()
                .starts_with("SECRET_KEY")
        );
    }

    #[test]
    fn a_key_is_made_once_beside_the_database_for_its_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:///{}/docket.db", directory.path().display());
        let first = resolve(None, &url, false).unwrap();
        assert_eq!(resolve(None, &url, true), Ok(first.clone()));
        assert_eq!(first.len(), 64);
        let files: Vec<_> = fs::read_dir(directory.path())
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(files.len(), 1, "no draft is left behind");
        assert_eq!(files[0].file_name(), "docket.db.key");
        assert_eq!(
            files[0].metadata().unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}
