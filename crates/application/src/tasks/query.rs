//! Which part of which list of tasks is wanted.

use docket_domain::list::Position;
use docket_domain::{TaskFilter, TaskOrder};

use crate::page::PageRequest;

/// Which part of which list of tasks is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskQuery {
    /// Which tasks.
    pub filter: TaskFilter,
    /// In which order.
    pub order: TaskOrder,
    /// From where on; from the beginning if absent.
    pub after: Option<Position>,
    /// How many to leave out from there, and how many to answer at most.
    pub page: PageRequest,
    /// Whether to count all that match.
    pub with_total: bool,
}
