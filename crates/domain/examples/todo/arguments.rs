//! The words of a command line, taken one by one.

use std::ffi::OsString;
use std::str::FromStr;
use std::vec::IntoIter;

use docket_domain::Violation;

use crate::error::Error;

/// The words that have not been taken yet.
pub(crate) struct Arguments(IntoIter<String>);

/// A word: an option, or something else.
pub(crate) enum Word {
    /// It begins with `--`.
    Option(String),
    /// It does not.
    Plain(String),
}

impl Arguments {
    /// Takes them over.
    pub(crate) fn new(words: impl Iterator<Item = OsString>) -> Result<Self, Error> {
        let words: Result<Vec<String>, OsString> = words.map(OsString::into_string).collect();
        words
            .map(|words| Self(words.into_iter()))
            .map_err(|word| Error::Usage(format!("`{}` is no text", word.display())))
    }

    /// The next word, if there is one.
    pub(crate) fn next(&mut self) -> Option<Word> {
        let word = self.0.next()?;
        Some(if word.starts_with("--") {
            Word::Option(word)
        } else {
            Word::Plain(word)
        })
    }

    /// The next word, which has to be there and is not taken for an option.
    pub(crate) fn text(&mut self, what: &str) -> Result<String, Error> {
        let missing = || Error::Usage(format!("{what} is missing"));
        self.0.next().ok_or_else(missing)
    }

    /// The next word, which has to be there, as a value.
    pub(crate) fn value<T>(&mut self, what: &'static str) -> Result<T, Error>
    where
        T: FromStr<Err = Violation>,
    {
        parse(what, &self.text(what)?)
    }

    /// The words that are left, of which there must be at least one, each as a value.
    pub(crate) fn rest<T>(&mut self, what: &'static str) -> Result<Vec<T>, Error>
    where
        T: FromStr<Err = Violation>,
    {
        let mut values = vec![self.value(what)?];
        for word in self.0.by_ref() {
            values.push(parse(what, &word)?);
        }
        Ok(values)
    }

    /// Fails unless every word has been taken.
    pub(crate) fn end(&mut self) -> Result<(), Error> {
        match self.0.next() {
            None => Ok(()),
            Some(word) => Err(unexpected(&word)),
        }
    }
}

/// A word that has no place where it stands.
pub(crate) fn unexpected(word: &str) -> Error {
    Error::Usage(format!("`{word}` was not expected"))
}

fn parse<T: FromStr<Err = Violation>>(what: &'static str, word: &str) -> Result<T, Error> {
    word.parse().map_err(Error::refused(what))
}
