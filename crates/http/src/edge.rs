//! The edge: what happens to every request before and after everything else.
//!
//! It gives the request its id and its deadline, survives panics below it, renders every error as
//! a problem, sets the headers that all answers bear, and writes the one log line of a request.

mod deadline;
mod headers;
mod request_id;

pub(crate) use deadline::Deadline;
pub(crate) use request_id::RequestId;

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse};
use futures_util::FutureExt;
use tokio::time::timeout_at;
use tracing::Instrument;

use crate::error::ApiError;
use crate::problem;
use crate::state::Limits;

/// A request, as far as it is needed after it has gone on its way. The request itself must not be
/// held meanwhile: routing takes it apart, and panics if someone else holds it.
struct Seen {
    id: RequestId,
    method: Method,
    path: String,
    started: Instant,
}

/// The middleware.
pub(crate) async fn edge(
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let seen = Seen {
        id: RequestId::of(request.headers()),
        method: request.method().clone(),
        path: request.path().to_owned(),
        started: Instant::now(),
    };
    let deadline = Deadline::after(Limits::of(request.request()).request_timeout);
    request.extensions_mut().insert(deadline);
    if seen.method == Method::HEAD {
        // The answer to HEAD is the one to GET; the encoder, which has seen the method, leaves
        // the body out and the length in.
        request.head_mut().method = Method::GET;
    }

    let span = tracing::error_span!("request", request_id = %seen.id);
    let onward = async move { timeout_at(deadline.grace(), next.call(request)).await };
    let outcome = AssertUnwindSafe(onward)
        .catch_unwind()
        .instrument(span.clone())
        .await;
    let _in_span = span.enter();
    match outcome {
        Ok(Ok(Ok(response))) => Ok(seen.finish(response)),
        Ok(Ok(Err(error))) => Err(seen.fail(&error)),
        Ok(Err(_elapsed)) => {
            let cause = "the request was not answered in time";
            Err(seen.fail(&ApiError::Unavailable(Some(cause.into())).into()))
        }
        Err(panic) => {
            Err(seen.fail(&ApiError::Internal(panic_message(panic.as_ref()).into()).into()))
        }
    }
}

impl Seen {
    /// Finishes an answer: an error still has to be rendered.
    fn finish(&self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        let problem = response.response().error().map(|error| self.render(error));
        let mut response = match problem {
            Some(problem) => response.into_response(problem),
            None => response,
        };
        self.set_headers(response.response_mut());
        self.log(response.status());
        response
    }

    /// Answers an error that took the request with it.
    fn fail(&self, error: &Error) -> Error {
        let mut response = self.render(error);
        self.set_headers(&mut response);
        self.log(response.status());
        InternalError::from_response("answered at the edge", response).into()
    }

    /// Renders an error as a problem, and logs its cause: here, once, and nowhere else.
    fn render(&self, error: &Error) -> HttpResponse {
        let Some(known) = error.as_error::<ApiError>() else {
            let status = error.as_response_error().status_code();
            let unknown = foreign(status, error);
            self.log_cause(&unknown);
            return problem::respond(&unknown, &self.id, &self.path);
        };
        self.log_cause(known);
        problem::respond(known, &self.id, &self.path)
    }

    fn set_headers(&self, response: &mut HttpResponse) {
        headers::set(response.headers_mut(), &self.id);
    }

    fn log_cause(&self, error: &ApiError) {
        let causes = causes(error);
        match error {
            ApiError::Internal(_) => {
                tracing::error!(method = %self.method, path = self.path, causes, "a defect");
            }
            ApiError::Unavailable(_) => {
                tracing::warn!(method = %self.method, path = self.path, causes, "unavailable");
            }
            _ => {}
        }
    }

    fn log(&self, status: StatusCode) {
        tracing::info!(
            method = %self.method,
            path = self.path,
            status = status.as_u16(),
            microseconds = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX),
            "answered"
        );
    }
}

/// What to make of an error that is not ours, such as the framework has for a bad path.
fn foreign(status: StatusCode, error: &Error) -> ApiError {
    if status.is_client_error() {
        ApiError::BadRequest("The request is malformed")
    } else {
        ApiError::Internal(error.to_string().into())
    }
}

/// The causes of an error, outermost first, in one line.
fn causes(error: &ApiError) -> String {
    let mut line = String::new();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if !line.is_empty() {
            line.push_str(": ");
        }
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}

/// What a panic said. The panic hook has reported its place already.
fn panic_message(panic: &(dyn Any + Send)) -> &'static str {
    // The message itself may hold what a client sent, so it stays where the hook put it.
    if panic.is::<&'static str>() || panic.is::<String>() {
        "a panic"
    } else {
        "a panic without a message"
    }
}
