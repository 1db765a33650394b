//! The shield: no request goes unanswered, and every error leaves here as a problem.
//!
//! It holds a request to its deadline, survives panics below it, and renders errors, whose causes
//! it logs. An answer that is made while it is sent is held to the same, part by part.

mod deadline;
mod streamed;

pub(crate) use deadline::Deadline;

use std::any::Any;
use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::time::Duration;

use actix_cors::CorsError;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpResponse};
use futures_util::FutureExt;
use tokio::time::timeout_at;

use crate::edge::{RequestId, in_request_span, told_path};
use crate::error::{ApiError, NotNow};
use crate::gate::Operations;
use crate::metrics::{InFlight, Meter, method_word};
use crate::problem;
use crate::state::Limits;
use crate::traces::RequestTrace;
use streamed::Streamed;

/// A request, as far as it is needed after it has gone on its way. The request itself must not be
/// held meanwhile: routing takes it apart, and panics if someone else holds it.
pub(crate) struct Seen {
    id: RequestId,
    method: Method,
    uri: Uri,
    operations: Option<Data<Operations>>,
    /// The number of the route that it is for, as soon as that is known.
    route: Cell<Option<usize>>,
}

/// The middleware.
pub(crate) async fn shield(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let seen = Seen::shared(&request);
    let timeout = Limits::of(request.request()).request_timeout;
    let deadline = Deadline::after(timeout);
    request.extensions_mut().insert(deadline);
    let onward = async move { timeout_at(deadline.grace(), next.call(request)).await };
    match AssertUnwindSafe(onward).catch_unwind().await {
        Ok(Ok(Ok(response))) => {
            let response = seen.render_error_of(response);
            if response.response().body().size() == BodySize::Stream {
                let streamed = |body| BoxBody::new(Streamed::new(body, seen, timeout));
                return Ok(response.map_body(|_, body| streamed(body)));
            }
            Ok(response)
        }
        Ok(Ok(Err(error))) => Err(seen.fail(&error)),
        Ok(Err(_elapsed)) => Err(seen.fail(&ApiError::from(NotNow::TooSlow).into())),
        Err(panic) => {
            Err(seen.fail(&ApiError::Internal(panic_message(panic.as_ref()).into()).into()))
        }
    }
}

impl Seen {
    /// What is needed of a request, found out once for all who ask.
    pub(crate) fn shared(request: &ServiceRequest) -> Rc<Self> {
        if let Some(seen) = request.extensions().get::<Rc<Self>>() {
            return Rc::clone(seen);
        }
        let seen = Rc::new(Self::of(request));
        request.extensions_mut().insert(Rc::clone(&seen));
        seen
    }

    fn of(request: &ServiceRequest) -> Self {
        Self {
            id: RequestId::of(request.request()),
            method: request.method().clone(),
            uri: request.uri().clone(),
            operations: request.app_data::<Data<Operations>>().cloned(),
            route: Cell::new(None),
        }
    }

    /// Notes which route it is for.
    pub(crate) fn is_for(&self, route: usize) {
        self.route.set(Some(route));
    }

    /// Begins its trace, if it is to be traced. `header` tells its headers.
    pub(crate) fn trace(
        &self,
        header: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Box<dyn RequestTrace>> {
        let tracer = self.operations.as_ref()?.tracer()?;
        Some(tracer.begin(method_word(&self.method), header))
    }

    /// The pattern of the route that it is for, as far as that is known.
    pub(crate) fn pattern(&self) -> Option<&str> {
        self.meter()?.requests.pattern(self.route.get())
    }

    /// Counts it as under way, as long as what is answered lives.
    pub(crate) fn begin(&self) -> Option<InFlight> {
        self.meter().map(|meter| meter.requests.begin())
    }

    /// Counts its answer.
    pub(crate) fn count(&self, status: StatusCode, took: Duration) {
        if let Some(meter) = self.meter() {
            let route = self.route.get();
            meter.requests.count(route, &self.method, status, took);
        }
    }

    fn meter(&self) -> Option<&Meter> {
        self.operations.as_ref()?.meter()
    }

    /// The method, as the client sent it.
    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    /// The path, as far as it goes into the log.
    pub(crate) fn told_path(&self) -> String {
        let operations = self.operations.as_ref();
        told_path(self.uri.path(), |segment| {
            operations.is_some_and(|operations| operations.is_of_a_route(segment))
        })
    }

    /// The answer, in which an error has yet to be rendered.
    pub(crate) fn render_error_of(
        &self,
        response: ServiceResponse<BoxBody>,
    ) -> ServiceResponse<BoxBody> {
        match response.response().error().map(|error| self.render(error)) {
            Some(problem) => response.into_response(problem),
            None => response,
        }
    }

    /// Answers an error that took the request with it.
    fn fail(&self, error: &Error) -> Error {
        InternalError::from_response("answered by the shield", self.render(error)).into()
    }

    /// Renders an error as a problem, and logs its cause: here, once, and nowhere else.
    fn render(&self, error: &Error) -> HttpResponse {
        let Some(known) = error.as_error::<ApiError>() else {
            let status = error.as_response_error().status_code();
            let unknown = foreign(status, error);
            self.note(&unknown);
            return problem::respond(&unknown, &self.id, self.uri.path());
        };
        self.note(known);
        problem::respond(known, &self.id, self.uri.path())
    }

    /// Counts an error if it is a refusal, and logs its cause if it has one.
    fn note(&self, error: &ApiError) {
        if let Some(meter) = self.meter() {
            meter.refusals.count(error);
        }
        self.log_cause(error);
    }

    fn log_cause(&self, error: &ApiError) {
        let method = &self.method;
        match error {
            ApiError::Internal(_) => in_request_span(|| {
                let (path, cause) = (self.told_path(), causes(error));
                tracing::error!(%method, path, cause, "a defect");
            }),
            ApiError::Unavailable(_) => in_request_span(|| {
                let (path, cause) = (self.told_path(), causes(error));
                tracing::warn!(%method, path, cause, "unavailable");
            }),
            _ => {}
        }
    }
}

/// What to make of an error that is not ours, such as the framework has for a bad path.
fn foreign(status: StatusCode, error: &Error) -> ApiError {
    if error.as_error::<CorsError>().is_some() {
        ApiError::BadRequest("Scripts of this origin may not send such a request")
    } else if status.is_client_error() {
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

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;
    use actix_web::middleware::from_fn;
    use actix_web::{App, rt, test as service, web};
    use serde_json::Value;

    use super::*;

    async fn panic() -> HttpResponse {
        panic!("the password is hunter2");
    }

    #[test]
    fn a_panic_is_answered_as_a_defect_and_nothing_it_said_is_told() {
        rt::System::new().block_on(async {
            let app = App::new()
                .wrap(from_fn(shield))
                .route("/panic", web::get().to(panic))
                .route("/calm", web::get().to(HttpResponse::NoContent));
            let app = service::init_service(app).await;
            for _ in 0..3 {
                let request = service::TestRequest::get().uri("/panic").to_request();
                let response = match service::try_call_service(&app, request).await {
                    Ok(response) => response.into_parts().1.map_into_boxed_body(),
                    Err(error) => error.error_response(),
                };
                assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
                let body = to_bytes(response.into_body()).await.unwrap();
                let problem: Value = serde_json::from_slice(&body).unwrap();
                assert_eq!(problem["code"], "internal");
                assert_eq!(problem["instance"], "/panic");
                assert!(!problem.to_string().contains("hunter2"), "{problem}");
            }
            let request = service::TestRequest::get().uri("/calm").to_request();
            let response = service::call_service(&app, request).await;
            assert_eq!(response.status(), StatusCode::NO_CONTENT);
        });
    }
}
