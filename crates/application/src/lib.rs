//! The use cases of Docket, and the ports to what they need.
//!
//! One service for each subject, one method for each use case:
//!
//! | service | subject |
//! |---|---|
//! | [`AccountService`] | registering, one's profile, one's password, leaving |
//! | [`SessionService`] | logging in, staying so and ending it; telling whose an access token is |
//! | [`AdministrationService`] | the accounts of others |
//! | [`TaskService`] | tasks, one or many at once |
//! | [`TagService`] | the tags of all of someone's tasks |
//! | [`MaintenanceService`] | what has to be done from time to time |
//! | [`StatisticsService`] | how many tasks of each kind there are |
//! | [`TakeoverService`] | the users and tasks of another program |
//!
//! A use case is one closure over one unit of work (see [`ports::store`]): the policy is asked in
//! it, on what was just read. Anything slow that is not the database, hashing above all, happens
//! outside of it. Nothing here knows of drivers, statuses or threads.

pub mod accounts;
pub mod administration;
pub mod maintenance;
pub mod page;
pub mod passwords;
pub mod ports;
pub mod sessions;
pub mod statistics;
pub mod tags;
pub mod takeover;
pub mod tasks;

pub use accounts::{AccountError, AccountService};
pub use administration::{AdministrationError, AdministrationService};
pub use maintenance::MaintenanceService;
pub use page::{Page, PageRequest};
pub use passwords::Passwords;
pub use sessions::{Caller, SessionError, SessionService};
pub use statistics::{Statistics, StatisticsService};
pub use tags::{TagError, TagService};
pub use takeover::TakeoverService;
pub use tasks::{TaskError, TaskService};
