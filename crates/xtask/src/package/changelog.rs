//! `CHANGELOG.md`, in the form of Keep a Changelog.

use std::fs;

use super::VERSION;
use crate::failure::{Failure, Outcome};
use crate::{process, workspace};

/// How the heading of what is not released yet reads.
const UNRELEASED: &str = "[Unreleased]";

/// Fails unless there is something about the version of the workspace, released or not.
pub(crate) fn check() -> Outcome {
    let text = read()?;
    let about = section(&text, &format!("[{VERSION}]")).or_else(|| section(&text, UNRELEASED));
    match about {
        Some((_, body)) if !body.is_empty() => Ok(()),
        _ => Err(Failure::because(format!(
            "CHANGELOG.md says nothing under `## [{VERSION}]` or `## {UNRELEASED}`"
        ))),
    }
}

/// What it says of a version that is to be released: the one of the workspace, under a heading with
/// a date, and nothing left under the heading of what is not released.
pub(crate) fn released(version: &str) -> Outcome<String> {
    let refuse = |why: String| Err(Failure::because(why));
    if version != VERSION {
        return refuse(format!(
            "the version of the workspace is {VERSION}, not {version}"
        ));
    }
    let text = read()?;
    if section(&text, UNRELEASED).is_some_and(|(_, body)| !body.is_empty()) {
        return refuse(format!(
            "CHANGELOG.md has something under `## {UNRELEASED}`"
        ));
    }
    match section(&text, &format!("[{version}]")) {
        Some((date, body)) if is_date(date) && !body.is_empty() => Ok(format!("{body}\n")),
        _ => refuse(format!(
            "CHANGELOG.md has no section `## [{version}] - YYYY-MM-DD`"
        )),
    }
}

/// The changelog of the Debian package, which points to ours.
pub(crate) fn debian(maintainer: &str) -> Outcome<String> {
    let mut git = std::process::Command::new("git");
    git.current_dir(workspace::root())
        .args(["log", "-1", "--format=%cD"]);
    let date = process::output(&mut git)?;
    Ok(format!(
        "docket ({VERSION}-1) unstable; urgency=medium\n\n  \
           * What has changed is in /usr/share/doc/docket/changelog.gz.\n\n \
         -- {maintainer}  {}\n",
        date.trim()
    ))
}

fn read() -> Outcome<String> {
    fs::read_to_string(workspace::root().join("CHANGELOG.md"))
        .map_err(Failure::while_doing("reading CHANGELOG.md"))
}

/// What follows the name in a heading of the second level, without the dash, and what stands below
/// it.
fn section<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let text = text.trim_start_matches('\n');
    let start = text
        .match_indices("## ")
        .find(|(at, _)| is_heading(text, *at) && text[at + 3..].starts_with(name))?
        .0;
    let (heading, below) = text[start..]
        .split_once('\n')
        .unwrap_or((&text[start..], ""));
    let date = heading[3 + name.len()..].trim_start_matches([' ', '-']);
    let end = below
        .match_indices("## ")
        .find(|(at, _)| is_heading(below, *at))
        .map_or(below.len(), |(at, _)| at);
    Some((date.trim(), below[..end].trim()))
}

/// Whether what begins there begins a line.
fn is_heading(text: &str, at: usize) -> bool {
    at == 0 || text[..at].ends_with('\n')
}

/// Whether it has the form of a date.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::section;

    const TEXT: &str = "\
# Changelog

## [Unreleased]

## [0.2.0] - 2026-12-01

### Added

- Two things.

## [0.1.0] - 2026-11-28
- One thing.
";

    #[test]
    fn a_section_has_a_date_and_ends_where_the_next_begins() {
        assert_eq!(
            section(TEXT, "[0.2.0]"),
            Some(("2026-12-01", "### Added\n\n- Two things."))
        );
        assert_eq!(
            section(TEXT, "[0.1.0]"),
            Some(("2026-11-28", "- One thing."))
        );
        assert_eq!(section(TEXT, "[Unreleased]"), Some(("", "")));
        assert_eq!(section(TEXT, "[0.3.0]"), None);
    }
}
