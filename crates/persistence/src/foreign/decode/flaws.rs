//! Collecting what is wrong with a row.

use docket_application::ports::foreign::Flaw;
use docket_domain::Violation;

use super::text;
use crate::foreign::catalog::Column;

/// What is wrong with a row so far.
#[derive(Default)]
pub(super) struct Flaws(Vec<Flaw>);

impl Flaws {
    fn note(&mut self, column: &str, violation: Violation) {
        self.0.push(Flaw {
            column: column.to_owned(),
            violation,
        });
    }

    /// The value of a column, if there is such a column and something but blanks in it.
    pub(super) fn read<T>(
        &mut self,
        column: Option<&Column>,
        bytes: Option<Vec<u8>>,
        parse: impl FnOnce(&str) -> Result<T, Violation>,
    ) -> Option<T> {
        self.read_from(&column?.name, bytes, parse)
    }

    /// The same of a place with this name.
    pub(super) fn read_from<T>(
        &mut self,
        place: &str,
        bytes: Option<Vec<u8>>,
        parse: impl FnOnce(&str) -> Result<T, Violation>,
    ) -> Option<T> {
        let value = text::of(bytes?).and_then(|text| {
            if text.trim().is_empty() {
                Ok(None)
            } else {
                parse(&text).map(Some)
            }
        });
        value.unwrap_or_else(|violation| {
            self.note(place, violation);
            None
        })
    }

    /// The value of a column that must have one.
    pub(super) fn need<T>(
        &mut self,
        column: &Column,
        bytes: Option<Vec<u8>>,
        parse: impl FnOnce(&str) -> Result<T, Violation>,
    ) -> Option<T> {
        let before = self.0.len();
        let value = self.read(Some(column), bytes, parse);
        if value.is_none() && self.0.len() == before {
            self.note(&column.name, Violation::Required);
        }
        value
    }

    /// Everything that is wrong, if anything is.
    pub(super) fn end(self) -> Result<(), Vec<Flaw>> {
        let Self(flaws) = self;
        if flaws.is_empty() { Ok(()) } else { Err(flaws) }
    }
}
