//! `cargo xtask clients`: clients in three languages, generated from the committed OpenAPI document
//! (docs/clients.md), each built and run against a server of its own.

mod node;
mod python;
mod rust;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{fs, io};

use crate::docket::{self, Docket, Profile};
use crate::failure::{Failure, Outcome};
use crate::scratch::Scratch;
use crate::setup::{self, Need};
use crate::{process, report, workspace};

/// The variable by which a test is told where the server is.
const URL_VARIABLE: &str = "DOCKET_URL";

/// The settings of the server: cheap passwords, and no limit on how many users a test makes.
const SETTINGS: &[(&str, &str)] = &[("BCRYPT_COST", "4"), ("RATE_LIMIT", "off")];

/// In which language a client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    TypeScript,
    Python,
    Rust,
}

impl Language {
    const ALL: [Self; 3] = [Self::TypeScript, Self::Python, Self::Rust];

    /// The name as an argument, and of its directory.
    const fn name(self) -> &'static str {
        match self {
            Self::TypeScript => "typescript",
            Self::Python => "python",
            Self::Rust => "rust",
        }
    }

    /// What has to be installed.
    const fn need(self) -> Option<Need> {
        match self {
            Self::TypeScript => Some(Need::RecentNode),
            Self::Python => Some(Need::Python),
            Self::Rust => None,
        }
    }

    /// Generates the client, builds it, and runs its test against the server.
    fn test(self, home: &Path, url: &str) -> Outcome {
        match self {
            Self::TypeScript => node::test(home, url),
            Self::Python => python::test(home, url),
            Self::Rust => rust::test(home, url),
        }
    }
}

/// Tries the clients in the languages that are named, or in all.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let languages = read(arguments)?;
    let mut needs = vec![Need::MysqlClientLibrary];
    needs.extend(languages.iter().filter_map(|language| language.need()));
    setup::ensure(&needs)?;
    let binary = docket::build(Profile::Debug)?;
    let mut failed = Vec::new();
    for language in languages {
        let begun = Instant::now();
        report::say(format_args!("the client in {}", language.name()));
        match with_a_server(language, &binary) {
            Ok(()) => report::say(format_args!(
                "the client in {} is right, after {} s",
                language.name(),
                begun.elapsed().as_secs()
            )),
            Err(Failure::Because(reason)) => failed.push(format!("{}: {reason}", language.name())),
            Err(other) => return Err(other),
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::because(failed.join("; ")))
}

/// `cargo xtask lint-api`: holds the committed document against the rules that Redocly recommends.
pub(crate) fn lint() -> Outcome {
    setup::ensure(&[Need::RecentNode])?;
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/redocly.yaml");
    node::lint(&home(Language::TypeScript)?, &rules)
}

fn read(arguments: &[OsString]) -> Outcome<Vec<Language>> {
    if arguments.is_empty() {
        return Ok(Language::ALL.to_vec());
    }
    let named = arguments.iter().map(|argument| {
        let mut all = Language::ALL.into_iter();
        all.find(|language| *argument == *language.name())
            .ok_or_else(|| {
                Failure::Usage(format!("there is no client in `{}`", argument.display()))
            })
    });
    named.collect()
}

fn with_a_server(language: Language, binary: &Path) -> Outcome {
    // Declared before the server, hence removed after it has stopped.
    let scratch = Scratch::new("clients")?;
    let mut server = Docket::start(binary, scratch.path(), SETTINGS)?;
    let url = format!("http://{}", server.address());
    let outcome = language.test(&home(language)?, &url);
    if outcome.is_err() {
        server.log().show_errors();
    }
    outcome
}

/// The directory under cargo's in which everything of a language happens, with the document and
/// the files that belong to it.
fn home(language: Language) -> Outcome<PathBuf> {
    let home = workspace::target()?.join("clients").join(language.name());
    fs::create_dir_all(&home).map_err(Failure::while_doing("making a directory"))?;
    let document = workspace::root().join("docs/openapi.json");
    let kept = fs::read_dir(directory(language)).map_err(Failure::while_doing("listing files"))?;
    let kept = kept.flatten().map(|entry| entry.path());
    for file in kept.filter(|path| path.is_file()).chain([document]) {
        let copy = home.join(file.file_name().unwrap_or_default());
        copy_if_other(&file, &copy).map_err(Failure::while_doing(format_args!(
            "copying {}",
            file.display()
        )))?;
    }
    Ok(home)
}

/// Leaves a copy alone that is right: cargo builds anew what is newer than it was.
fn copy_if_other(file: &Path, copy: &Path) -> io::Result<()> {
    let content = fs::read(file)?;
    if fs::read(copy).is_ok_and(|there| there == content) {
        return Ok(());
    }
    fs::write(copy, content)
}

/// Where the files are kept that belong to a language.
fn directory(language: Language) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("clients")
        .join(language.name())
}

/// Runs a line of the shell, one that docs/clients.md has, in a directory.
fn shell(line: &str, home: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(home);
    command
}

/// Runs a program, and fails with what was being done if it does.
fn succeed(doing: &str, command: &mut Command) -> Outcome {
    let status = process::run(command)?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::because(format!("{doing} failed ({status})")))
}

#[cfg(test)]
mod tests {
    use super::{Language, directory, node, python, read};
    use crate::workspace;
    use std::ffi::OsString;
    use std::fs;

    #[test]
    fn languages_are_named_or_all_are_meant() {
        let named = |name: &str| read(&[OsString::from(name)]).ok();
        assert_eq!(named("python"), Some(vec![Language::Python]));
        assert_eq!(named("cobol"), None);
        assert_eq!(read(&[]).ok(), Some(Language::ALL.to_vec()));
    }

    #[test]
    fn the_guide_has_the_commands_that_are_run_and_parts_of_the_files_that_are_used() {
        let read = |path| fs::read_to_string(path).expect("the file is there");
        let guide = read(workspace::root().join("docs/clients.md"));
        for command in [node::GENERATE, node::CHECK, python::GENERATE] {
            assert!(guide.contains(&format!("\n{command}\n")), "{command}");
        }
        let lines = |text: &str| -> String {
            let trimmed: Vec<&str> = text.lines().map(str::trim).collect();
            format!("\n{}\n", trimmed.join("\n"))
        };
        for (fence, language, files) in [
            ("ts", Language::TypeScript, ["docket.test.ts"].as_slice()),
            ("python", Language::Python, &["test_docket.py"]),
            (
                "rust",
                Language::Rust,
                &["tests/docket.rs", "build.rs", "src/lib.rs"],
            ),
            ("toml", Language::Rust, &["Cargo.toml"]),
        ] {
            let used: Vec<String> = files
                .iter()
                .map(|file| lines(&read(directory(language).join(file))))
                .collect();
            let parts: Vec<&str> = guide.split(&format!("\n```{fence}\n")).skip(1).collect();
            assert!(!parts.is_empty(), "no example in {fence}");
            for part in parts {
                let (example, _) = part.split_once("\n```\n").expect("it ends");
                let found = used.iter().any(|file| file.contains(&lines(example)));
                assert!(found, "no test has this:\n{example}");
            }
        }
    }
}
