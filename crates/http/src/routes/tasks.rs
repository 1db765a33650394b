//! The routes of tasks.

mod answer;
mod body;
pub(super) mod bulk;
mod bulk_input;
mod cell;
pub(super) mod export;
pub(super) mod import;
mod input;
mod list_query;
#[cfg(feature = "probe")]
pub mod probe;
mod schema;
pub(super) mod statistics;
pub(super) mod tags;
mod tags_input;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, put};
use docket_domain::TaskId;

use self::answer::Answering;
use self::body::TaskBody;
use self::input::{NewTaskBody, TaskPatchBody, TaskReplacementBody};
use self::list_query::{ListParams, PageParams};
use crate::body::{Json, Keyed, Object};
use crate::error::ApiError;
use crate::etag::{ETag, IfMatch};
use crate::extract::{Authenticated, IdPath};
use crate::state::Services;

/// Create a task
///
/// With an `Idempotency-Key`, the same request can be sent again: the task is created once, and
/// the stored answer comes with `Idempotent-Replayed: true`.
#[utoipa::path(
    tag = "tasks",
    operation_id = "create_task",
    params((
        "Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255,
        pattern = "^[!-~]+$", description = "Marks a request that may be sent again"
    )),
    request_body = NewTaskBody,
    responses((
        status = 201,
        description = "The task, as it was created",
        body = TaskBody,
        headers(
            ("Location" = String, description = "The path of the task"),
            ("ETag" = String, description = "The version of the task, for `If-Match`"),
            ("Idempotent-Replayed" = bool, description = "`true` if it was created earlier")
        )
    ))
)]
#[post("/tasks")]
pub(super) async fn create(
    Authenticated(caller): Authenticated,
    Keyed(Object(body), attempt): Keyed<Object<NewTaskBody>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let draft = body.into_draft()?;
    let answering = Answering::today(&caller, &services);
    match attempt {
        None => Ok(answering.created(&services.tasks.create(&caller, draft).await?)),
        Some(attempt) => {
            let render = move |tasks: &[_]| answering.keep_created(tasks);
            let drafts = vec![draft];
            let answer = services
                .tasks
                .create_all_once(&caller, drafts, attempt, render)
                .await?;
            answer::replay(&answer)
        }
    }
}

/// List your tasks
///
/// All parameters are combined. When there is more, `Link` holds the path of the next page and
/// `X-Next-Cursor` its cursor.
#[utoipa::path(
    tag = "tasks",
    operation_id = "list_tasks",
    params(ListParams, PageParams),
    responses((
        status = 200,
        description = "A page of tasks",
        body = [TaskBody],
        headers(
            ("Link" = String, description = "The next page, if there is one"),
            ("X-Next-Cursor" = String, description = "Its cursor"),
            ("X-Total-Count" = i64, description = "With `count=true`, how many match in all")
        )
    ))
)]
#[get("/tasks")]
pub(super) async fn list(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let answering = Answering::today(&caller, &services);
    let (query, list) = list_query::read(request.query_string(), &caller, answering.today)?;
    let order = query.order;
    let page = services.tasks.list(&caller, query).await?;
    Ok(answering.page(&page, request.query_string(), list, order))
}

/// Read a task
#[utoipa::path(
    tag = "tasks",
    operation_id = "get_task",
    params(
        ("id" = i64, Path, minimum = 1, description = "The id of the task"),
        ("If-None-Match" = Option<String>, Header, description = "Answer 304 if it stands at this `ETag`")
    ),
    responses(
        (
            status = 200,
            description = "The task",
            body = TaskBody,
            headers(("ETag" = String, description = "The version of the task, for `If-Match`"))
        ),
        (status = 304, description = "It stands at the `ETag` that `If-None-Match` names")
    )
)]
#[get("/tasks/{id}")]
pub(super) async fn get(
    Authenticated(caller): Authenticated,
    IdPath(id): IdPath<TaskId>,
    request: HttpRequest,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let answering = Answering::today(&caller, &services);
    let task = services.tasks.get(&caller, id).await?;
    if ETag::of(&task, answering.today).is_known_to(request.headers()) {
        return Ok(answering.not_modified(&task));
    }
    Ok(answering.ok(&task))
}

/// Replace a task
///
/// What is absent gets its default. Members that only the server sets are ignored, so that a task
/// can be read, edited and sent back.
#[utoipa::path(
    tag = "tasks",
    operation_id = "replace_task",
    params(
        ("id" = i64, Path, minimum = 1, description = "The id of the task"),
        ("If-Match" = Option<String>, Header, description = "Do it only if it stands at this `ETag`")
    ),
    request_body = TaskReplacementBody,
    responses((
        status = 200,
        description = "The task, as it is now",
        body = TaskBody,
        headers(("ETag" = String, description = "The version of the task, for `If-Match`"))
    ))
)]
#[put("/tasks/{id}")]
pub(super) async fn replace(
    Authenticated(caller): Authenticated,
    IdPath(id): IdPath<TaskId>,
    IfMatch(precondition): IfMatch,
    Json(Object(body)): Json<Object<TaskReplacementBody>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let draft = body.into_draft()?;
    let task = services
        .tasks
        .replace(&caller, id, draft, precondition)
        .await?;
    Ok(Answering::today(&caller, &services).ok(&task))
}

/// Change parts of a task
///
/// A merge patch (RFC 7396): what is absent stays, `null` clears `description` and `due_date`.
#[utoipa::path(
    tag = "tasks",
    operation_id = "edit_task",
    params(
        ("id" = i64, Path, minimum = 1, description = "The id of the task"),
        ("If-Match" = Option<String>, Header, description = "Do it only if it stands at this `ETag`")
    ),
    request_body = TaskPatchBody,
    responses((
        status = 200,
        description = "The task, as it is now",
        body = TaskBody,
        headers(("ETag" = String, description = "The version of the task, for `If-Match`"))
    ))
)]
#[patch("/tasks/{id}")]
pub(super) async fn edit(
    Authenticated(caller): Authenticated,
    IdPath(id): IdPath<TaskId>,
    IfMatch(precondition): IfMatch,
    Json(Object(body)): Json<Object<TaskPatchBody>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let task = services
        .tasks
        .edit(&caller, id, body.into_patch()?, precondition)
        .await?;
    Ok(Answering::today(&caller, &services).ok(&task))
}

/// Delete a task
#[utoipa::path(
    tag = "tasks",
    operation_id = "delete_task",
    params(
        ("id" = i64, Path, minimum = 1, description = "The id of the task"),
        ("If-Match" = Option<String>, Header, description = "Do it only if it stands at this `ETag`")
    ),
    responses((status = 204, description = "The task is gone"))
)]
#[delete("/tasks/{id}")]
pub(super) async fn delete(
    Authenticated(caller): Authenticated,
    IdPath(id): IdPath<TaskId>,
    IfMatch(precondition): IfMatch,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    services.tasks.delete(&caller, id, precondition).await?;
    Ok(HttpResponse::NoContent().finish())
}
