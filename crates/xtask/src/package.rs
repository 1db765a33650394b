//! `cargo xtask package`: makes what a release is made of, looks into each of it, and tries it.

mod alone;
mod binary;
mod changelog;
mod deb;
mod home;
mod inventory;
mod life;
mod notices;
mod sbom;
mod tarball;

use std::ffi::OsString;

use crate::docket::Profile;
use crate::failure::{Failure, Outcome};
use crate::setup::{self, Need};
use crate::{docket, report};

/// The version of the workspace, which is that of all its packages.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A part of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// `docket-domain` as a package of its own.
    Crate,
    /// The binary with its manual in an archive.
    Tarball,
    /// The Debian package.
    Deb,
    /// What the binary is made of, for programs.
    Sbom,
}

impl Part {
    const ALL: [Self; 4] = [Self::Crate, Self::Tarball, Self::Deb, Self::Sbom];

    const fn name(self) -> &'static str {
        match self {
            Self::Crate => "crate",
            Self::Tarball => "tarball",
            Self::Deb => "deb",
            Self::Sbom => "sbom",
        }
    }
}

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Request {
    parts: Vec<Part>,
    /// Which libraries of the system the binary is to use.
    system_libraries: bool,
}

impl Request {
    fn read(arguments: &[OsString]) -> Outcome<Self> {
        let mut parts = Vec::new();
        let mut system_libraries = false;
        for argument in arguments {
            if argument == "--system-libraries" {
                system_libraries = true;
                continue;
            }
            let part = Part::ALL.into_iter().find(|part| argument == part.name());
            parts.push(part.ok_or_else(|| {
                Failure::Usage(format!("there is no part `{}`", argument.display()))
            })?);
        }
        if parts.is_empty() {
            parts = Part::ALL.to_vec();
        }
        Ok(Self {
            parts,
            system_libraries,
        })
    }
}

/// Makes the parts that are named, or all, in `dist` of the target directory.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let request = Request::read(arguments)?;
    changelog::check()?;
    let wants = |part| request.parts.contains(&part);
    if wants(Part::Crate) {
        alone::make()?;
    }
    if wants(Part::Sbom) {
        sbom::make()?;
    }
    if !wants(Part::Tarball) && !wants(Part::Deb) {
        return Ok(());
    }
    let profile = if request.system_libraries {
        setup::ensure(&[Need::PostgresClientLibrary, Need::MysqlClientLibrary])?;
        Profile::ReleaseWithSystemLibraries
    } else {
        Profile::Release
    };
    let binary = docket::build(profile)?;
    let home = home::prepare(&binary)?;
    if wants(Part::Tarball) {
        tarball::make(&home)?;
    }
    if wants(Part::Deb) {
        deb::make(&home)?;
    }
    Ok(())
}

/// `cargo xtask changelog [VERSION]`: checks the changelog, or prints what it says of a version that
/// is to be released.
pub(crate) fn run_changelog(arguments: &[OsString]) -> Outcome {
    let [version] = arguments else {
        return changelog::check();
    };
    let version = version.to_string_lossy();
    report::print(changelog::released(&version)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Part, Request};
    use std::ffi::OsString;

    fn read(line: &str) -> Option<Request> {
        let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        Request::read(&words).ok()
    }

    #[test]
    fn without_any_part_all_are_made() {
        let request = read("").expect("it makes sense");
        assert_eq!(request.parts, Part::ALL);
        assert!(!request.system_libraries);
    }

    #[test]
    fn parts_and_options_come_in_any_order() {
        let request = read("deb --system-libraries tarball").expect("it makes sense");
        assert_eq!(request.parts, [Part::Deb, Part::Tarball]);
        assert!(request.system_libraries);
        assert_eq!(read("rpm"), None);
    }
}
