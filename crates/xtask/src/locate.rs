//! Finds programs, also where `PATH` does not lead.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::environment::variable;

/// The first directory that holds all of these programs: those of `PATH`, then `places`.
///
/// One name in a place may end in `*`; what matches is taken with the highest number first.
pub(crate) fn directory_with(programs: &[&str], places: &[&str]) -> Option<PathBuf> {
    let path = variable("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(places.iter().flat_map(|place| expand(place)))
        .find(|directory| {
            programs
                .iter()
                .all(|program| is_program(&directory.join(program)))
        })
}

/// Where the first of these programs is that can be found at all.
pub(crate) fn program(names: &[&str], places: &[&str]) -> Option<PathBuf> {
    names
        .iter()
        .find_map(|name| directory_with(&[name], places).map(|directory| directory.join(name)))
}

/// Whether there is a file that can be run.
fn is_program(path: &Path) -> bool {
    fs::metadata(path)
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// The directories that a place with at most one `*` stands for.
fn expand(place: &str) -> Vec<PathBuf> {
    let Some((before, after)) = place.split_once('*') else {
        return vec![PathBuf::from(place)];
    };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or((".", before));
    let Ok(entries) = fs::read_dir(parent) else {
        return Vec::new();
    };
    let mut found: Vec<(Vec<u32>, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix(prefix)?;
            let directory = entry.path().join(after.trim_start_matches('/'));
            Some((numbers(version), directory))
        })
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}

/// The numbers in a version, so that 10 comes after 9.
fn numbers(version: &str) -> Vec<u32> {
    version
        .split(|character: char| !character.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{directory_with, program};
    use crate::scratch::Scratch;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    fn install(directory: &Path, name: &str, mode: u32) {
        fs::create_dir_all(directory).expect("a directory can be made");
        let path = directory.join(name);
        fs::write(&path, "").expect("a file can be written");
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("and its mode set");
    }

    #[test]
    fn the_newest_version_that_has_all_the_programs_is_found() {
        let scratch = Scratch::new("locate").expect("a directory can be made");
        let root = scratch.path();
        for version in ["9.6", "10", "15", "16", "17"] {
            install(&root.join(version).join("bin"), "only-here-a", 0o755);
        }
        for version in ["9.6", "10", "15"] {
            install(&root.join(version).join("bin"), "only-here-b", 0o755);
        }
        // Not something that could be run.
        install(&root.join("16/bin"), "only-here-b", 0o644);
        let place = format!("{}/*/bin", root.display());
        let found = directory_with(&["only-here-a", "only-here-b"], &[&place]);
        assert_eq!(found, Some(root.join("15/bin")));
        assert_eq!(
            program(&["no-such-program", "only-here-a"], &[&place]),
            Some(root.join("17/bin/only-here-a"))
        );
        assert_eq!(program(&["no-such-program"], &[&place]), None);
    }

    #[test]
    fn path_comes_first() {
        let found = program(&["sh"], &["/no/such/place"]).expect("every system has sh");
        assert!(found.is_file());
    }
}
