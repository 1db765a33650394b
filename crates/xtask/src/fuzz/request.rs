//! What is asked of the fuzzer.

use std::ffi::OsString;

use crate::failure::{Failure, Outcome};

/// The targets; `docket_fuzz::TARGETS` says what they are.
const TARGETS: [&str; 6] = ["bearer", "bodies", "cursor", "query", "settings", "table"];

/// For how many seconds each is tried, unless `--seconds` says otherwise.
const SECONDS: u32 = 60;

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// Which targets.
    pub(super) targets: Vec<&'static str>,
    /// For how many seconds each.
    pub(super) seconds: u32,
    /// Whether what was found worth keeping is to be kept in the repository.
    pub(super) keep: bool,
}

impl Request {
    /// Reads the arguments.
    pub(super) fn read(arguments: &[OsString]) -> Outcome<Self> {
        let mut read = Self {
            targets: Vec::new(),
            seconds: SECONDS,
            keep: false,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            if argument == "--keep" {
                read.keep = true;
            } else if argument == "--seconds" {
                read.seconds = arguments
                    .next()
                    .and_then(|number| number.to_str()?.parse().ok())
                    .filter(|number| *number > 0)
                    .ok_or_else(|| Failure::Usage("`--seconds` takes a number".to_owned()))?;
            } else if let Some(target) = TARGETS.iter().find(|target| argument == **target) {
                read.targets.push(target);
            } else {
                let known = TARGETS.join(", ");
                return Err(Failure::Usage(format!(
                    "there is no target `{}` (there are {known})",
                    argument.display()
                )));
            }
        }
        if read.targets.is_empty() {
            read.targets = TARGETS.to_vec();
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::{Request, SECONDS, TARGETS};
    use std::ffi::OsString;

    fn read(line: &str) -> Option<Request> {
        let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        Request::read(&words).ok()
    }

    #[test]
    fn all_targets_are_tried_unless_some_are_named() {
        let request = read("").expect("it makes sense");
        assert_eq!(
            (request.targets, request.seconds),
            (TARGETS.to_vec(), SECONDS)
        );
        let request = read("query --keep --seconds 7 cursor").expect("it makes sense");
        assert_eq!(request.targets, ["query", "cursor"]);
        assert_eq!((request.seconds, request.keep), (7, true));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for line in ["header", "--seconds", "--seconds 0", "--kept"] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
