//! Exports as a table (CSV, RFC 4180): a header, and a task a record.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};
use docket_domain::{Description, DueDate, Task};

use super::super::cell;
use super::stream::Format;
use crate::error::ApiError;

/// The columns, in their order.
const COLUMNS: [&str; 12] = [
    "id",
    "title",
    "description",
    "status",
    "priority",
    "due_date",
    "overdue",
    "tags",
    "version",
    "created_at",
    "updated_at",
    "completed_at",
];

/// A table, for the document.
pub(super) const EXAMPLE: &str = "id,title,description,status,priority,due_date,overdue,tags,version,created_at,updated_at,completed_at\r\n1,Learn diesel,,pending,medium,2026-12-01,false,\"backend,learning\",1,2026-11-20T08:30:00.000000Z,2026-11-20T08:30:00.000000Z,\r\n";

/// How much of a record is gathered before it is written.
const BUFFER: usize = 1024;

/// A table.
pub(super) struct Table {
    today: DueDate,
}

impl Table {
    /// One on the day that is `today` for the owner of the tasks.
    pub(super) fn new(today: DueDate) -> Self {
        Self { today }
    }
}

impl Format for Table {
    fn begin(&mut self, file: &mut Vec<u8>) {
        file.extend_from_slice(COLUMNS.join(",").as_bytes());
        file.extend_from_slice(b"\r\n");
    }

    fn task(&mut self, task: &Task, file: &mut Vec<u8>) -> Result<(), ApiError> {
        let mut writer = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .buffer_capacity(BUFFER)
            .from_writer(file);
        writer
            .write_record(record(task, self.today).iter().map(|cell| cell.as_bytes()))
            .and_then(|()| Ok(writer.flush()?))
            .map_err(|error| ApiError::Internal(error.into()))
    }

    fn end(&mut self, _file: &mut Vec<u8>) {}
}

/// The cells of a task, in the order of the columns.
fn record(task: &Task, today: DueDate) -> [Cow<'_, str>; COLUMNS.len()] {
    let record = task.record();
    let description = record.description.as_ref().map(Description::as_str);
    let tags = record.tags.join();
    [
        task.id().to_string().into(),
        cell::of_text(record.title.as_str()),
        description.map_or(Cow::Borrowed(""), cell::of_text),
        record.status.as_str().into(),
        record.priority.as_str().into(),
        written(record.due_date),
        task.is_overdue(today).to_string().into(),
        if tags.is_empty() {
            Cow::Borrowed("")
        } else {
            cell::of_text(&tags).into_owned().into()
        },
        record.version.to_string().into(),
        record.created_at.to_string().into(),
        record.updated_at.to_string().into(),
        written(record.completed_at),
    ]
}

/// A value as its text; nothing, if there is none.
fn written(value: Option<impl ToString>) -> Cow<'static, str> {
    value.map_or(Cow::Borrowed(""), |value| value.to_string().into())
}
