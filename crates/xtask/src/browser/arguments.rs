//! The arguments of `cargo xtask browser`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};
use crate::workspace;

/// Where pictures go, if anywhere.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pictures(Option<PathBuf>);

impl Pictures {
    /// Reads arguments: none, or `--screenshots` and a directory, seen from the root of the
    /// workspace.
    pub(super) fn read(arguments: &[OsString]) -> Outcome<Self> {
        match arguments {
            [] => Ok(Self(None)),
            [option, directory] if option == "--screenshots" => {
                Ok(Self(Some(workspace::root().join(directory))))
            }
            _ => Err(Failure::Usage(
                "`browser` takes nothing but `--screenshots` and a directory".to_owned(),
            )),
        }
    }

    /// The directory for them.
    pub(super) fn directory(&self) -> Option<&Path> {
        self.0.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::Pictures;
    use crate::workspace;

    fn read(line: &str) -> Option<Pictures> {
        let words: Vec<_> = line.split_whitespace().map(Into::into).collect();
        Pictures::read(&words).ok()
    }

    #[test]
    fn pictures_are_taken_only_if_a_directory_is_named() {
        assert_eq!(read(""), Some(Pictures(None)));
        let named = read("--screenshots docs/images").expect("it makes sense");
        let directory = workspace::root().join("docs/images");
        assert_eq!(named.directory(), Some(directory.as_path()));
        for line in ["docs/images", "--screenshots", "--screenshots a b"] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
