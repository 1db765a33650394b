//! The HTTP face of Docket: routes, bodies, errors, OpenAPI.
//!
//! A request passes, from the outside in:
//!
//! 1. `edge`: its id, and from where it comes; on the way back headers, the log line, the count,
//!    and the end of the trace,
//! 2. `cors`: may a script of another site read the answer,
//! 3. `shield`: its deadline; panics and errors on the way back,
//! 4. path normalisation: `/tasks/` is `/tasks`,
//! 5. `gate`: is it served, with this method, for this caller, not too often, with these parameters,
//! 6. `extract` and `body`: from bytes to values of the domain,
//! 7. `routes`: one service call, and its result as a body.
//!
//! Every status and code is decided by [`ApiError::kind`]. The OpenAPI document is made of the
//! routes, and the gate of the document: what is served, documented and guarded cannot differ.

mod body;
mod client_address;
mod connections;
mod cors;
mod cursor;
mod docs;
mod edge;
mod error;
mod etag;
mod extract;
mod gate;
mod metrics;
mod openapi;
mod paging;
#[cfg(feature = "probe")]
#[doc(hidden)]
pub mod probe;
mod problem;
mod query;
mod rate_limits;
mod routes;
mod server;
mod shield;
mod state;
mod traces;

pub use client_address::{NoNetwork, TrustedProxies};
pub use cors::{AllowedOrigins, NoOrigin};
pub use edge::in_request_span;
pub use error::{ApiError, Fault, Faults};
pub use metrics::{Metrics, MetricsError};
pub use openapi::document;
pub use problem::ProblemKind;
pub use rate_limits::{NoRate, Rate, RateLimitSettings, RateLimits, Standing};
pub use server::{ServerSettings, listen, serve};
pub use state::{BuildInfo, Limits, Readiness, Services};
pub use traces::{RequestTrace, RequestTracer};
