//! The use cases of Docket, and the ports to what they need.
//!
//! One service for each subject, one method for each use case:
//!
//! | service | subject |
//! |---|---|
//! | [`AccountService`] | registering, one's profile, one's password, leaving |
//! | [`SessionService`] | logging in, and telling whose an access token is |
//! | [`TaskService`] | tasks |
//!
//! A use case is one closure over one unit of work (see [`ports::store`]): the policy is asked in
//! it, on what was just read. Anything slow that is not the database, hashing above all, happens
//! outside of it. Nothing here knows of drivers, statuses or threads.

pub mod accounts;
pub mod page;
pub mod ports;
pub mod sessions;
pub mod tasks;

pub use accounts::{AccountError, AccountService};
pub use page::PageRequest;
pub use sessions::{Caller, SessionError, SessionService};
pub use tasks::{TaskError, TaskService};
