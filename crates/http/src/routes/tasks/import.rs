//! The route of imports: many tasks from elsewhere, all of them or none.

mod input;
mod table;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, post};
use docket_domain::{Task, Timestamp};
use futures_util::future::{Ready, ready};
use serde::Serialize;

pub(super) use self::input::ImportedTaskBody;
use super::answer;
use crate::body::{Items, JsonOrTable, KeyedUpload, Object};
use crate::error::ApiError;
use crate::extract::Authenticated;
use crate::query::QueryReader;
use crate::state::Services;

/// The tasks of an import, as they are sent.
pub(super) type Upload = JsonOrTable<Items<Object<ImportedTaskBody>>>;

/// What came of an import.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Import, example = json!({"rows": 3, "imported": 3, "dry_run": false}))]
struct ImportBody {
    /// How many tasks were sent.
    #[schema(minimum = 0, maximum = 10_000)]
    rows: usize,
    /// How many tasks were created: as many, or none if that was not wanted.
    #[schema(minimum = 0, maximum = 10_000)]
    imported: usize,
    /// Whether it was only to be tried whether all of them can be imported.
    dry_run: bool,
}

impl ImportBody {
    fn of_tried(rows: usize) -> Self {
        Self {
            rows,
            imported: 0,
            dry_run: true,
        }
    }

    fn of_imported(rows: usize) -> Self {
        Self {
            rows,
            imported: rows,
            dry_run: false,
        }
    }
}

/// Whether it is only to be tried, for the document; [`DryRun`] is read of it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names the parameters for the document")]
struct ImportParams {
    /// Only say whether all of them can be imported, and change nothing.
    #[param(default = false)]
    dry_run: Option<bool>,
}

/// Whether it is only to be tried.
pub(in crate::routes) struct DryRun(bool);

impl FromRequest for DryRun {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut reader = QueryReader::new(request.query_string());
        let wanted = reader.boolean("dry_run").unwrap_or(false);
        ready(reader.finish(Self(wanted)))
    }
}

/// Import tasks
///
/// All of them, or none. What the export gives as JSON or CSV is taken as it is: the tasks are new
/// ones, with new ids, and keep when they were created and completed. With an `Idempotency-Key`, the
/// same request can be sent again.
#[utoipa::path(
    tag = "bulk",
    operation_id = "import_tasks",
    params(
        ImportParams,
        (
            "Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255,
            pattern = "^[!-~]+$", description = "Marks a request that may be sent again"
        )
    ),
    request_body(
        content(
            ([ImportedTaskBody] = "application/json"),
            (String = "text/csv", example = json!(table::EXAMPLE))
        ),
        description = "At most 10 000 tasks: an array, or a table with a header, whose columns are \
                       members of `ImportedTask` in any order, with tags joined by commas"
    ),
    responses(
        (
            status = 201,
            description = "How many tasks were imported",
            body = ImportBody,
            headers(
                ("Location" = String, description = "The path of all tasks"),
                ("Idempotent-Replayed" = bool, description = "`true` if they were imported earlier")
            )
        ),
        (
            status = 200,
            description = "With `dry_run=true`: all of them can be imported, and nothing was changed",
            body = ImportBody
        )
    )
)]
#[post("/tasks/import")]
pub(in crate::routes) async fn import(
    Authenticated(caller): Authenticated,
    DryRun(is_dry_run): DryRun,
    KeyedUpload(upload, attempt): KeyedUpload<Items<Object<ImportedTaskBody>>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let tasks = read(upload, services.clock.now())?;
    if is_dry_run {
        return Ok(HttpResponse::Ok().json(ImportBody::of_tried(tasks.len())));
    }
    match attempt {
        None => {
            let imported = services.tasks.import(&caller, tasks).await?;
            Ok(answer::imported(&ImportBody::of_imported(imported)))
        }
        Some(attempt) => {
            let render =
                |tasks: &[Task]| answer::keep_import(&ImportBody::of_imported(tasks.len()));
            let answer = services
                .tasks
                .import_once(&caller, tasks, attempt, render)
                .await?;
            answer::replay(&answer)
        }
    }
}

/// The tasks of an import that comes at the instant `now`.
///
/// # Errors
/// [`ApiError::UnknownField`], or [`ApiError::ValidationFailed`] with every fault.
pub(super) fn read(
    upload: Upload,
    now: Timestamp,
) -> Result<Vec<docket_domain::task::TaskImport>, ApiError> {
    match upload {
        JsonOrTable::Json(items) => input::read(items, now),
        JsonOrTable::Table(bytes) => table::read(&bytes, now),
    }
}
