//! Request bodies: from bytes to members, every fault of which is told at once.
//!
//! A body is a struct whose fields are [`Member`]s: reading one never fails for what a member
//! holds, only for what is no JSON or no known member. Its conversion into a command then gathers
//! the faults of all members.

mod form;
mod json;
mod keyed;
mod member;
mod members;
mod payload;
#[cfg(feature = "probe")]
pub(crate) mod probe;
mod upload;

pub(crate) use form::JsonOrForm;
pub(crate) use json::Json;
pub(crate) use keyed::Keyed;
pub(crate) use member::{FromJson, FromText, Ignored, Items, Member, Object};
pub(crate) use members::{Members, Row};
pub(crate) use upload::{JsonOrTable, KeyedUpload};
