//! A table: in columns under titles on a terminal, and elsewhere a line for each row, its cells
//! separated by tabs.

use std::io::{self, IsTerminal};

use anstyle::Style;
use comfy_table::{ContentArrangement, LineStyle, TableStyle};
use rustix::termios::tcgetwinsize;

use super::output::{OutputError, say};
use super::printable::printable;

/// How wide a terminal is that does not say so.
const WIDTH: u16 = 80;
/// How many blanks there are between two columns.
const GAP: u16 = 2;
const TITLES: Style = Style::new().bold();

/// Rows of cells under titles.
#[derive(Debug)]
pub(crate) struct Table<const COLUMNS: usize> {
    titles: [&'static str; COLUMNS],
    rows: Vec<[String; COLUMNS]>,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    /// Without any row.
    pub(crate) fn new(titles: [&'static str; COLUMNS]) -> Self {
        Self {
            titles,
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: [String; COLUMNS]) {
        self.rows
            .push(row.map(|cell| printable(&cell).into_owned()));
    }

    /// Writes it to standard output.
    ///
    /// # Errors
    /// [`OutputError`].
    pub(crate) fn say(&self) -> Result<(), OutputError> {
        let output = io::stdout();
        if output.is_terminal() {
            let width = tcgetwinsize(&output).map_or(0, |size| size.ws_col);
            say(self.in_columns(if width == 0 { WIDTH } else { width }))
        } else {
            say(self.in_lines())
        }
    }

    /// For people. What is too wide for the terminal is broken within its column.
    fn in_columns(&self, width: u16) -> String {
        let mut table = comfy_table::Table::new();
        table
            .load_style(TableStyle::new().header_separator(LineStyle::none().fill('─')))
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width)
            .set_header(self.titles)
            .add_rows(&self.rows);
        for column in table.column_iter_mut() {
            column.set_padding((0, GAP));
        }
        let text = table.trim_fmt();
        match text.split_once('\n') {
            Some((titles, rows)) => format!("{TITLES}{titles}{TITLES:#}\n{rows}"),
            None => text,
        }
    }

    /// For programs. Cells have no tabs in them.
    fn in_lines(&self) -> String {
        let titles = self.titles.join("\t");
        let rows = self.rows.iter().map(|row| row.join("\t"));
        std::iter::once(titles)
            .chain(rows)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table<2> {
        let mut table = Table::new(["id", "name"]);
        table.push(["7".to_owned(), "ada".to_owned()]);
        table.push(["12".to_owned(), "a\tvery long name".to_owned()]);
        table
    }

    #[test]
    fn a_program_gets_a_line_for_each_row_with_tabs_between_its_cells() {
        assert_eq!(table().in_lines(), "id\tname\n7\tada\n12\ta�very long name");
    }

    #[test]
    fn people_get_columns_as_wide_as_they_must_be() {
        let shown = anstream::adapter::strip_str(&table().in_columns(80)).to_string();
        assert_eq!(
            shown,
            "\
id  name
──────────────────────
7   ada
12  a�very long name"
        );
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let shown = anstream::adapter::strip_str(&table().in_columns(14)).to_string();
        assert!(
            shown.lines().all(|line| line.chars().count() <= 14),
            "{shown}"
        );
        assert!(shown.lines().count() > 4, "{shown}");
    }
}
