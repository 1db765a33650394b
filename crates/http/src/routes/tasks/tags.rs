//! The routes of the tags of one task.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, post};
use docket_domain::TaskId;

use super::answer::Answering;
use super::body::TaskBody;
use super::tags_input::MoreTagsBody;
use crate::body::Json;
use crate::error::ApiError;
use crate::etag::IfMatch;
use crate::extract::{Authenticated, IdPath, TagPath};
use crate::state::Services;

/// Give a task more tags
///
/// Those that it has already are no error.
#[utoipa::path(
    tag = "tags",
    operation_id = "add_task_tags",
    params(
        ("id" = i64, Path, minimum = 1, description = "The id of the task"),
        ("If-Match" = Option<String>, Header, description = "Do it only if it stands at this `ETag`")
    ),
    request_body = MoreTagsBody,
    responses((
        status = 200,
        description = "The task, as it is now",
        body = TaskBody,
        headers(("ETag" = String, description = "The version of the task, for `If-Match`"))
    ))
)]
#[post("/tasks/{id}/tags")]
pub(in crate::routes) async fn add(
    Authenticated(caller): Authenticated,
    IdPath(id): IdPath<TaskId>,
    IfMatch(precondition): IfMatch,
    Json(body): Json<MoreTagsBody>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let task = services
        .tasks
        .add_tags(&caller, id, body.into_tags()?, precondition)
        .await?;
    Ok(Answering::today(&caller, &services).ok(&task))
}

/// Take a tag from a task
#[utoipa::path(
    tag = "tags",
    operation_id = "remove_task_tag",
    params(
        ("id" = i64, Path, minimum = 1, description = "The id of the task"),
        ("tag" = String, Path, min_length = 1, description = "The tag"),
        ("If-Match" = Option<String>, Header, description = "Do it only if it stands at this `ETag`")
    ),
    responses((
        status = 200,
        description = "The task, as it is now",
        body = TaskBody,
        headers(("ETag" = String, description = "The version of the task, for `If-Match`"))
    ))
)]
#[delete("/tasks/{id}/tags/{tag}")]
pub(in crate::routes) async fn remove(
    Authenticated(caller): Authenticated,
    IdPath(id): IdPath<TaskId>,
    TagPath(tag): TagPath,
    IfMatch(precondition): IfMatch,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let task = services
        .tasks
        .remove_tag(&caller, id, tag, precondition)
        .await?;
    Ok(Answering::today(&caller, &services).ok(&task))
}
