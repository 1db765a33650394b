//! The requests that are measured, and the table of what they cost.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::docket::{Answer, Client};
use crate::failure::{Failure, Outcome};
use crate::keeper;

/// How often each request is made.
const TIMES: usize = 40;

/// How often it is made before that, uncounted.
const WARM_UP: usize = 3;

/// The size of the pages that are measured.
const PAGE: u32 = 100;

/// The size of those on the way to the last.
const LARGE_PAGE: u32 = 1000;

/// What one kind of request took.
#[derive(Debug)]
pub(super) struct Row {
    name: &'static str,
    median: Duration,
    p95: Duration,
}

/// Measures every kind of request as a user who has so many tasks.
pub(super) fn all(client: &mut Client, owned: u32) -> Outcome<Vec<Row>> {
    const PENDING: &str = "status=pending&priority=high,urgent&sort_by=due_date";
    let last = last_page(client, owned)?;
    let before_last = owned.saturating_sub(PAGE);
    let one = client.get("/tasks?limit=1")?.expect(200)?;
    let id = one.number("id")?;
    let gets = [
        ("first page", format!("/tasks?limit={PAGE}")),
        ("last page, by cursor", last),
        (
            "last page, by `skip`",
            format!("/tasks?limit={PAGE}&skip={before_last}"),
        ),
        (
            "filtered and sorted page",
            format!("/tasks?{PENDING}&limit={PAGE}"),
        ),
        (
            "search, found often",
            format!("/tasks?search=quarterly%20report&limit={PAGE}"),
        ),
        (
            "search, found nowhere",
            format!("/tasks?search=purple%20elephant&limit={PAGE}"),
        ),
        (
            "first page with `count`",
            format!("/tasks?limit={PAGE}&count=true"),
        ),
        ("statistics", "/tasks/stats".to_owned()),
        ("one task", format!("/tasks/{id}")),
    ];
    let mut rows = Vec::new();
    for (name, path) in gets {
        rows.push(measure(name, || client.get(&path)?.expect(200))?);
    }
    let new = r#"{"title":"Learn diesel","priority":"high","due_date":"2026-12-01"}"#;
    rows.push(measure("create a task", || {
        client.send("POST", "/tasks", new)?.expect(201)
    })?);
    Ok(rows)
}

/// The path of the last page by id, found by paging there.
fn last_page(client: &mut Client, owned: u32) -> Outcome<String> {
    let mut left = owned;
    let mut cursor = String::new();
    while left > PAGE {
        let limit = LARGE_PAGE.min(left - PAGE);
        let page = client
            .get(&format!("/tasks?limit={limit}{cursor}"))?
            .expect(200)?;
        let next = page
            .header("x-next-cursor")
            .ok_or_else(|| Failure::because(format!("no further page, {left} before the end")))?;
        cursor = format!("&cursor={next}");
        left -= limit;
    }
    let last = format!("/tasks?limit={PAGE}{cursor}");
    let page = client.get(&last)?.expect(200)?;
    if page.header("x-next-cursor").is_some() {
        return Err(Failure::because("the last page is not the last"));
    }
    Ok(last)
}

fn measure(name: &'static str, mut ask: impl FnMut() -> Outcome<Answer>) -> Outcome<Row> {
    let mut took = Vec::new();
    for time in 0..WARM_UP + TIMES {
        keeper::check()?;
        let started = Instant::now();
        ask()?;
        if time >= WARM_UP {
            took.push(started.elapsed());
        }
    }
    took.sort();
    Ok(Row {
        name,
        median: took[TIMES / 2],
        p95: took[TIMES * 95 / 100],
    })
}

/// The rows beside each other, in Markdown: of how many tasks of how many, and what they cost.
pub(super) fn table(engine: &str, columns: [(u32, u32, &[Row]); 2]) -> String {
    let mut table = format!("\n| {engine}, ms: median; p95 |");
    for (owned, all, _) in columns {
        let _ = write!(table, " {owned} of {all} |");
    }
    table += "\n|---|---|---|\n";
    let [(_, _, few), (_, _, many)] = columns;
    for (few, many) in few.iter().zip(many) {
        let _ = writeln!(
            table,
            "| {} | {} | {} |",
            few.name,
            figures(few),
            figures(many)
        );
    }
    table
}

fn figures(row: &Row) -> String {
    let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
    format!("{:.2}; {:.2}", ms(row.median), ms(row.p95))
}

#[cfg(test)]
mod tests {
    use super::{Row, table};
    use std::time::Duration;

    #[test]
    fn the_columns_stand_beside_each_other() {
        let rows = [Row {
            name: "one task",
            median: Duration::from_micros(1500),
            p95: Duration::from_millis(20),
        }];
        let table = table("SQLite", [(1, 1, &rows), (2, 10, &rows)]);
        assert_eq!(
            table,
            "\n| SQLite, ms: median; p95 | 1 of 1 | 2 of 10 |\n|---|---|---|\n\
             | one task | 1.50; 20.00 | 1.50; 20.00 |\n"
        );
    }
}
