//! Cursors: places in lists, as clients hand them back.
//!
//! A cursor is the sort value and the id of the last entry that was seen, so it goes on from there
//! whatever was inserted or removed meanwhile. It names the list that it belongs to by a digest of
//! the query, and is refused for another one. It holds nothing that its reader has not seen.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use docket_domain::list::{Position, SortKey, SortValue};
use docket_domain::{DueDate, TaskId, Violation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Which list it is: a digest of the parameters that decide what is in it, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ListId(u64);

/// The parameters that say which part of a list is wanted, and not which list.
const PAGING: [&str; 4] = ["cursor", "skip", "limit", "count"];

const FORM: Violation = Violation::Malformed("a cursor that was answered by this service");

/// A cursor as it is written.
#[derive(Serialize, Deserialize)]
struct Written(u64, i64, Value);

/// A sort value as it is written.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Value {
    Number(i64),
    Text(String),
    Nothing(()),
}

impl ListId {
    /// The list that a query asks for.
    pub(crate) fn of(query: &str) -> Self {
        let mut pairs: Vec<_> = form_urlencoded::parse(query.as_bytes())
            .filter(|(name, _)| !PAGING.contains(&name.as_ref()))
            .collect();
        pairs.sort();
        let mut digest = Sha256::new();
        for (name, value) in pairs {
            // Lengths keep apart what would else run together.
            digest.update((name.len() as u64).to_be_bytes());
            digest.update(name.as_bytes());
            digest.update((value.len() as u64).to_be_bytes());
            digest.update(value.as_bytes());
        }
        let digest: [u8; 32] = digest.finalize().into();
        // A quarter of it is enough: a list that is taken for another one harms nobody.
        Self(
            digest[..8]
                .iter()
                .fold(0, |number, byte| number << 8 | u64::from(*byte)),
        )
    }
}

/// Writes a cursor for the place after this id in a list that is sorted by id.
pub(crate) fn write_id(list: ListId, id: i64) -> String {
    encode(&Written(list.0, id, Value::Nothing(())))
}

/// Writes a cursor for the place in the list of tasks.
pub(crate) fn write(list: ListId, position: &Position) -> String {
    let value = match &position.value {
        SortValue::Number(number) => Value::Number(*number),
        SortValue::Text(text) => Value::Text(text.clone()),
        SortValue::Date(Some(date)) => Value::Number(date.days().into()),
        SortValue::Date(None) => Value::Nothing(()),
    };
    encode(&Written(list.0, position.id.get(), value))
}

fn encode(written: &Written) -> String {
    // Numbers and a text always have a JSON form; an empty cursor would be refused.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(written).unwrap_or_default())
}

fn decode(text: &str, list: ListId) -> Result<Written, Violation> {
    const OTHER: Violation = Violation::Malformed("a cursor of this list: same filter, same order");
    let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| FORM)?;
    let written: Written = serde_json::from_slice(&json).map_err(|_| FORM)?;
    if ListId(written.0) == list {
        Ok(written)
    } else {
        Err(OTHER)
    }
}

/// Reads a cursor of the list, which is sorted by id.
///
/// # Errors
/// [`Violation::Malformed`] if it is none, or belongs to another list.
pub(crate) fn read_id(text: &str, list: ListId) -> Result<i64, Violation> {
    match decode(text, list)? {
        Written(_, id, Value::Nothing(())) => Ok(id),
        Written(..) => Err(FORM),
    }
}

/// Reads a cursor of the list of tasks, which is sorted by `key`.
///
/// # Errors
/// [`Violation::Malformed`] if it is none, or belongs to another list.
pub(crate) fn read(text: &str, list: ListId, key: SortKey) -> Result<Position, Violation> {
    let Written(_, id, value) = decode(text, list)?;
    let value = match (key, value) {
        (SortKey::DueDate, Value::Nothing(())) => SortValue::Date(None),
        (SortKey::DueDate, Value::Number(days)) => {
            let days = i32::try_from(days).map_err(|_| FORM)?;
            SortValue::Date(Some(DueDate::from_days(days).map_err(|_| FORM)?))
        }
        (SortKey::Title, Value::Text(text)) => SortValue::Text(text),
        (SortKey::DueDate | SortKey::Title, _) | (_, Value::Text(_) | Value::Nothing(())) => {
            return Err(FORM);
        }
        (_, Value::Number(number)) => SortValue::Number(number),
    };
    Ok(Position {
        value,
        id: TaskId::new(id).map_err(|_| FORM)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(value: SortValue) -> Position {
        Position {
            value,
            id: TaskId::new(7).unwrap(),
        }
    }

    #[test]
    fn a_cursor_is_read_back_for_its_list_alone() {
        let list = ListId::of("status=pending&sort_by=title");
        let day = DueDate::from_days(20_000).unwrap();
        for (key, value) in [
            (SortKey::Id, SortValue::Number(-5)),
            (SortKey::Title, SortValue::Text("é\"1".to_owned())),
            (SortKey::DueDate, SortValue::Date(Some(day))),
            (SortKey::DueDate, SortValue::Date(None)),
        ] {
            let cursor = write(list, &position(value.clone()));
            assert_eq!(read(&cursor, list, key), Ok(position(value)));
            assert!(read(&cursor, ListId::of("status=completed&sort_by=title"), key).is_err());
        }
    }

    #[test]
    fn a_cursor_of_ids_is_read_back_for_its_list_alone() {
        let list = ListId::of("search=ada");
        let cursor = write_id(list, 7);
        assert_eq!(read_id(&cursor, list), Ok(7));
        assert!(read_id(&cursor, ListId::of("search=bob")).is_err());
        let of_tasks = write(list, &position(SortValue::Number(7)));
        assert!(read_id(&of_tasks, list).is_err());
    }

    #[test]
    fn the_page_and_the_order_of_parameters_make_no_other_list() {
        assert_eq!(
            ListId::of("a=1&b=2"),
            ListId::of("limit=5&b=2&cursor=x&a=1")
        );
        assert_ne!(ListId::of("a=1&b=2"), ListId::of("a=1b&=2"));
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let list = ListId::of("");
        let text = write(list, &position(SortValue::Text("a".to_owned())));
        assert!(read(&text, list, SortKey::Id).is_err());
        for refused in ["", "abc", "====", "W10", "é", &"A".repeat(5000)] {
            assert!(read(refused, list, SortKey::Id).is_err(), "{refused:.20}");
        }
    }
}
