//! Rows: what is in the tables, as primitives, and the only ways between them and the domain.
//!
//! Conversions take values apart field by field, so that whoever adds a column or a field is
//! asked by the compiler what becomes of it.

#![expect(
    clippy::ref_option_ref,
    reason = "diesel's derives make such types of optional fields that are borrowed"
)]

pub(crate) mod rank;
pub(crate) mod session;
pub(crate) mod task;
pub(crate) mod user;

use docket_application::ports::store::Inconsistency;
use docket_domain::Violation;

/// Names the place of a value that does not decode.
#[derive(Clone, Copy)]
struct Place {
    table: &'static str,
    row: i64,
}

impl Place {
    /// A function that makes an inconsistency of a violation in `column`.
    fn column(self, column: &'static str) -> impl Fn(Violation) -> Inconsistency {
        move |source| Inconsistency {
            table: self.table,
            column,
            row: self.row,
            source,
        }
    }
}
