//! What access tokens are signed with.
//!
//! Without `SECRET_KEY`, a key is made once and kept in a file that only its owner can read, so
//! that tokens outlive a restart. What is too short or well known is good enough for trying
//! things out on one's own machine, and refused where others can reach the service.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use docket_persistence::DatabaseUrl;
use secrecy::{ExposeSecret, SecretString};

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
pub(crate) struct SecretKey(Option<SecretString>);

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretKeyError {
    /// It is too short or well known, and others can reach the service.
    #[error("SECRET_KEY: {0}; make one with `openssl rand -hex 32`")]
    Weak(&'static str),
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
        Self(reader.get("SECRET_KEY").map(SecretString::from))
    }

    /// The key to use: the one that is set, or else the one that is kept beside the database.
    ///
    /// # Errors
    /// [`SecretKeyError`].
    pub(crate) fn resolve(
        self,
        database: &DatabaseUrl,
        is_loopback: bool,
    ) -> Result<SecretString, SecretKeyError> {
        if let Some(key) = self.0 {
            return match weakness(key.expose_secret()) {
                None => Ok(key),
                Some(weakness) if is_loopback => {
                    tracing::warn!("SECRET_KEY {weakness}: good enough on a loopback address only");
                    Ok(key)
                }
                Some(weakness) => Err(SecretKeyError::Weak(weakness)),
            };
        }
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

/// The key in this file, which is made if it is not there.
fn kept_in(path: &Path) -> io::Result<SecretString> {
    if !path.exists() {
        make(path)?;
        tracing::info!(path = %path.display(), "SECRET_KEY is not set: a key was made, and is kept here");
    }
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 != 0 {
        tracing::warn!(path = %path.display(), "others can read the secret key: run `chmod 600` on its file");
    }
    let key = fs::read_to_string(path)?;
    let key = key.trim();
    if weakness(key).is_some() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "it holds no key of 32 bytes or more",
        ));
    }
    Ok(SecretString::from(key))
}

/// Makes a key. It comes into being whole: of several instances that start at once, one makes it
/// and all read it. Their drafts have random names, since process ids are the same in containers.
fn make(path: &Path) -> io::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}", random_hex::<8>()?));
    let draft = PathBuf::from(draft);
    let written =
        write_new(&draft, &random_hex::<32>()?).and_then(|()| match fs::hard_link(&draft, path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            linked => linked,
        });
    fs::remove_file(&draft)?;
    written
}

/// So many random bytes, in hexadecimal digits.
fn random_hex<const BYTES: usize>() -> io::Result<String> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let mut digits = String::with_capacity(2 * BYTES);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    Ok(digits)
}

fn write_new(path: &Path, key: &str) -> io::Result<()> {
    let mut file: File = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    writeln!(file, "{key}")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26";

    fn resolve(key: Option<&str>, url: &str, is_loopback: bool) -> Result<String, String> {
        let url = DatabaseUrl::parse(url).unwrap();
        SecretKey(key.map(SecretString::from))
            .resolve(&url, is_loopback)
            .map(|key| key.expose_secret().to_owned())
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

    #[test]
    fn many_instances_that_start_at_once_have_one_key() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        let keys: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..12)
                .map(|_| scope.spawn(|| kept_in(&path).unwrap().expose_secret().to_owned()))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }
}
