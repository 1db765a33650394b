//! Cursors: what is read can be written and is the same again, and what is written can be read.

use docket_domain::list::{Position, SortKey, SortValue};
use docket_domain::{DueDate, TaskId};
use docket_http::probe;

/// The query of the list that all cursors here belong to, and that of another one.
const LISTS: [&str; 2] = ["", "status=pending"];

/// Reads the bytes as a cursor; then takes them for a place, and writes it.
pub fn cursor(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        for key in SortKey::ALL {
            if let Ok(position) = probe::read_cursor(text, LISTS[0], key) {
                survives(&position, key);
                assert!(probe::read_cursor(text, LISTS[1], key).is_err());
            }
        }
        if let Ok(id) = probe::read_id_cursor(text, LISTS[0]) {
            let written = probe::write_id_cursor(LISTS[0], id);
            assert_eq!(probe::read_id_cursor(&written, LISTS[0]), Ok(id));
        }
    }
    if let Some((position, key)) = place(bytes) {
        survives(&position, key);
    }
}

fn survives(position: &Position, key: SortKey) {
    let written = probe::write_cursor(LISTS[0], position);
    let is_for_urls = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    assert!(written.bytes().all(is_for_urls), "{written}");
    let read = probe::read_cursor(&written, LISTS[0], key);
    assert_eq!(read.as_ref(), Ok(position));
    assert!(probe::read_cursor(&written, LISTS[1], key).is_err());
}

/// A place: a byte for the key, eight for the id, and the rest for the value.
fn place(bytes: &[u8]) -> Option<(Position, SortKey)> {
    let (first, rest) = bytes.split_first()?;
    let (id, value) = rest.split_first_chunk::<8>()?;
    let key = SortKey::ALL[usize::from(*first) % SortKey::ALL.len()];
    let number = value
        .first_chunk::<8>()
        .map(|bytes| i64::from_be_bytes(*bytes));
    let value = match key {
        SortKey::Title => SortValue::Text(str::from_utf8(value).ok()?.to_owned()),
        SortKey::DueDate => SortValue::Date(match number {
            None => None,
            Some(days) => Some(DueDate::from_days(i32::try_from(days).ok()?).ok()?),
        }),
        _ => SortValue::Number(number?),
    };
    let id = TaskId::new(i64::from_be_bytes(*id)).ok()?;
    Some((Position { value, id }, key))
}
