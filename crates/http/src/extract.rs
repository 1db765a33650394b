//! What handlers take from a request beside its body.

use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use docket_application::{Caller, PageRequest};
use docket_domain::{TaskId, Violation};
use futures_util::future::{Ready, ready};
use utoipa::IntoParams;

use crate::error::{ApiError, Fault, Faults};

/// The user who makes the request: the only way to a user id. The gate has checked their token.
pub(crate) struct Authenticated(pub(crate) Caller);

impl FromRequest for Authenticated {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.extensions().get::<Caller>().cloned();
        ready(caller.map(Self).ok_or(ApiError::NotAuthenticated))
    }
}

/// The id of the task that the path names.
pub(crate) struct TaskPath(pub(crate) TaskId);

impl FromRequest for TaskPath {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = TaskId::from_str(request.match_info().query("id"));
        ready(id.map(Self).map_err(|violation| {
            ApiError::ValidationFailed(Fault::parameter("id", violation).into())
        }))
    }
}

/// Which part of a list is wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "read by `FromRequest`, which knows how to name every fault"
)]
pub(crate) struct PageQuery {
    /// How many entries to leave out at the beginning.
    #[param(minimum = 0, maximum = 2_147_483_647_i64, default = 0)]
    skip: Option<u32>,
    /// How many entries to answer at most.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u16>,
}

/// The part of a list that the query asks for.
pub(crate) struct Page(pub(crate) PageRequest);

impl FromRequest for Page {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut query = QueryReader::new(request.query_string());
        let skip = query.integer("skip", PageRequest::skip_of).unwrap_or(0);
        let limit = query
            .integer("limit", PageRequest::limit_of)
            .unwrap_or(PageRequest::DEFAULT_LIMIT);
        ready(
            query
                .faults
                .check(Some(PageRequest::new(skip, limit)))
                .map(Self),
        )
    }
}

/// Reads the parameters of a query and gathers their faults.
struct QueryReader<'a> {
    query: &'a str,
    faults: Faults,
}

impl<'a> QueryReader<'a> {
    fn new(query: &'a str) -> Self {
        Self {
            query,
            faults: Faults::default(),
        }
    }

    /// An integer that may be absent. `None` too if it is refused, together with a fault.
    fn integer<T>(&mut self, name: &str, parse: impl Fn(i64) -> Result<T, Violation>) -> Option<T> {
        const FORM: Violation = Violation::Malformed("an integer");
        const TWICE: Violation = Violation::Malformed("given once");
        let mut values = form_urlencoded::parse(self.query.as_bytes())
            .filter_map(|(key, value)| (key == name).then_some(value));
        let value = values.next()?;
        let read = match values.next() {
            Some(_) => Err(TWICE),
            None if value.starts_with('+') => Err(FORM),
            None => value.parse().map_err(|_| FORM).and_then(parse),
        };
        read.map_err(|violation| self.faults.push(Fault::parameter(name, violation)))
            .ok()
    }
}
