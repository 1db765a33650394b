//! A directory that exists only as long as it is needed.

use std::fs;
use std::fs::DirBuilder;
use std::io::Read as _;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};
use crate::report;

/// A fresh directory that is removed, with all that is in it, when this is dropped.
#[derive(Debug)]
pub(crate) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Makes a directory that other users may enter but not list or change.
    pub(crate) fn new(purpose: &str) -> Outcome<Self> {
        // Short, because a socket in it may have a path of about 100 bytes at most.
        let path = base().join(format!("docket-{purpose}-{}", &random_hex()?[..12]));
        DirBuilder::new()
            .mode(0o711)
            .create(&path)
            .map_err(Failure::while_doing(format_args!(
                "making the directory {}",
                path.display()
            )))?;
        Ok(Self { path })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            report::say(format_args!(
                "cannot remove {}: {error}",
                self.path.display()
            ));
        }
    }
}

/// The directory for temporary files; one that every user can reach, if there is one.
///
/// As root the servers run under another account, which may have no way into root's own `TMPDIR`.
fn base() -> PathBuf {
    let preferred = std::env::temp_dir();
    [
        preferred.as_path(),
        Path::new("/tmp"),
        Path::new("/var/tmp"),
    ]
    .into_iter()
    .find(|place| is_open_to_all(place))
    .unwrap_or(&preferred)
    .to_path_buf()
}

/// Whether every user may go through a directory and all those above it.
fn is_open_to_all(place: &Path) -> bool {
    place.is_absolute()
        && place.ancestors().all(|step| {
            fs::metadata(step).is_ok_and(|metadata| metadata.permissions().mode() & 0o001 != 0)
        })
}

/// 32 hexadecimal digits that nobody can guess.
pub(crate) fn random_hex() -> Outcome<String> {
    let mut bytes = [0_u8; 16];
    fs::File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .map_err(Failure::while_doing("reading random bytes"))?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::{Scratch, is_open_to_all, random_hex};
    use std::fs;
    use std::path::Path;

    #[test]
    fn a_dropped_directory_is_gone_with_its_content() {
        let scratch = Scratch::new("test").expect("a directory can be made");
        let path = scratch.path().to_path_buf();
        fs::create_dir(path.join("inner")).expect("it can be written to");
        fs::write(path.join("inner/file"), "text").expect("it can be written to");
        drop(scratch);
        assert!(!path.exists());
    }

    #[test]
    fn a_directory_that_is_not_there_is_open_to_nobody() {
        assert!(is_open_to_all(Path::new("/")));
        assert!(!is_open_to_all(Path::new("/no/such/place")));
        assert!(!is_open_to_all(Path::new("relative")));
    }

    #[test]
    fn random_digits_are_many_and_never_the_same() {
        let one = random_hex().expect("the system has random bytes");
        assert_eq!(one.len(), 32);
        assert_ne!(one, random_hex().expect("the system has random bytes"));
    }
}
