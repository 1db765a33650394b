//! Lists of tasks: which tasks, in which order, from where on.
//!
//! Filters and orders are values that can be evaluated in memory ([`TaskFilter::matches`],
//! [`TaskOrder::compare`]); what a database does with them must give the same answers.

mod filter;
mod order;
mod range;
mod search;

pub use filter::TaskFilter;
pub use order::{Direction, Position, SortKey, SortValue, TaskOrder};
pub use range::Range;
pub use search::Search;
