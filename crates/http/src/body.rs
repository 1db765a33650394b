//! Request bodies: from bytes to members, every fault of which is told at once.
//!
//! A body is a struct whose fields are [`Member`]s: reading one never fails for what a member
//! holds, only for what is no JSON or no known member. Its conversion into a command then gathers
//! the faults of all members.

mod form;
mod json;
mod member;
mod payload;

pub use form::JsonOrForm;
pub use json::Json;
pub use member::{FromText, Ignored, Member, Members};
