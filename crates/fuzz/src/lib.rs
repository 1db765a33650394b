//! What must hold of Docket whatever bytes it is given.
//!
//! A target takes bytes and panics if they break a rule. The fuzzer calls it with bytes that it
//! makes up (`cargo xtask fuzz`), and the ordinary tests with those that it has found worth
//! keeping (`corpus/`).
//!
//! | target | the bytes are |
//! |---|---|
//! | [`bodies()`] | the body of a request |
//! | [`cursor()`] | a cursor, or a place in a list |
//! | [`query()`] | a query string |
//! | [`bearer()`] | an `Authorization` header, or the parts of a token that is then signed |
//! | [`settings()`] | an `.env` file |
//! | [`table()`] | a table of tasks to import |

#![expect(
    clippy::missing_panics_doc,
    clippy::expect_used,
    reason = "a target panics where a rule is broken; that is what it is for"
)]

mod bearer;
mod bodies;
mod cursor;
mod query;
mod settings;
mod table;
mod world;

pub use bearer::bearer;
pub use bodies::bodies;
pub use cursor::cursor;
pub use query::query;
pub use settings::settings;
pub use table::table;

/// A target: panics if the bytes break a rule.
pub type Target = fn(&[u8]);

/// Every target, by the name that its corpus and its fuzzer have.
pub const TARGETS: [(&str, Target); 6] = [
    ("bearer", bearer),
    ("bodies", bodies),
    ("cursor", cursor),
    ("query", query),
    ("settings", settings),
    ("table", table),
];
