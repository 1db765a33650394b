//! Arguments of the commands that work on engines: options with a number, and names of engines.

use std::ffi::OsString;

use crate::database::Engine;
use crate::failure::{Failure, Outcome};

/// What was asked for.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    numbers: Vec<(&'static str, u32)>,
    engines: Vec<Engine>,
}

impl Arguments {
    /// Reads arguments, among which there may be these options.
    pub(crate) fn parse(arguments: &[OsString], options: &[&'static str]) -> Outcome<Self> {
        let mut read = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let Some(option) = options.iter().find(|option| argument == **option) else {
                read.engines.push(Engine::named(argument)?);
                continue;
            };
            let number = arguments
                .next()
                .and_then(|number| number.to_str()?.parse().ok())
                .filter(|number| *number > 0)
                .ok_or_else(|| Failure::Usage(format!("`{option}` takes a number")))?;
            read.numbers.push((option, number));
        }
        Ok(read)
    }

    /// Reads arguments of a command that knows no engines.
    pub(crate) fn parse_options(arguments: &[OsString], options: &[&'static str]) -> Outcome<Self> {
        let read = Self::parse(arguments, options)?;
        if read.engines.is_empty() {
            return Ok(read);
        }
        Err(Failure::Usage("this command takes no engines".to_owned()))
    }

    /// The number that an option has been given, if it was given.
    pub(crate) fn number(&self, option: &str) -> Option<u32> {
        let given = self.numbers.iter().rev().find(|(name, _)| *name == option);
        given.map(|(_, number)| *number)
    }

    /// The engines that are named, or these.
    pub(crate) fn engines_or(&self, these: &[Engine]) -> Vec<Engine> {
        if self.engines.is_empty() {
            return these.to_vec();
        }
        self.engines.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use crate::database::Engine;
    use std::ffi::OsString;

    fn parse(line: &str) -> Option<Arguments> {
        let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        Arguments::parse(&words, &["-n", "--seed"]).ok()
    }

    #[test]
    fn options_and_engines_come_in_any_order() {
        let arguments = parse("mysql -n 7 sqlite -n 8").expect("it makes sense");
        assert_eq!(arguments.number("-n"), Some(8));
        assert_eq!(arguments.number("--seed"), None);
        let engines = arguments.engines_or(&Engine::ALL);
        assert_eq!(engines, [Engine::Mysql, Engine::Sqlite]);
        let all = parse("").expect("it makes sense").engines_or(&Engine::ALL);
        assert_eq!(all, Engine::ALL);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for line in ["-n", "-n x", "-n 0", "oracle", "--sead 1"] {
            assert!(parse(line).is_none(), "{line}");
        }
    }
}
