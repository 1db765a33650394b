//! Which part of the list of all users is wanted.

use docket_domain::UserId;
use docket_domain::list::Search;

use crate::page::PageRequest;

/// Which part of the list of all users is wanted. It is sorted by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserQuery {
    /// What occurs in the names of those who are wanted.
    pub search: Search,
    /// After whom; from the beginning if absent.
    pub after: Option<UserId>,
    /// How many to leave out from there, and how many to answer at most.
    pub page: PageRequest,
    /// Whether to count all that match.
    pub with_total: bool,
}
