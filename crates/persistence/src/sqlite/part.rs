//! A file in the making: it has its name only when all of it is there and on the disk.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::at_rest::beside;

/// A file in the making, for its owner alone, in the directory where it is to be. What there is of
/// it is removed when this is dropped. If the process is killed it stays, with a name that begins
/// with a dot and ends in `.part`.
#[derive(Debug)]
pub(super) struct Part {
    file: NamedTempFile,
    directory: PathBuf,
    _beside: Beside,
}

/// The file whose neighbours go when this is dropped: SQLite may have left some.
#[derive(Debug)]
struct Beside(PathBuf);

impl Part {
    /// An empty one of what is to be at `target`.
    pub(super) fn of(target: &Path) -> io::Result<Self> {
        let directory = directory_of(target).to_owned();
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let file = Builder::new()
            .prefix(&format!(".{name}."))
            .suffix(".part")
            .tempfile_in(&directory)?;
        let beside = Beside(file.path().to_owned());
        Ok(Self {
            file,
            directory,
            _beside: beside,
        })
    }

    /// Where it is meanwhile.
    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    /// The file itself.
    pub(super) fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Gives it its name, once it is on the disk. What has that name already is replaced, or is an
    /// error of the kind `AlreadyExists`.
    pub(super) fn keep(self, target: &Path, replaces: bool) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        let Self {
            file, directory, ..
        } = self;
        if replaces {
            file.persist(target).map_err(|error| error.error)?;
        } else {
            file.persist_noclobber(target)
                .map_err(|error| error.error)?;
        }
        sync(&directory)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        for ending in ["-journal", "-wal", "-shm"] {
            // Mostly there is none.
            let _ = fs::remove_file(beside(&self.0, ending));
        }
    }
}

/// The directory of a file.
pub(super) fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Sees to it that the names in a directory outlive a loss of power.
pub(super) fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}
