//! The binary in an archive, with its manual, completions, licences and the unit for systemd.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::inventory::{self, Wanted};
use super::{VERSION, home, life};
use crate::failure::{Failure, Outcome};
use crate::scratch::Scratch;
use crate::{process, report, workspace};

/// Files of the repository that go along, and where in the archive.
const FILES: [(&str, &str); 6] = [
    ("README.md", ""),
    ("CHANGELOG.md", ""),
    ("LICENSE-APACHE", ""),
    ("LICENSE-MIT", ""),
    ("crates/server/packaging/docket.service", "systemd/"),
    ("crates/server/packaging/docket.env", "systemd/"),
];

/// What has to be in it.
const WANTED: &[Wanted] = &[
    ("-rwxr-xr-x", "docket"),
    ("-rw-r--r--", "README.md"),
    ("-rw-r--r--", "LICENSE-APACHE"),
    ("-rw-r--r--", "LICENSE-MIT"),
    ("-rw-r--r--", "THIRD-PARTY.txt"),
    ("-rw-r--r--", "man/docket.1"),
    ("-rw-r--r--", "completions/docket.bash"),
    ("-rw-r--r--", "completions/_docket"),
    ("-rw-r--r--", "completions/docket.fish"),
    ("-rw-r--r--", "systemd/docket.service"),
];

/// Packs it, looks into it, and takes the binary from it through its life.
pub(super) fn make(home: &home::Home) -> Outcome {
    let scratch = Scratch::new("tarball")?;
    let name = format!(
        "docket-{VERSION}-{}-unknown-linux-gnu",
        std::env::consts::ARCH
    );
    let staged = scratch.path().join("staged").join(&name);
    stage(home, &staged)?;

    let archive = home::dist()?.join(format!("{name}.tar.gz"));
    let mut tar = Command::new("tar");
    // The same bytes whenever and by whomever the same files are packed.
    tar.args([
        "--create",
        "--sort=name",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
    ])
    .arg(format!("--mtime=@{}", commit_time()?))
    .args(["--use-compress-program", "gzip -9n", "--file"])
    .arg(&archive)
    .arg("-C")
    .arg(scratch.path().join("staged"))
    .arg(&name);
    Failure::unless_success(process::run(&mut tar)?)?;

    let listing = process::output(Command::new("tar").arg("tvzf").arg(&archive))?;
    inventory::check(&listing, &format!("{name}/"), WANTED)?;
    let unpacked = scratch.path().join("unpacked");
    fs::create_dir(&unpacked).map_err(Failure::while_doing("making a directory"))?;
    let mut tar = Command::new("tar");
    tar.arg("xzf").arg(&archive).arg("-C").arg(&unpacked);
    Failure::unless_success(process::run(&mut tar)?)?;
    life::live(
        &unpacked.join(&name).join("docket"),
        &scratch.path().join("state"),
        None,
    )?;
    report::say(format_args!("the archive: {}", archive.display()));
    Ok(())
}

/// Puts everything where it is to be in the archive.
fn stage(home: &home::Home, staged: &Path) -> Outcome {
    let mut files = vec![
        (home.binary.clone(), String::new()),
        (home.generated.join("THIRD-PARTY.txt"), String::new()),
    ];
    for (path, place) in FILES {
        files.push((workspace::root().join(path), place.to_owned()));
    }
    for place in ["man", "completions"] {
        let generated = fs::read_dir(home.generated.join(place))
            .map_err(Failure::while_doing("looking for what was generated"))?;
        // Compressed copies are for the Debian package.
        let plain = generated
            .flatten()
            .map(|file| file.path())
            .filter(|path| path.extension().is_none_or(|ending| ending != "gz"));
        files.extend(plain.map(|path| (path, format!("{place}/"))));
    }
    for (from, place) in files {
        let to = staged.join(place);
        let copy = || {
            fs::create_dir_all(&to)?;
            let to = to.join(from.file_name().unwrap_or_default());
            fs::copy(&from, &to)?;
            // Whatever the file is to its owner here, to users it is to be read, or to be run.
            let mode = if from == home.binary { 0o755 } else { 0o644 };
            fs::set_permissions(&to, fs::Permissions::from_mode(mode))
        };
        copy().map_err(Failure::while_doing(format_args!(
            "copying {}",
            from.display()
        )))?;
    }
    Ok(())
}

/// When what is packed was committed, in seconds since 1970.
fn commit_time() -> Outcome<String> {
    let mut git = Command::new("git");
    git.current_dir(workspace::root())
        .args(["log", "-1", "--format=%ct"]);
    Ok(process::output(&mut git)?.trim().to_owned())
}
