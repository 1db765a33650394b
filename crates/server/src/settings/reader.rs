//! Reading variables: from the environment, then from the `.env` file; what does not parse is an
//! error that names its variable.

use std::borrow::Cow;
use std::collections::HashMap;
use std::env;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    /// A variable holds what it must not.
    #[error("{variable}: {problem}")]
    Variable {
        /// Its name.
        variable: &'static str,
        /// What it must be. Never what it is: it may be a secret.
        problem: Cow<'static, str>,
    },
    /// The `.env` file cannot be read.
    #[error(".env: line or file cannot be read")]
    DotEnv(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The variables.
#[derive(Debug, Default)]
pub(super) struct Reader {
    variables: HashMap<String, String>,
}

impl Reader {
    /// The variables of this process: its environment, and below it the file `.env` in its
    /// working directory.
    ///
    /// # Errors
    /// [`SettingsError::DotEnv`] if there is such a file and it cannot be read.
    pub(super) fn of_process() -> Result<Self, SettingsError> {
        let mut variables = dot_env(Path::new(".env"))?;
        // Variables that are not UTF-8 are none of ours.
        let environment = env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        variables.extend(environment);
        Ok(Self { variables })
    }

    /// The value of a variable; an empty one counts as absent.
    pub(super) fn get(&self, variable: &'static str) -> Option<&str> {
        self.variables
            .get(variable)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// A variable read by `parse`, if it is there.
    pub(super) fn optional<T>(
        &self,
        variable: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Cow<'static, str>>,
    ) -> Result<Option<T>, SettingsError> {
        self.get(variable)
            .map(|value| {
                parse(value).map_err(|problem| SettingsError::Variable { variable, problem })
            })
            .transpose()
    }

    /// A variable of a type that can be read, and says what is wrong if it cannot. That must not
    /// repeat what was read.
    pub(super) fn parsed<T: FromStr<Err: Display>>(
        &self,
        variable: &'static str,
    ) -> Result<Option<T>, SettingsError> {
        self.optional(variable, |value| {
            value
                .parse()
                .map_err(|problem: T::Err| problem.to_string().into())
        })
    }

    /// An integer of a range.
    pub(super) fn integer<T: FromStr + PartialOrd + Display>(
        &self,
        variable: &'static str,
        range: RangeInclusive<T>,
        default: T,
    ) -> Result<T, SettingsError> {
        let found = self.optional(variable, |value| integer(value, range))?;
        Ok(found.unwrap_or(default))
    }

    /// A number of seconds of a range.
    pub(super) fn seconds(
        &self,
        variable: &'static str,
        range: RangeInclusive<u64>,
        default: Duration,
    ) -> Result<Duration, SettingsError> {
        self.integer(variable, range, default.as_secs())
            .map(Duration::from_secs)
    }

    /// A number of days of a range, in seconds.
    pub(super) fn days(
        &self,
        variable: &'static str,
        range: RangeInclusive<u32>,
        default: u32,
    ) -> Result<u32, SettingsError> {
        self.integer(variable, range, default)
            .map(|days| days * 24 * 60 * 60)
    }

    /// One of these words, without regard to case.
    pub(super) fn word<T: Copy>(
        &self,
        variable: &'static str,
        words: &[(&str, T)],
        default: T,
    ) -> Result<T, SettingsError> {
        let found = self.optional(variable, |value| {
            let known = words
                .iter()
                .find(|(word, _)| word.eq_ignore_ascii_case(value));
            known.map(|(_, value)| *value).ok_or_else(|| {
                let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                format!("must be one of {}", all.join(", ")).into()
            })
        })?;
        Ok(found.unwrap_or(default))
    }

    /// Yes or no.
    pub(super) fn boolean(
        &self,
        variable: &'static str,
        default: bool,
    ) -> Result<bool, SettingsError> {
        const WORDS: &[(&str, bool)] = &[
            ("true", true),
            ("false", false),
            ("on", true),
            ("off", false),
            ("yes", true),
            ("no", false),
            ("1", true),
            ("0", false),
        ];
        self.word(variable, WORDS, default)
    }
}

/// An integer of a range.
pub(super) fn integer<T: FromStr + PartialOrd + Display>(
    value: &str,
    range: RangeInclusive<T>,
) -> Result<T, Cow<'static, str>> {
    value
        .parse()
        .ok()
        .filter(|number| range.contains(number))
        .ok_or_else(|| {
            format!(
                "must be an integer from {} to {}",
                range.start(),
                range.end()
            )
            .into()
        })
}

fn dot_env(path: &Path) -> Result<HashMap<String, String>, SettingsError> {
    if !path.exists() {
        return Ok(HashMap::new());
    }
    dotenvy::from_path_iter(path)
        .and_then(Iterator::collect)
        .map_err(unreadable)
}

fn unreadable(error: dotenvy::Error) -> SettingsError {
    SettingsError::DotEnv(describe(error))
}

/// What is wrong with the file, without showing what is in it: a line may hold a secret.
fn describe(error: dotenvy::Error) -> Box<dyn std::error::Error + Send + Sync> {
    match error {
        dotenvy::Error::LineParse(_, at) => format!("syntax error at index {at} of a line").into(),
        other => Box::new(other),
    }
}

#[cfg(feature = "probe")]
impl Reader {
    /// The variables in the text of an `.env` file, but for a `HOST` that would have to be looked
    /// up.
    ///
    /// # Errors
    /// [`SettingsError::DotEnv`] if it cannot be read.
    pub(super) fn of_text(text: &[u8]) -> Result<Self, SettingsError> {
        let mut variables: HashMap<String, String> = dotenvy::from_read_iter(text)
            .collect::<Result<_, _>>()
            .map_err(unreadable)?;
        let is_address = |host: &str| {
            let host = host.trim().trim_matches(['[', ']']);
            host.parse::<std::net::IpAddr>().is_ok()
        };
        if variables.get("HOST").is_some_and(|host| !is_address(host)) {
            variables.remove("HOST");
        }
        Ok(Self { variables })
    }
}

#[cfg(test)]
impl Reader {
    /// Variables for a test.
    pub(super) fn with(variables: &[(&str, &str)]) -> Self {
        let owned = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self {
            variables: owned.collect(),
        }
    }
}
