//! The route that explains problems in words.

use actix_web::web::Path;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::problem::ProblemKind;

/// A kind of problem, explained.
#[derive(Serialize, ToSchema)]
#[schema(as = ProblemKind, example = json!({
    "type": "/problems/task-not-found", "title": "Task Not Found", "status": 404,
    "code": "task_not_found", "explanation": "There is no task with this id. It may have been deleted."
}))]
struct ProblemKindBody {
    /// The path of this explanation, which is the `type` of such problems.
    #[serde(rename = "type")]
    kind: String,
    /// The kind in a few words.
    title: &'static str,
    /// The HTTP status of such problems.
    status: u16,
    /// The kind as a stable word for programs.
    code: &'static str,
    /// What it means and what to do about it.
    explanation: &'static str,
}

/// Explain a kind of problem
#[utoipa::path(
    tag = "service",
    operation_id = "explain_problem",
    security(()),
    params((
        "slug" = String, Path, description = "The last part of a problem's `type`",
        example = "task-not-found"
    )),
    responses((status = 200, description = "The kind, explained", body = ProblemKindBody))
)]
#[get("/problems/{slug}")]
pub(super) async fn explain(slug: Path<String>) -> Result<HttpResponse, ApiError> {
    let kind = ProblemKind::by_slug(&slug).ok_or(ApiError::RouteNotFound)?;
    Ok(HttpResponse::Ok().json(ProblemKindBody {
        kind: kind.path(),
        title: kind.title(),
        status: kind.status().as_u16(),
        code: kind.code(),
        explanation: kind.explanation(),
    }))
}
