#![doc = include_str!("../README.md")]
//!
//! # Map
//!
//! | module | holds |
//! |---|---|
//! | [`task`] | the [`Task`] entity, its values, the changes it can undergo |
//! | [`user`] | the [`User`] entity and its values |
//! | [`session`] | the [`Session`] entity: how long one goes on, and from where |
//! | [`list`] | filters and orders of lists, with their meaning in memory |
//! | [`policy`] | who may do what |
//! | [`patch`] | [`Patch`]: keep, clear or set one member |
//! | [`id`] | [`TaskId`], [`UserId`], [`SessionId`] |
//! | [`time`] | [`Timestamp`], an instant in microseconds |
//! | [`time_zone`] | [`TimeZone`], which day it is where |
//! | [`violation`] | [`Violation`], the rule that a refused value broke |
//!
//! Nothing here reads a clock, does I/O, or knows of HTTP or SQL: time comes in as a value.

#![deny(missing_docs)]

mod fold;
pub mod id;
pub mod list;
mod number;
pub mod patch;
pub mod policy;
pub mod session;
pub mod task;
mod text;
pub mod time;
pub mod time_zone;
pub mod user;
pub mod violation;

pub use fold::fold;
pub use id::{SessionId, TaskId, UserId};
pub use list::{TaskFilter, TaskOrder};
pub use patch::Patch;
pub use policy::{Action, Actor, Denied, LastAdmin, NotAdmin, authorize};
pub use session::{Device, Session, SessionLifetime, UserAgent};
pub use task::{
    Description, DueDate, Priority, Status, Tag, Tags, Task, TaskDraft, TaskPatch, TaskRecord,
    Title,
};
pub use time::Timestamp;
pub use time_zone::TimeZone;
pub use user::{Email, Identity, LoginName, Role, User, Username};
pub use violation::Violation;
