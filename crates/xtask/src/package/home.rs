//! What packages of the binary are made of: the binary, and what is generated for them.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{binary, changelog, notices};
use crate::environment::variable;
use crate::failure::{Failure, Outcome};
use crate::{process, workspace};

/// Who answers for the Debian package, unless `DEBFULLNAME` and `DEBEMAIL` say otherwise.
pub(super) const NOBODY: &str = "The Docket developers <docket@localhost.localdomain>";

/// The shells there are completions for, and what their files are called.
const COMPLETIONS: [(&str, &str); 3] = [
    ("bash", "docket.bash"),
    ("zsh", "_docket"),
    ("fish", "docket.fish"),
];

/// The binary, and a directory beside it.
#[derive(Debug)]
pub(super) struct Home {
    /// The binary.
    pub(super) binary: PathBuf,
    /// The manual, completions, notices and the changelog.
    pub(super) generated: PathBuf,
    /// Who answers for the Debian package, if that is known.
    pub(super) maintainer: Option<String>,
}

/// Where what is made is put.
pub(super) fn dist() -> Outcome<PathBuf> {
    let dist = workspace::target()?.join("dist");
    fs::create_dir_all(&dist).map_err(Failure::while_doing("making a directory"))?;
    Ok(dist)
}

/// Looks at the binary, and has it write its manual and its completions.
pub(super) fn prepare(binary: &Path) -> Outcome<Home> {
    binary::check(binary)?;
    let generated = binary.with_file_name("packaging");
    // What an earlier version has left there would be packed, too.
    if generated.exists() {
        fs::remove_dir_all(&generated).map_err(Failure::while_doing("clearing up"))?;
    }
    let (man, completions) = (generated.join("man"), generated.join("completions"));
    for directory in [&man, &completions] {
        fs::create_dir_all(directory).map_err(Failure::while_doing("making a directory"))?;
    }
    Failure::unless_success(process::run(Command::new(binary).arg("man").arg(&man))?)?;
    for (shell, file) in COMPLETIONS {
        let text = process::output(Command::new(binary).args(["completions", shell]))?;
        write(&completions.join(file), &text)?;
    }
    let text = |name| variable(name).and_then(|text| text.into_string().ok());
    let maintainer = text("DEBFULLNAME")
        .zip(text("DEBEMAIL"))
        .map(|(name, address)| format!("{name} <{address}>"));
    write(
        &generated.join("changelog.Debian"),
        &changelog::debian(maintainer.as_deref().unwrap_or(NOBODY))?,
    )?;
    write(&generated.join("THIRD-PARTY.txt"), &notices::collect()?)?;
    compress(&generated)?;
    compress(&man)?;
    Ok(Home {
        binary: binary.to_path_buf(),
        generated,
        maintainer,
    })
}

/// Puts a compressed copy beside each file in a directory, as Debian wants documents.
fn compress(directory: &Path) -> Outcome {
    let entries =
        fs::read_dir(directory).map_err(Failure::while_doing("looking for what was generated"))?;
    let mut gzip = Command::new("gzip");
    gzip.args(["-9n", "--keep"]);
    gzip.args(
        entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_file()),
    );
    Failure::unless_success(process::run(&mut gzip)?)
}

/// Writes a file with a text that must not be empty.
fn write(path: &Path, text: &str) -> Outcome {
    if text.trim().is_empty() {
        return Err(Failure::because(format!("{} is empty", path.display())));
    }
    fs::File::create(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(Failure::while_doing(format_args!(
            "writing {}",
            path.display()
        )))
}
