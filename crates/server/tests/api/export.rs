//! Whole lists as files: JSON, CSV and iCalendar, sent while they are read.

mod files;
mod sending;
mod texts;

pub(crate) use texts::{DESCRIPTIONS, create_payloads};

use crate::harness::{Answer, Case, Client};

pub(crate) const FILES: &[Case] = files::CASES;
pub(crate) const TEXTS: &[Case] = texts::CASES;
pub(crate) const SENDING: &[Case] = sending::CASES;

/// The records of a table, each with its cells, the header first.
#[track_caller]
fn records(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.as_bytes());
    let records = reader.records();
    records
        .map(|record| {
            let record = record.expect("all records have as many cells as the header");
            record.iter().map(str::to_owned).collect()
        })
        .collect()
}

/// The lines of a calendar, unfolded. Each must end as lines do there, and be short enough.
#[track_caller]
fn lines(calendar: &str) -> Vec<String> {
    let without_end = calendar.strip_suffix("\r\n");
    let calendar = without_end.expect("the last line ends like all others");
    for line in calendar.split("\r\n") {
        assert!(line.len() <= 75, "a line is too long: {line:?}");
        assert!(!line.contains(['\r', '\n']), "{line:?}");
    }
    let unfolded = calendar.replace("\r\n ", "");
    unfolded.split("\r\n").map(str::to_owned).collect()
}

/// The text of an export, which must have succeeded.
#[track_caller]
fn text_of(client: &Client, query: &str) -> String {
    let answer: Answer = client.export(query).is(200);
    answer.text().to_owned()
}
