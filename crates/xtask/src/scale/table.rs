//! What was measured, in Markdown, and whether what is aimed at was reached.

use std::fmt::Write as _;
use std::time::Duration;

use super::measure::{Cost, Row};

/// How many times as much as in the smallest database a request may cost in the largest.
const TARGETS: [(&str, f64); 4] = [
    ("one task", 2.0),
    ("first page", 2.0),
    ("last page, by cursor", 2.0),
    ("create a task", 1.5),
];

/// What each kind of request costs in databases of these sizes, beside each other.
pub(super) fn of_rows(engine: &str, sizes: &[u32], rows: &[Row]) -> String {
    let mut table = format!("\n| {engine}, ms: median; p95 |");
    // Writing to a string cannot fail.
    for size in sizes {
        let _ = write!(table, " {size} tasks |");
    }
    let _ = writeln!(table, " ratio |\n|---|{}---:|", "---|".repeat(sizes.len()));
    for row in rows {
        let _ = write!(table, "| {} |", row.name);
        for cost in &row.costs {
            let _ = write!(table, " {:.2}; {:.2} |", ms(cost.median), ms(cost.p95));
        }
        let ratio = ratio(row).map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        let _ = writeln!(table, " {ratio} |");
    }
    table
}

/// One line for each target.
pub(super) fn of_targets(engine: &str, rows: &[Row]) -> String {
    let mut table = format!("\n| {engine}: target | seen | reached |\n|---|---:|---|\n");
    for (name, most) in TARGETS {
        let row = rows.iter().find(|row| row.name == name);
        let (seen, reached) = match row.and_then(ratio) {
            Some(ratio) => (
                format!("{ratio:.2}"),
                if ratio <= most { "yes" } else { "no" },
            ),
            None => (String::new(), "not measured"),
        };
        let _ = writeln!(
            table,
            "| {name}, the largest ≤ {most} times the smallest | {seen} | {reached} |"
        );
    }
    table
}

/// The median in the largest database to that in the smallest.
fn ratio(row: &Row) -> Option<f64> {
    let (first, last) = row.costs.first().zip(row.costs.last())?;
    let of = |cost: &Cost| cost.median.as_secs_f64();
    (of(first) > 0.0).then(|| of(last) / of(first))
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::super::measure::{Cost, Row};
    use super::{of_rows, of_targets};
    use std::time::Duration;

    fn row(name: &'static str, medians: [u64; 3]) -> Row {
        let cost = |median| Cost {
            median: Duration::from_micros(median),
            p95: Duration::from_millis(20),
        };
        Row {
            name,
            costs: medians.map(cost).into(),
        }
    }

    #[test]
    fn the_sizes_stand_beside_each_other() {
        let table = of_rows(
            "SQLite",
            &[10, 100, 1000],
            &[row("one task", [1500, 1600, 1800])],
        );
        assert_eq!(
            table,
            "\n| SQLite, ms: median; p95 | 10 tasks | 100 tasks | 1000 tasks | ratio |\n\
             |---|---|---|---|---:|\n\
             | one task | 1.50; 20.00 | 1.60; 20.00 | 1.80; 20.00 | 1.20 |\n"
        );
    }

    #[test]
    fn a_target_is_judged_by_the_largest_against_the_smallest() {
        let rows = [
            row("one task", [100, 900, 200]),
            row("create a task", [100, 100, 151]),
        ];
        let table = of_targets("SQLite", &rows);
        assert!(table.contains("| one task, the largest ≤ 2 times the smallest | 2.00 | yes |"));
        assert!(table.contains("1.5 times the smallest | 1.51 | no |"));
        assert!(
            table.contains("| first page, the largest ≤ 2 times the smallest |  | not measured |")
        );
    }
}
