//! From what stands in a row to values of the domain: all that is wrong with a row, at once.

mod flaws;
mod task;
mod text;
mod user;

pub(super) use task::task;
pub(super) use user::user;

use docket_application::ports::foreign::Found;

use flaws::Flaws;

/// What is called an id that is not there.
const NO_ID: &str = "without id";

/// A row that has been read: what it holds, unless something is wrong with it.
fn found<T>(id: Option<String>, flaws: Flaws, holds: Option<T>) -> Found<T> {
    Found {
        id: id.unwrap_or_else(|| NO_ID.to_owned()),
        holds: flaws.end().map(|()| holds),
    }
}

/// Whether a row is only kept although what it stands for was deleted.
fn is_deleted(flag: Option<bool>, instant: Option<&[u8]>) -> bool {
    flag == Some(true) || instant.is_some_and(|instant| !instant.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::text;
    use crate::foreign::{PriorityNumbers, instants, tags, words};

    proptest! {
        #[test]
        fn no_bytes_are_too_strange_to_be_read_or_refused(bytes in any::<Vec<u8>>()) {
            let _ = text::of(bytes);
        }

        #[test]
        fn no_text_is_too_strange_to_be_read_or_refused(
            text in prop_oneof![any::<String>(), "2026-1[0-9]-0[0-9][ T+:.0-9é-]*", r#"\[[",a\]\[\\]*"#]
        ) {
            let _ = text::key(&text);
            let _ = text::trimmed(&text, 3);
            let _ = instants::instant(&text);
            let _ = words::boolean(&text);
            let _ = words::role(&text);
            let _ = words::status(&text);
            let _ = words::priority(&text, &PriorityNumbers::default());
            let _ = tags::tags(&text);
            if let Ok(day) = instants::day(&text) {
                prop_assert_eq!(instants::day(&day.to_string()), Ok(day));
            }
        }
    }
}
