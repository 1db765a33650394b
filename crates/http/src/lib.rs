//! The HTTP face of Docket: routes, bodies, errors, OpenAPI.
//!
//! A request passes, from the outside in:
//!
//! 1. `edge`: its id and deadline; panics, errors and headers on the way back,
//! 2. path normalisation: `/tasks/` is `/tasks`,
//! 3. `gate`: is it served, with this method, for this caller, with these parameters,
//! 4. `extract` and `body`: from bytes to values of the domain,
//! 5. `routes`: one service call, and its result as a body.
//!
//! Every status and code is decided by [`ApiError::kind`]. The OpenAPI document is made of the
//! routes, and the gate of the document: what is served, documented and guarded cannot differ.

mod body;
mod cursor;
mod docs;
mod edge;
mod error;
mod etag;
mod extract;
mod gate;
mod openapi;
mod problem;
mod query;
mod routes;
mod server;
mod state;

pub use error::{ApiError, Fault, Faults};
pub use openapi::document;
pub use problem::ProblemKind;
pub use server::{ServerSettings, listen, serve};
pub use state::{BuildInfo, Limits, Readiness, Services};
