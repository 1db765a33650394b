//! The cells of tables (CSV), which spreadsheets must not take for formulas.
//!
//! A spreadsheet runs what begins with `=` and its like, whoever wrote it. So such a text gets an
//! apostrophe before it, which import takes away again. Without more, a text that looks as if it had
//! got one would lose it: it gets another one. And an empty text gets one, since an empty cell
//! stands for nothing at all.

use std::borrow::Cow;

/// With what a formula begins, in some spreadsheet: the signs, those of full width, and what is
/// passed over before them.
const BEGINNINGS: [char; 11] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// What is put before a text.
const GUARD: char = '\'';

/// The cell of a text, which may be empty.
pub(super) fn of_text(text: &str) -> Cow<'_, str> {
    if needs_guard(text) {
        Cow::Owned(format!("{GUARD}{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a cell that is not empty.
pub(super) fn text(cell: &str) -> &str {
    match cell.strip_prefix(GUARD) {
        Some(text) if needs_guard(text) => text,
        _ => cell,
    }
}

/// Whether it is empty or begins with a formula, be it after guards.
fn needs_guard(text: &str) -> bool {
    let bare = text.trim_start_matches(GUARD);
    bare.is_empty() || bare.starts_with(BEGINNINGS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_guarded_and_nothing_else() {
        for (plain, cell) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\n=1", "'\n=1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("", "'"),
            ("'", "''"),
            ("'=1", "''=1"),
            ("a=1", "a=1"),
            ("'tis", "'tis"),
            (" =1", " =1"),
        ] {
            assert_eq!(of_text(plain), cell, "{plain:?}");
        }
    }

    #[test]
    fn what_others_wrote_keeps_its_apostrophes() {
        for cell in ["'tis", "''quoted''", "a'", "1'='2"] {
            assert_eq!(text(cell), cell);
        }
    }

    proptest::proptest! {
        #[test]
        fn every_text_is_the_same_when_it_has_been_a_cell(
            plain in "['=+@\\-\t\n\u{ff1d}a]{0,6}"
        ) {
            let cell = of_text(&plain);
            proptest::prop_assert!(!cell.is_empty());
            proptest::prop_assert!(!cell.starts_with(BEGINNINGS));
            proptest::prop_assert_eq!(text(&cell), plain.as_str());
        }
    }
}
