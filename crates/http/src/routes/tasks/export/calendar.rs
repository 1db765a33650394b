//! Exports as a calendar (iCalendar, RFC 5545): a to-do for each task.
//!
//! It is written here and by no library, since there is little more to it than lines: the libraries
//! there are gather the properties of each component in maps, take instants of another calendar
//! library than the one in use, and draw random ids that would have to be replaced.

mod line;

use docket_domain::{Priority, Status, Tag, Task, Timestamp};

use self::line::{Line, write};
use super::stream::Format;
use crate::error::ApiError;

/// A calendar, for the document.
pub(super) const EXAMPLE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Docket//Docket//EN\r\nBEGIN:VTODO\r\nUID:1-1795163400000000@docket\r\nDTSTAMP:20261120T083000Z\r\nCREATED:20261120T083000Z\r\nLAST-MODIFIED:20261120T083000Z\r\nSUMMARY:Learn diesel\r\nDUE;VALUE=DATE:20261201\r\nSTATUS:NEEDS-ACTION\r\nPRIORITY:5\r\nCATEGORIES:backend,learning\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";

/// A calendar.
pub(super) struct Calendar;

impl Format for Calendar {
    fn begin(&mut self, file: &mut Vec<u8>) {
        write(file, "BEGIN", "VCALENDAR");
        write(file, "VERSION", "2.0");
        write(file, "PRODID", "-//Docket//Docket//EN");
    }

    fn task(&mut self, task: &Task, file: &mut Vec<u8>) -> Result<(), ApiError> {
        let record = task.record();
        write(file, "BEGIN", "VTODO");
        write(file, "UID", &uid(task));
        // Where nothing is asked of anybody, this is when it was last changed (section 3.8.7.2).
        write(file, "DTSTAMP", &instant(record.updated_at));
        write(file, "CREATED", &instant(record.created_at));
        write(file, "LAST-MODIFIED", &instant(record.updated_at));
        Line::of(file, "SUMMARY").text(record.title.as_str()).end();
        if let Some(description) = &record.description {
            Line::of(file, "DESCRIPTION")
                .text(description.as_str())
                .end();
        }
        if let Some(due) = record.due_date {
            let day = due.to_string().replace('-', "");
            write(file, "DUE;VALUE=DATE", &day);
        }
        write(file, "STATUS", status(record.status));
        write(file, "PRIORITY", priority(record.priority));
        if let Some(completed) = record.completed_at {
            write(file, "COMPLETED", &instant(completed));
            write(file, "PERCENT-COMPLETE", "100");
        }
        categories(file, record.tags.iter());
        write(file, "END", "VTODO");
        Ok(())
    }

    fn end(&mut self, file: &mut Vec<u8>) {
        write(file, "END", "VCALENDAR");
    }
}

/// What tells a task from all others, those of other servers included, and never changes.
fn uid(task: &Task) -> String {
    let created = task.record().created_at.as_microseconds();
    format!("{}-{created}@docket", task.id())
}

/// An instant in UTC, to the second (form 2 of section 3.3.5).
fn instant(instant: Timestamp) -> String {
    let text = instant.to_string();
    let seconds = text.split('.').next().unwrap_or_default();
    let mut basic: String = seconds
        .chars()
        .filter(|c| !matches!(c, '-' | ':'))
        .collect();
    basic.push('Z');
    basic
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Pending => "NEEDS-ACTION",
        Status::InProgress => "IN-PROCESS",
        Status::Completed => "COMPLETED",
        Status::Cancelled => "CANCELLED",
    }
}

/// From 1, the highest, to 9, the lowest; 1 to 4 are high, 5 is medium, 6 to 9 are low (section
/// 3.8.1.9).
fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Urgent => "1",
        Priority::High => "3",
        Priority::Medium => "5",
        Priority::Low => "9",
    }
}

fn categories<'a>(file: &mut Vec<u8>, tags: impl ExactSizeIterator<Item = &'a Tag>) {
    if tags.len() == 0 {
        return;
    }
    let mut line = Line::of(file, "CATEGORIES");
    for (at, tag) in tags.enumerate() {
        if at > 0 {
            line = line.raw(",");
        }
        line = line.text(tag.as_str());
    }
    line.end();
}
