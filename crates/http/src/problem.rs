//! Problems: the one shape of every error body (RFC 9457).

mod kind;

pub use kind::ProblemKind;

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::edge::RequestId;
use crate::error::{ApiError, Fault};

/// The media type of problems.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// The id of a request in examples.
const EXAMPLE_ID: &str = "019aa0c2-5f3e-7c11-a0b4-2f6d1c9e8a71";

/// What went wrong with a request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem, example = json!({
    "type": "/problems/task-not-found",
    "title": "Task Not Found",
    "status": 404,
    "detail": "Task with ID 99999 not found",
    "instance": "/tasks/99999",
    "code": "task_not_found",
    "request_id": EXAMPLE_ID,
    "error": "Task Not Found",
    "message": "Task with ID 99999 not found",
    "task_id": 99999
}))]
pub(crate) struct ProblemBody<'a> {
    /// Where this kind of problem is explained.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference")]
    kind: String,
    /// The kind of problem in a few words.
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What went wrong this time.
    detail: &'a str,
    /// The path that was asked for.
    #[schema(format = "uri-reference")]
    instance: &'a str,
    /// The kind of problem as a stable word for programs.
    code: &'static str,
    /// The id under which the request stands in the log.
    request_id: &'a str,
    /// The same as `title`.
    error: &'static str,
    /// The same as `detail`.
    message: &'a str,
    #[serde(flatten)]
    #[schema(inline)]
    extra: Extra<'a>,
}

/// The members that some kinds of problems have beside the common ones.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Extra<'a> {
    /// The task that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = i64)]
    pub(crate) task_id: Option<i64>,
    /// The tasks that are not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<i64>)]
    pub(crate) missing_ids: Option<Vec<i64>>,
    /// The tag that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String)]
    pub(crate) tag: Option<&'a str>,
    /// The version at which the task stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = i64)]
    pub(crate) current_version: Option<i64>,
    /// The member or parameter that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String)]
    pub(crate) field: Option<&'a str>,
    /// The line at which the body stops being JSON, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = usize)]
    pub(crate) line: Option<usize>,
    /// The column of that line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = usize)]
    pub(crate) column: Option<usize>,
    /// After how many seconds it may be worth trying again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u64)]
    pub(crate) retry_after: Option<u64>,
    /// Every fault of the input, up to 1000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Fault>)]
    pub(crate) errors: Option<&'a [Fault]>,
    /// How many faults there are beside the first 1000, which are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = usize)]
    pub(crate) more_errors: Option<usize>,
}

impl<'a> ProblemBody<'a> {
    /// What is told of `error`, whose [`ApiError::detail`] is given, to the request `id` for `path`.
    fn new(error: &'a ApiError, detail: &'a str, id: &'a str, path: &'a str) -> Self {
        let kind = error.kind();
        Self {
            kind: kind.path(),
            title: kind.title(),
            status: kind.status().as_u16(),
            detail,
            instance: path,
            code: kind.code(),
            request_id: id,
            error: kind.title(),
            message: detail,
            extra: error.extra(),
        }
    }
}

/// Renders `error` as the answer to the request `id` for `path`.
pub(crate) fn respond(error: &ApiError, id: &RequestId, path: &str) -> HttpResponse {
    let detail = error.detail();
    let body = ProblemBody::new(error, &detail, id.as_str(), path);
    let mut response = HttpResponseBuilder::new(error.kind().status());
    response.insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
    for (name, value) in error.headers() {
        response.insert_header((name, value));
    }
    // A body of strings and numbers always has a JSON form; without one, the status remains.
    match serde_json::to_vec(&body) {
        Ok(json) => response.content_type(MEDIA_TYPE).body(json),
        Err(_) => response.finish(),
    }
}

/// What is told of `error` to a request for `path`, for the document.
pub(crate) fn example(error: &ApiError, path: &str) -> Option<Value> {
    let detail = error.detail();
    serde_json::to_value(ProblemBody::new(error, &detail, EXAMPLE_ID, path)).ok()
}
