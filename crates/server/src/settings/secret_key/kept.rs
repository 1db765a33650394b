//! The key that is made once, and kept in a file that only its owner can read.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::weakness;

/// The key in this file, which is made if it is not there.
pub(super) fn kept_in(path: &Path) -> io::Result<SecretString> {
    if !path.exists() {
        make(path)?;
        tracing::info!(
            variable = "SECRET_KEY",
            path = %path.display(),
            "it is not set: a key was made, and is kept here"
        );
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
    use secrecy::ExposeSecret;

    use super::*;

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
