//! The routes about the service itself.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{ApiError, NotNow};
use crate::metrics::MEDIA_TYPE;
use crate::state::Services;

/// Where to go from here.
#[derive(Serialize, ToSchema)]
#[schema(as = Welcome)]
struct WelcomeBody {
    /// A word of welcome.
    #[schema(example = "Docket keeps your tasks")]
    message: &'static str,
    /// Always `running`.
    #[schema(example = "running")]
    status: &'static str,
    /// The version of the service.
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// Where Swagger UI is.
    #[schema(example = "/docs")]
    docs: &'static str,
    /// Where the OpenAPI document is.
    #[schema(example = "/openapi.json")]
    openapi: &'static str,
}

/// Whether the service works.
#[derive(Serialize, ToSchema)]
#[schema(as = Health)]
struct HealthBody {
    /// Always `ok`: anything else is a problem with the status 503.
    #[schema(example = "ok")]
    status: &'static str,
    /// Whether the database answers; not looked at by `/health/live`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, example = "healthy")]
    database: Option<&'static str>,
}

/// Which build this is.
#[derive(Serialize, ToSchema)]
#[schema(as = Version)]
struct VersionBody<'a> {
    /// The version.
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// The commit it was built from, or `unknown`.
    #[schema(example = "4f0c1d2")]
    commit: &'static str,
    /// When it was built, or `unknown`.
    #[schema(example = "2026-11-20T08:30:00.000000Z")]
    built_at: &'a str,
}

/// Find out what this is
#[utoipa::path(
    tag = "service",
    operation_id = "root",
    security(()),
    responses((status = 200, description = "Where to go from here", body = WelcomeBody))
)]
#[get("/")]
pub(super) async fn root(services: Data<Services>) -> HttpResponse {
    HttpResponse::Ok().json(WelcomeBody {
        message: "Docket keeps your tasks",
        status: "running",
        version: services.build.version,
        docs: "/docs",
        openapi: "/openapi.json",
    })
}

/// Ask whether the process serves
#[utoipa::path(
    tag = "service",
    operation_id = "live",
    security(()),
    responses((status = 200, description = "It does", body = HealthBody))
)]
#[get("/health/live")]
pub(super) async fn live() -> HttpResponse {
    answer(HealthBody {
        status: "ok",
        database: None,
    })
}

/// Ask whether requests are welcome
#[utoipa::path(
    tag = "service",
    operation_id = "ready",
    security(()),
    responses((status = 200, description = "They are", body = HealthBody))
)]
#[get("/health/ready")]
pub(super) async fn ready(services: Data<Services>) -> Result<HttpResponse, ApiError> {
    check(&services).await
}

/// Ask whether requests are welcome: the same as GET /health/ready
#[utoipa::path(
    tag = "service",
    operation_id = "health",
    security(()),
    responses((status = 200, description = "They are", body = HealthBody))
)]
#[get("/health")]
pub(super) async fn health(services: Data<Services>) -> Result<HttpResponse, ApiError> {
    check(&services).await
}

/// Find out which build this is
#[utoipa::path(
    tag = "service",
    operation_id = "version",
    security(()),
    responses((status = 200, description = "The build", body = VersionBody))
)]
#[get("/version")]
pub(super) async fn version(services: Data<Services>) -> HttpResponse {
    let build = &services.build;
    HttpResponse::Ok().json(VersionBody {
        version: build.version,
        commit: build.commit,
        built_at: &build.built_at,
    })
}

/// Read what is counted, as Prometheus does
#[utoipa::path(
    tag = "service",
    operation_id = "metrics",
    security(()),
    responses((
        status = 200,
        description = "What is counted, in Prometheus' text format; nothing in it is about a person",
        body = String,
        content_type = "text/plain",
        example = "# TYPE docket_http_requests_in_flight gauge\ndocket_http_requests_in_flight 1\n"
    ))
)]
#[get("/metrics")]
pub(super) async fn metrics(services: Data<Services>) -> Result<HttpResponse, ApiError> {
    let told = services.metrics.told();
    let told = told.map_err(|error| ApiError::Internal(error.into()))?;
    let told = told.ok_or(ApiError::RouteNotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(MEDIA_TYPE)
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .body(told))
}

async fn check(services: &Services) -> Result<HttpResponse, ApiError> {
    if services.readiness.is_shutting_down() {
        return Err(NotNow::ShuttingDown.into());
    }
    services.store.check().await?;
    Ok(answer(HealthBody {
        status: "ok",
        database: Some("healthy"),
    }))
}

fn answer(body: HealthBody) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .json(body)
}
