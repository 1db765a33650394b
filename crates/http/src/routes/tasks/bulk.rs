//! The routes of many tasks at once: all of them, or none.

use actix_web::web::Data;
use actix_web::{HttpResponse, patch, post};

use super::answer::{self, Answering};
use super::body::TaskBody;
use super::bulk_input::{NewTasksBody, TaskIdsBody, TasksPatchBody};
use crate::body::{Json, Keyed, Object};
use crate::error::ApiError;
use crate::extract::Authenticated;
use crate::state::Services;

/// Create many tasks
///
/// All of them, or none. With an `Idempotency-Key`, the same request can be sent again.
#[utoipa::path(
    tag = "bulk",
    operation_id = "create_tasks",
    params((
        "Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255,
        pattern = "^[!-~]+$", description = "Marks a request that may be sent again"
    )),
    request_body = NewTasksBody,
    responses((
        status = 201,
        description = "The tasks, in the order in which they were sent",
        body = [TaskBody],
        headers(
            ("Location" = String, description = "The path of all tasks"),
            ("Idempotent-Replayed" = bool, description = "`true` if they were created earlier")
        )
    ))
)]
#[post("/tasks/bulk")]
pub(in crate::routes) async fn create(
    Authenticated(caller): Authenticated,
    Keyed(Object(body), attempt): Keyed<Object<NewTasksBody>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let drafts = body.into_drafts()?;
    let answering = Answering::today(&caller, &services);
    match attempt {
        None => {
            let tasks = services.tasks.create_all(&caller, drafts).await?;
            Ok(answering.all_created(&tasks))
        }
        Some(attempt) => {
            let render = move |tasks: &[_]| answering.keep_all(tasks);
            let answer = services
                .tasks
                .create_all_once(&caller, drafts, attempt, render)
                .await?;
            answer::replay(&answer)
        }
    }
}

/// Change many tasks in the same way
///
/// All of them, or none: if one is missing or someone else's, nothing is changed.
#[utoipa::path(
    tag = "bulk",
    operation_id = "edit_tasks",
    request_body = TasksPatchBody,
    responses((
        status = 200,
        description = "The tasks as they are now, in the order in which they were named",
        body = [TaskBody]
    ))
)]
#[patch("/tasks/bulk")]
pub(in crate::routes) async fn edit(
    Authenticated(caller): Authenticated,
    Json(Object(body)): Json<Object<TasksPatchBody>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let (ids, patch) = body.into_patch()?;
    let tasks = services.tasks.edit_all(&caller, ids, patch).await?;
    Ok(Answering::today(&caller, &services).all(&tasks))
}

/// Delete many tasks
///
/// All of them, or none: if one is missing or someone else's, nothing is deleted.
#[utoipa::path(
    tag = "bulk",
    operation_id = "delete_tasks",
    request_body = TaskIdsBody,
    responses((status = 204, description = "The tasks are gone"))
)]
#[post("/tasks/bulk/delete")]
pub(in crate::routes) async fn delete(
    Authenticated(caller): Authenticated,
    Json(Object(body)): Json<Object<TaskIdsBody>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    services.tasks.delete_all(&caller, body.into_ids()?).await?;
    Ok(HttpResponse::NoContent().finish())
}
