//! The route of exports: a whole list, as a file.

mod calendar;
mod json;
mod stream;
mod table;

use std::str::FromStr;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use docket_domain::{DueDate, Violation};

use self::stream::Format;
use super::answer::Answering;
use super::body::TaskBody;
use super::list_query::{self, ListParams};
use crate::error::ApiError;
use crate::extract::Authenticated;
use crate::query::QueryReader;
use crate::state::Services;

/// As what to export, for the document; [`FileType`] is read of it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names the parameters for the document")]
struct FileParams {
    /// The format of the file.
    #[param(inline, value_type = Option<FormatWord>)]
    format: Option<String>,
}

/// The formats, in words.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "snake_case", default = "json")]
#[expect(
    dead_code,
    reason = "names the words for the document; `FileType` is read of them"
)]
enum FormatWord {
    Json,
    Csv,
    Ics,
}

/// A type of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum FileType {
    /// An array of what is answered of tasks everywhere.
    #[default]
    Json,
    /// A table with a header (RFC 4180).
    Csv,
    /// A calendar of to-dos (RFC 5545).
    Calendar,
}

impl FromStr for FileType {
    type Err = Violation;

    fn from_str(raw: &str) -> Result<Self, Violation> {
        match raw {
            "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            "ics" => Ok(Self::Calendar),
            _ => Err(Violation::UnknownValue("json, csv, ics")),
        }
    }
}

impl FileType {
    fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Calendar => "text/calendar; charset=utf-8",
        }
    }

    fn disposition(self) -> &'static str {
        match self {
            Self::Json => "attachment; filename=\"tasks.json\"",
            Self::Csv => "attachment; filename=\"tasks.csv\"",
            Self::Calendar => "attachment; filename=\"tasks.ics\"",
        }
    }

    /// How it is written, on the day that is `today` for the owner of the tasks.
    fn format(self, today: DueDate) -> Box<dyn Format> {
        match self {
            Self::Json => Box::new(json::Array::new(today)),
            Self::Csv => Box::new(table::Table::new(today)),
            Self::Calendar => Box::new(calendar::Calendar),
        }
    }
}

/// A whole file of tasks, for the fuzzer.
///
/// # Errors
/// [`ApiError::Internal`] if one of them cannot be written.
#[cfg(feature = "probe")]
pub(super) fn render(
    format: &str,
    tasks: &[docket_domain::Task],
    today: DueDate,
) -> Result<Vec<u8>, ApiError> {
    let mut format = FileType::from_str(format).unwrap_or_default().format(today);
    let mut file = Vec::new();
    format.begin(&mut file);
    tasks
        .iter()
        .try_for_each(|task| format.task(task, &mut file))?;
    format.end(&mut file);
    Ok(file)
}

/// Export your tasks
///
/// All that match, as a file that is sent while it is read: the filters and orders are those of the
/// list, and there are no pages. A file that ends before its end, because something went wrong
/// meanwhile, is a connection that is broken off.
#[utoipa::path(
    tag = "tasks",
    operation_id = "export_tasks",
    params(FileParams, ListParams),
    responses((
        status = 200,
        description = "The tasks",
        content(
            ([TaskBody] = "application/json"),
            (String = "text/csv", example = json!(table::EXAMPLE)),
            (String = "text/calendar", example = json!(calendar::EXAMPLE))
        ),
        headers(("Content-Disposition" = String, description = "The name of the file"))
    ))
)]
#[get("/tasks/export")]
pub(in crate::routes) async fn export(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let today = Answering::today(&caller, &services).today;
    let mut reader = QueryReader::new(request.query_string());
    let file_type: FileType = reader.value("format").unwrap_or_default();
    let list = list_query::read_list(&mut reader, &caller, today);
    let (filter, order) = reader.finish(list)?;
    let export = services.tasks.export(&caller, filter, order);
    let format = file_type.format(today);
    let body = stream::begin((services, caller), export, format).await?;
    Ok(HttpResponse::Ok()
        .insert_header((
            header::CONTENT_TYPE,
            HeaderValue::from_static(file_type.media_type()),
        ))
        .insert_header((
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static(file_type.disposition()),
        ))
        .streaming(body))
}
