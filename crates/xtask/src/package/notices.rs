//! The licences of what is compiled into the binary: every crate, and every text that its licence
//! wants to go along.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::environment::variable;
use crate::failure::{Failure, Outcome};
use crate::{process, workspace};

/// How files begin that hold a licence or a notice, in capitals.
const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"];

/// How deep in a crate they are looked for: those of C libraries lie with their sources.
const DEPTH: u32 = 3;

/// Collects them: a list of crates, then each text once, with those that have it.
pub(super) fn collect() -> Outcome<String> {
    // Building has fetched what it needs, and the other features need more.
    let mut fetch = workspace::cargo();
    Failure::unless_success(process::run(fetch.args(["fetch", "--locked", "--quiet"]))?)?;
    let mut tree = workspace::cargo();
    // Also what helps to build it: the files of Swagger UI, for one, come that way.
    tree.args(["tree", "--locked", "--package", "docket"])
        .args(["--edges", "normal,build"])
        .args(["--features", "mysql", "--prefix", "none"])
        .args(["--format", "{p}|{l}"]);
    let tree = process::output(&mut tree)?;
    let crates: BTreeSet<Crate> = tree.lines().filter_map(Crate::read).collect();
    let sources = sources()?;
    let mut listed = Vec::new();
    let mut bare = Vec::new();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for it in &crates {
        listed.push(format!("{} {}: {}", it.name, it.version, it.licence));
        let folder = format!("{}-{}", it.name, it.version);
        let home = sources
            .iter()
            .map(|registry| registry.join(&folder))
            .find(|home| home.is_dir())
            .ok_or_else(|| Failure::because(format!("the source of {folder} is not here")))?;
        let mut found = BTreeSet::new();
        gather(&home, DEPTH, &mut found)
            .map_err(Failure::while_doing(format_args!("looking into {folder}")))?;
        if found.is_empty() {
            bare.push(folder.clone());
        }
        for text in found {
            texts.entry(text).or_default().push(folder.clone());
        }
    }
    let rule = "-".repeat(80);
    let texts = texts
        .into_iter()
        .map(|(text, holders)| format!("{rule}\n{}\n{rule}\n\n{text}\n", holders.join(", ")));
    let beginning = [
        "What is compiled into docket, or helps to, and its licences.".to_owned(),
        listed.join("\n"),
        format!("No text comes with the source of {}.", bare.join(", ")),
    ];
    let parts: Vec<String> = beginning
        .into_iter()
        .map(|part| part + "\n")
        .chain(texts)
        .collect();
    Ok(parts.join("\n"))
}

/// A crate of others.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Crate {
    name: String,
    version: String,
    licence: String,
}

impl Crate {
    /// Reads a line like `serde v1.0.0|MIT OR Apache-2.0`; one with a path is a crate of ours.
    fn read(line: &str) -> Option<Self> {
        let (package, licence) = line.split_once('|')?;
        let mut words = package.split_whitespace();
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        if words.any(|word| word.starts_with("(/")) {
            return None;
        }
        Some(Self {
            name: name.to_owned(),
            version: version.to_owned(),
            licence: licence.trim_end_matches(" (*)").to_owned(),
        })
    }
}

/// Where cargo keeps what it has fetched: a directory for each registry.
fn sources() -> Outcome<Vec<PathBuf>> {
    let home = variable("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(Path::new(&variable("HOME")?).join(".cargo")))
        .ok_or_else(|| Failure::because("cargo has no home"))?;
    let registries = fs::read_dir(home.join("registry/src"))
        .map_err(Failure::while_doing("looking for the sources of crates"))?;
    Ok(registries.flatten().map(|entry| entry.path()).collect())
}

/// Adds the texts of all files that are named like a licence.
fn gather(directory: &Path, depth: u32, texts: &mut BTreeSet<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_uppercase();
        let kind = entry.file_type()?;
        if kind.is_dir() && depth > 1 {
            gather(&entry.path(), depth - 1, texts)?;
        } else if kind.is_file() && is_licence(&name) {
            let bytes = fs::read(entry.path())?;
            texts.insert(String::from_utf8_lossy(&bytes).trim().to_owned());
        }
    }
    Ok(())
}

/// Whether a file of this name holds a licence, and is no source that only speaks of one.
fn is_licence(name: &str) -> bool {
    let sources = [".RS", ".C", ".H", ".PY", ".SH", ".PL", ".GO", ".TOML"];
    NAMES.iter().any(|begin| name.starts_with(begin))
        && !sources.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::{Crate, is_licence};

    #[test]
    fn crates_of_ours_are_left_out() {
        let theirs = Crate::read("serde v1.0.0|MIT OR Apache-2.0 (*)").expect("it is a crate");
        assert_eq!(
            (theirs.name.as_str(), theirs.version.as_str()),
            ("serde", "1.0.0")
        );
        assert_eq!(theirs.licence, "MIT OR Apache-2.0");
        let procedural = Crate::read("serde_derive v1.0.0 (proc-macro)|MIT");
        assert!(procedural.is_some());
        assert_eq!(
            Crate::read("docket v0.1.0 (/home/ada/docket/crates/server)|MIT"),
            None
        );
    }

    #[test]
    fn licences_are_told_from_sources() {
        for name in [
            "LICENSE",
            "LICENSE-MIT",
            "COPYING.TXT",
            "NOTICE",
            "LICENCE.MD",
        ] {
            assert!(is_licence(name), "{name}");
        }
        for name in ["LICENSE.RS", "README.MD", "COPYRIGHT.PY", "LIB.RS"] {
            assert!(!is_licence(name), "{name}");
        }
    }
}
