//! What the statements answer: the bytes of the texts that stand there, and nothing parsed.

use diesel::prelude::*;
use diesel::sql_types::{Binary, Nullable};

use super::connection::Row;

/// A row of columns that are all bytes.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident: $($field:ident),+ $(,)?) => {
        $(#[$doc])*
        #[derive(QueryableByName)]
        pub(super) struct $name {
            $(
                #[diesel(sql_type = Nullable<Binary>)]
                pub(super) $field: Option<Vec<u8>>,
            )+
        }

        impl Row for $name {
            fn bytes(&self) -> usize {
                [$(&self.$field),+].into_iter().flatten().map(Vec::len).sum()
            }
        }
    };
}

row! {
    /// A column of a table.
    ColumnRow: table, column, kind
}

row! {
    /// How many rows there are.
    CountRow: count
}

row! {
    /// A user.
    UserRow:
        id, username, email, password, role, is_admin, is_active, is_disabled, created_at,
        is_deleted, deleted_at,
}

row! {
    /// A task.
    TaskRow:
        id, owner, title, description, status, completed, priority, due, tags, created_at,
        updated_at, completed_at, is_deleted, deleted_at,
}

impl CountRow {
    /// The number.
    pub(super) fn number(&self) -> u64 {
        let digits = self
            .count
            .as_deref()
            .and_then(|text| str::from_utf8(text).ok());
        digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
    }
}
