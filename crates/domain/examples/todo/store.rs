//! The file: read whole, and written whole or not at all.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::notebook::Notebook;
use crate::stored;

/// Where the tasks are kept.
pub(crate) struct Store {
    path: PathBuf,
}

impl Store {
    /// In this file, which need not be there yet.
    pub(crate) fn at(path: PathBuf) -> Self {
        // A link is to go on leading to the file, not to be replaced by it.
        Self {
            path: fs::canonicalize(&path).unwrap_or(path),
        }
    }

    /// What is there; an empty list if there is no file.
    pub(crate) fn read(&self) -> Result<Notebook, Error> {
        match fs::read(&self.path) {
            Ok(json) => stored::from_json(&json)
                .map_err(|problem| Error::Damaged(self.path.clone(), problem.to_string())),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Notebook::empty().map_err(Error::refused("the first id"))
            }
            Err(error) => Err(Error::File(self.path.clone(), error)),
        }
    }

    /// Reads, changes and writes, while nobody else does; after an error the file is as it was.
    pub(crate) fn change<T>(
        &self,
        change: impl FnOnce(&mut Notebook) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let failed = |path: &Path| {
            let path = path.to_path_buf();
            move |error| Error::File(path, error)
        };
        // Another file than the list itself, which is a new one after each change.
        let lock = self.beside("lock");
        let _held = lock_file(&lock).map_err(failed(&lock))?;
        let mut notebook = self.read()?;
        let answer = change(&mut notebook)?;
        let json = stored::to_json(&notebook)
            .map_err(|problem| Error::Damaged(self.path.clone(), problem.to_string()))?;
        self.replace(&json).map_err(failed(&self.path))?;
        Ok(answer)
    }

    /// Whoever reads meanwhile, or after a crash, finds the old content or the new one.
    fn replace(&self, content: &[u8]) -> io::Result<()> {
        let new = self.beside("new");
        let mut file = File::create(&new)?;
        if let Ok(old) = fs::metadata(&self.path) {
            file.set_permissions(old.permissions())?;
        }
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&new, &self.path)
    }

    /// A file with the same name and one more ending.
    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(".");
        name.push(ending);
        name.into()
    }
}

/// Waits until nobody else holds it; it is let go of when the file is dropped.
fn lock_file(path: &Path) -> io::Result<File> {
    let file = File::options().create(true).append(true).open(path)?;
    file.lock()?;
    Ok(file)
}
