//! What was measured, in Markdown.

use std::fmt::Write as _;

use super::row::Row;
use crate::database::Engine;

/// What was measured on one engine.
#[derive(Debug)]
pub(super) struct Measured<'a> {
    pub(super) engine: Engine,
    pub(super) rows: Vec<Row<'a>>,
    /// The memory of the server after all, and the most that it had, in KiB.
    pub(super) memory: [Option<u64>; 2],
    /// From the start of the server to its first answer, on the database that is full by then.
    pub(super) start_ms: Option<f64>,
}

/// One line for each row, in its order.
pub(super) fn of_rows(measured: &Measured<'_>) -> String {
    let mut table = format!(
        "\n| {} | connections | requests/s | p50 ms | p99 ms | CPU s per 1000 | of its limit |\n\
         |---|---:|---:|---:|---:|---:|---:|\n",
        measured.engine.name()
    );
    for row in &measured.rows {
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "| {} | {} | {}{} | {} | {} | {} | {} |",
            row.name,
            row.connections,
            figure(row.median(|sample| Some(sample.rate)), 0),
            failed(row.median(|sample| Some(sample.failed))),
            figure(row.median(|sample| sample.p50), 2),
            figure(row.median(|sample| sample.p99), 2),
            // Milliseconds for one are seconds for a thousand.
            figure(row.median(|sample| sample.cpu), 3),
            figure(row.ratio(&measured.rows), 2),
        );
    }
    table
}

/// A figure, or nothing.
pub(super) fn figure(figure: Option<f64>, digits: usize) -> String {
    figure.map_or_else(String::new, |figure| format!("{figure:.digits$}"))
}

/// What there is to say of requests that were not answered as they should have been.
fn failed(share: Option<f64>) -> String {
    match share {
        Some(share) if share > 0.0 => format!(" ({:.1} % failed)", share * 100.0),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::{Limit, Subject};
    use super::super::sample::Sample;
    use super::{Measured, Row, of_rows};
    use crate::database::Engine;

    #[test]
    fn what_was_not_seen_is_left_out() {
        let row = |limit, sample| Row {
            name: "create".to_owned(),
            connections: 64,
            subject: Subject::Commits(1),
            limit,
            samples: vec![sample],
        };
        let bare = Sample {
            rate: 4000.4,
            ..Sample::default()
        };
        let full = Sample {
            rate: 1000.2,
            failed: 0.5,
            p50: Some(1.0),
            p99: Some(2.0),
            cpu: Some(0.0125),
        };
        let measured = Measured {
            engine: Engine::Sqlite,
            rows: vec![row(Limit::None, bare), row(Limit::Row(0), full)],
            memory: [None, None],
            start_ms: None,
        };
        let table = of_rows(&measured);
        let lines: Vec<&str> = table.lines().skip(3).collect();
        assert_eq!(
            lines,
            [
                "| create | 64 | 4000 |  |  |  |  |",
                "| create | 64 | 1000 (50.0 % failed) | 1.00 | 2.00 | 0.013 | 0.25 |",
            ]
        );
    }
}
