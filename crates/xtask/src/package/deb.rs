//! The Debian package: made by cargo-deb of the binary that was built, looked into, and unpacked to
//! be taken through the life of its binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::inventory::{self, Wanted};
use super::{VERSION, home, life};
use crate::failure::{Failure, Outcome};
use crate::scratch::Scratch;
use crate::setup::{self, Need};
use crate::{process, report, tools, workspace};

/// The version of cargo-deb that is installed.
const CARGO_DEB: &str = "3.8.0";

/// How exposed the unit may be, in tenths: 100 is without any protection, and below 20 is the best
/// word that `systemd-analyze security` has.
const MOST_EXPOSED: u32 = 15;

/// What has to be in it.
const WANTED: &[Wanted] = &[
    ("-rwxr-xr-x", "usr/bin/docket"),
    // Secrets stand in it. Its group is changed when it is installed: here there is none yet.
    ("-rw-r-----", "etc/docket/docket.env"),
    ("-rw-r--r--", "usr/lib/systemd/system/docket.service"),
    ("-rw-r--r--", "usr/lib/sysusers.d/docket.conf"),
    ("-rw-r--r--", "usr/lib/tmpfiles.d/docket.conf"),
    ("-rw-r--r--", "usr/share/man/man1/docket.1.gz"),
    ("-rw-r--r--", "usr/share/bash-completion/completions/docket"),
    ("-rw-r--r--", "usr/share/zsh/vendor-completions/_docket"),
    (
        "-rw-r--r--",
        "usr/share/fish/vendor_completions.d/docket.fish",
    ),
    ("-rw-r--r--", "usr/share/doc/docket/copyright"),
    ("-rw-r--r--", "usr/share/doc/docket/changelog.gz"),
    ("-rw-r--r--", "usr/share/doc/docket/changelog.Debian.gz"),
    ("-rw-r--r--", "usr/share/doc/docket/THIRD-PARTY.txt.gz"),
];

/// What the scripts that run at installation and removal have to do, beside what is ours in them.
const SCRIPTED: [(&str, &str); 5] = [
    ("postinst", "systemd-sysusers"),
    ("postinst", "systemd-tmpfiles"),
    ("postinst", "deb-systemd-invoke"),
    ("postinst", "chown root:docket /etc/docket/docket.env"),
    ("prerm", "deb-systemd-invoke stop"),
];

/// Makes it, and proves that it is what it is to be.
pub(super) fn make(home: &home::Home) -> Outcome {
    setup::ensure(&[Need::DebianTools])?;
    let scratch = Scratch::new("deb")?;
    let package = build(home)?;
    inspect(&package, scratch.path())?;
    unit(&scratch.path().join("root"))?;
    let root = scratch.path().join("root");
    life::live(
        &root.join("usr/bin/docket"),
        &root.join("var/lib/docket"),
        Some(&root.join("etc/docket/docket.env")),
    )?;
    lint(&package, home)?;
    report::say(format_args!("the Debian package: {}", package.display()));
    Ok(())
}

fn build(home: &home::Home) -> Outcome<PathBuf> {
    let mut cargo_deb = Command::new(tools::ensure("cargo-deb", CARGO_DEB)?);
    let dist = home::dist()?;
    let package = dist.join(format!("docket_{VERSION}-1_{}.deb", architecture()?));
    cargo_deb
        .current_dir(workspace::root())
        .args(["--package", "docket", "--no-build", "--quiet"])
        .args([
            "--maintainer",
            home.maintainer.as_deref().unwrap_or(home::NOBODY),
        ])
        .arg("--output")
        .arg(&package)
        .env("CARGO_TARGET_DIR", workspace::target()?);
    Failure::unless_success(process::run(&mut cargo_deb)?)?;
    if package.is_file() {
        return Ok(package);
    }
    Err(Failure::because(format!(
        "cargo-deb made no {}",
        package.display()
    )))
}

/// What Debian calls the kind of machine that we are on.
fn architecture() -> Outcome<String> {
    let named = process::output(Command::new("dpkg").arg("--print-architecture"))?;
    Ok(named.trim().to_owned())
}

/// Looks at contents, modes, dependencies and scripts, and unpacks it below `scratch`.
fn inspect(package: &Path, scratch: &Path) -> Outcome {
    let dpkg = |arguments: &[&str]| {
        let mut dpkg = Command::new("dpkg-deb");
        dpkg.arg(arguments[0]).arg(package).args(&arguments[1..]);
        dpkg
    };
    let listing = process::output(&mut dpkg(&["--contents"]))?;
    inventory::check(&listing, "./", WANTED)?;

    let depends = process::output(&mut dpkg(&["--field", "Depends"]))?;
    if !depends.contains("libc6 (>= ") {
        return Err(Failure::because(format!("it depends on {depends}")));
    }
    report::say(format_args!("the package depends on {}", depends.trim()));

    let control = scratch.join("control");
    let root = scratch.join("root");
    for (verb, place) in [("--control", &control), ("--extract", &root)] {
        let mut unpack = dpkg(&[verb]);
        Failure::unless_success(process::run(unpack.arg(place))?)?;
    }
    let read = |name: &str| {
        fs::read_to_string(control.join(name))
            .map_err(Failure::while_doing(format_args!("reading {name}")))
    };
    if read("conffiles")?.trim() != "/etc/docket/docket.env" {
        return Err(Failure::because("its one conffile is not docket.env"));
    }
    for (script, command) in SCRIPTED {
        if !read(script)?.contains(command) {
            return Err(Failure::because(format!("{script} does not {command}")));
        }
    }
    Ok(())
}

/// Has systemd judge the unit.
fn unit(root: &Path) -> Outcome {
    let unit = root.join("usr/lib/systemd/system/docket.service");
    let text = fs::read_to_string(&unit).map_err(Failure::while_doing("reading the unit"))?;
    // It looks for the binary where the unit says, which would be this machine's own.
    let here = text.replace(
        "/usr/bin/docket",
        &root.join("usr/bin/docket").display().to_string(),
    );
    let copy = root.join("docket.service");
    fs::write(&copy, here).map_err(Failure::while_doing("copying the unit"))?;
    let mut verify = Command::new("systemd-analyze");
    let verified = verify
        .args(["verify", "--man=no"])
        .arg(&copy)
        .output()
        .map_err(Failure::while_doing("starting systemd-analyze"))?;
    // A word that it does not know is told, and is no failure to it.
    if !verified.status.success() || !verified.stderr.is_empty() {
        let said = String::from_utf8_lossy(&verified.stderr);
        return Err(Failure::because(format!("of the unit: {}", said.trim())));
    }
    let mut security = Command::new("systemd-analyze");
    security
        .args(["security", "--offline=true", "--no-pager"])
        .arg(format!("--threshold={MOST_EXPOSED}"))
        .arg(&copy);
    // A table of 80 lines, which is of interest only if the sum is too bad.
    process::output(&mut security).map(drop)
}

/// Has lintian, Debian's own judge of packages, look at it.
fn lint(package: &Path, home: &home::Home) -> Outcome {
    let mut lintian = Command::new("lintian");
    lintian
        // As root it would say each time that it need not be.
        .args(["--allow-root", "--fail-on", "error", "--tag-display-limit", "0"])
        .env("LC_ALL", "C.UTF-8");
    if home.maintainer.is_none() {
        // It is right, and a package for somebody else than its maker names who that is.
        let host = "bogus-mail-host,bogus-mail-host-in-debian-changelog";
        lintian.args(["--suppress-tags", host]);
    }
    Failure::unless_success(process::run(lintian.arg(package))?)
}
