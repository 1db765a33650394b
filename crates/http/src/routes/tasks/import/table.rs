//! What clients send of tasks from elsewhere, as a table (CSV, RFC 4180) with a header.
//!
//! A record becomes what a JSON object with the same members becomes, so that the same rules hold.

use std::collections::BTreeSet;
use std::str::{FromStr, from_utf8};

use csv::{ByteRecord, Position, ReaderBuilder};
use docket_application::TaskService;
use docket_domain::task::TaskImport;
use docket_domain::{Timestamp, Violation};

use super::super::cell;
use super::super::input::TaskPatchBody;
use super::ImportedTaskBody;
use crate::body::{FromText, Items, Member, Members, Row};
use crate::error::ApiError;

/// A table, for the document.
pub(super) const EXAMPLE: &str = "title,status,due_date,tags\r\nLearn diesel,pending,2026-12-01,\"backend,learning\"\r\nLearn actix,done,,\r\n";

/// What spreadsheets put before texts in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

const NOT_UTF8: Violation = Violation::Malformed("UTF-8");

/// A member of a task that a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Title,
    Description,
    Status,
    Completed,
    IsComplete,
    Priority,
    DueDate,
    Tags,
    CreatedAt,
    CompletedAt,
    /// One that only the server sets.
    Ignored,
}

impl Column {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "title" => Self::Title,
            "description" => Self::Description,
            "status" => Self::Status,
            "completed" => Self::Completed,
            "is_complete" => Self::IsComplete,
            "priority" => Self::Priority,
            "due_date" => Self::DueDate,
            "tags" => Self::Tags,
            "created_at" => Self::CreatedAt,
            "completed_at" => Self::CompletedAt,
            "id" | "user_id" | "overdue" | "version" | "updated_at" => Self::Ignored,
            _ => return None,
        })
    }
}

/// The tasks of a table that comes at the instant `now`.
///
/// # Errors
/// [`ApiError::UnknownField`] for a column that nobody knows, or [`ApiError::ValidationFailed`] with
/// every fault.
pub(super) fn read(table: &[u8], now: Timestamp) -> Result<Vec<TaskImport>, ApiError> {
    let table = table.strip_prefix(BYTE_ORDER_MARK).unwrap_or(table);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(table);
    let mut members = Members::default();
    let mut record = ByteRecord::new();
    let mut next = |record: &mut ByteRecord| {
        // Bytes in memory can always be read.
        reader
            .read_byte_record(record)
            .map_err(|error| ApiError::Internal(error.into()))
    };
    next(&mut record)?;
    let Some(columns) = header(&record, &mut members)? else {
        return members.faults().check(None);
    };
    let mut tasks = Vec::new();
    while next(&mut record)? {
        if tasks.len() == TaskService::MAX_IMPORT {
            members.refuse("", Violation::TooMany(TaskService::MAX_IMPORT));
            return members.faults().check(None);
        }
        let row = Row {
            // The header is the first.
            number: tasks.len() as u64 + 2,
            line: record.position().map_or(0, |place| line(table, place)),
        };
        tasks.push(members.in_row(row, |members| task(&columns, &record, members, now)));
    }
    members.faults().check(tasks.into_iter().collect())
}

/// The columns that a header names. `None` only together with a fault.
fn header(
    record: &ByteRecord,
    members: &mut Members,
) -> Result<Option<Vec<(Column, String)>>, ApiError> {
    const TWICE: Violation = Violation::Malformed("given once");
    // No more of both than there are names: a body may have a hundred thousand cells in its header.
    let mut columns: Vec<(Column, String)> = Vec::new();
    let mut doubles = BTreeSet::new();
    for name in record {
        let name = String::from_utf8_lossy(name);
        let column = Column::named(&name).ok_or_else(|| ApiError::unknown_field(&name))?;
        if columns.iter().any(|(_, before)| *before == name) {
            doubles.insert(name.into_owned());
        } else {
            columns.push((column, name.into_owned()));
        }
    }
    let is_there = |column| columns.iter().any(|(found, _)| *found == column);
    let is_good = members.in_row(Row { number: 1, line: 1 }, |members| {
        let is_titled = is_there(Column::Title);
        if !is_titled {
            members.refuse("title", Violation::Required);
        }
        for name in &doubles {
            members.refuse(name, TWICE);
        }
        is_titled && doubles.is_empty()
    });
    Ok(is_good.then_some(columns))
}

/// The line on which a record begins. The reader has its place before the blank lines that it passed
/// over.
fn line(table: &[u8], place: &Position) -> u64 {
    let start = usize::try_from(place.byte()).unwrap_or(usize::MAX);
    let rest = table.get(start..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    place.line() + blank.filter(|byte| **byte == b'\n').count() as u64
}

/// The task of a record. `None` only together with a fault.
fn task(
    columns: &[(Column, String)],
    record: &ByteRecord,
    members: &mut Members,
    now: Timestamp,
) -> Option<TaskImport> {
    const OTHER_LENGTH: Violation = Violation::Malformed("a row with as many cells as the header");
    if record.len() != columns.len() {
        members.refuse("row", OTHER_LENGTH);
        return None;
    }
    let mut body = TaskPatchBody::default();
    for ((column, name), cell) in columns.iter().zip(record) {
        match from_utf8(cell) {
            // Nothing is said.
            Ok("") => {}
            Ok(cell) => put(&mut body, *column, cell),
            Err(_) => members.refuse(name, NOT_UTF8),
        }
    }
    ImportedTaskBody(body).read(members, now)
}

/// Puts what a cell says into its member.
fn put(body: &mut TaskPatchBody, column: Column, cell: &str) {
    match column {
        Column::Title => body.title = read_text(cell::text(cell)),
        Column::Description => body.description = read_text(cell::text(cell)),
        Column::Status => body.status = read_text(cell),
        Column::Completed => body.completed = read_flag(cell),
        Column::IsComplete => body.is_complete = read_flag(cell),
        Column::Priority => body.priority = read_text(cell),
        Column::DueDate => body.due_date = read_text(cell),
        Column::Tags => {
            let tags = cell::text(cell).split(',').map(read_text).collect();
            body.tags = Member::Value(Items(tags));
        }
        Column::CreatedAt => body.created_at = read_text(cell),
        Column::CompletedAt => body.completed_at = read_text(cell),
        Column::Ignored => {}
    }
}

fn read_text<T: FromStr<Err = Violation>>(text: &str) -> Member<FromText<T>> {
    text.parse()
        .map_or_else(Member::Refused, |value| Member::Value(FromText::of(value)))
}

/// Spreadsheets write these words in capitals.
fn read_flag(cell: &str) -> Member<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "true" => Member::Value(true),
        "false" => Member::Value(false),
        _ => Member::Refused(Violation::UnknownValue("true, false")),
    }
}
