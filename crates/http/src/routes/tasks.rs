//! The routes of tasks.

mod body;
mod input;
mod schema;

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get, patch, post, put};

use self::body::TaskBody;
use self::input::{NewTaskBody, TaskPatchBody, TaskReplacementBody};
use crate::body::Json;
use crate::error::ApiError;
use crate::extract::{Authenticated, Page, PageQuery, TaskPath};
use crate::state::Services;

/// Create a task
#[utoipa::path(
    tag = "tasks",
    operation_id = "create_task",
    request_body = NewTaskBody,
    responses((
        status = 201,
        description = "The task, as it was created",
        body = TaskBody,
        headers(("Location" = String, description = "The path of the task"))
    ))
)]
#[post("/tasks")]
pub(super) async fn create(
    Authenticated(caller): Authenticated,
    Json(body): Json<NewTaskBody>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let task = services.tasks.create(&caller, body.into_draft()?).await?;
    let location = format!("/tasks/{}", task.id());
    let body = TaskBody::new(&task, caller.time_zone().day_of(services.clock.now()));
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, location))
        .json(body))
}

/// List your tasks, by ascending id
#[utoipa::path(
    tag = "tasks",
    operation_id = "list_tasks",
    params(PageQuery),
    responses((status = 200, description = "A page of tasks", body = [TaskBody]))
)]
#[get("/tasks")]
pub(super) async fn list(
    Authenticated(caller): Authenticated,
    Page(page): Page,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let tasks = services.tasks.list(&caller, page).await?;
    let today = caller.time_zone().day_of(services.clock.now());
    let bodies: Vec<TaskBody> = tasks
        .iter()
        .map(|task| TaskBody::new(task, today))
        .collect();
    Ok(HttpResponse::Ok().json(bodies))
}

/// Read a task
#[utoipa::path(
    tag = "tasks",
    operation_id = "get_task",
    params(("id" = i64, Path, minimum = 1, description = "The id of the task")),
    responses((status = 200, description = "The task", body = TaskBody))
)]
#[get("/tasks/{id}")]
pub(super) async fn get(
    Authenticated(caller): Authenticated,
    TaskPath(id): TaskPath,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let task = services.tasks.get(&caller, id).await?;
    let today = caller.time_zone().day_of(services.clock.now());
    Ok(HttpResponse::Ok().json(TaskBody::new(&task, today)))
}

/// Replace a task
///
/// What is absent gets its default. Members that only the server sets are ignored, so that a task
/// can be read, edited and sent back.
#[utoipa::path(
    tag = "tasks",
    operation_id = "replace_task",
    params(("id" = i64, Path, minimum = 1, description = "The id of the task")),
    request_body = TaskReplacementBody,
    responses((status = 200, description = "The task, as it is now", body = TaskBody))
)]
#[put("/tasks/{id}")]
pub(super) async fn replace(
    Authenticated(caller): Authenticated,
    TaskPath(id): TaskPath,
    Json(body): Json<TaskReplacementBody>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let task = services
        .tasks
        .replace(&caller, id, body.into_draft()?)
        .await?;
    let today = caller.time_zone().day_of(services.clock.now());
    Ok(HttpResponse::Ok().json(TaskBody::new(&task, today)))
}

/// Change parts of a task
///
/// A merge patch (RFC 7396): what is absent stays, `null` clears `description` and `due_date`.
#[utoipa::path(
    tag = "tasks",
    operation_id = "edit_task",
    params(("id" = i64, Path, minimum = 1, description = "The id of the task")),
    request_body = TaskPatchBody,
    responses((status = 200, description = "The task, as it is now", body = TaskBody))
)]
#[patch("/tasks/{id}")]
pub(super) async fn edit(
    Authenticated(caller): Authenticated,
    TaskPath(id): TaskPath,
    Json(body): Json<TaskPatchBody>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let task = services.tasks.edit(&caller, id, body.into_patch()?).await?;
    let today = caller.time_zone().day_of(services.clock.now());
    Ok(HttpResponse::Ok().json(TaskBody::new(&task, today)))
}

/// Delete a task
#[utoipa::path(
    tag = "tasks",
    operation_id = "delete_task",
    params(("id" = i64, Path, minimum = 1, description = "The id of the task")),
    responses((status = 204, description = "The task is gone"))
)]
#[delete("/tasks/{id}")]
pub(super) async fn delete(
    Authenticated(caller): Authenticated,
    TaskPath(id): TaskPath,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    services.tasks.delete(&caller, id).await?;
    Ok(HttpResponse::NoContent().finish())
}
