//! The pages for people: Swagger UI and the OpenAPI document. Everything they need is in the
//! binary, and nothing is fetched from elsewhere.

mod file;

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{self, Bytes, Data, Path, ServiceConfig};
use serde_json::Value;

use crate::error::ApiError;

/// The patterns of the pages' paths.
pub(crate) const PATTERNS: [&str; 3] = ["/docs", "/docs/{file}", "/openapi.json"];

/// Lets a page run its own files alone. Swagger UI has small pictures within its style sheet.
const CONTENT_SECURITY_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
);

/// What the pages show.
#[derive(Clone)]
pub(crate) struct Pages {
    document: Bytes,
}

impl Pages {
    /// The pages about `document`.
    ///
    /// # Errors
    /// If the document has no JSON form.
    pub(crate) fn new(document: &Value) -> Result<Self, serde_json::Error> {
        Ok(Self {
            document: serde_json::to_vec(document)?.into(),
        })
    }
}

/// Registers the pages.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(web::resource(PATTERNS[0]).route(web::get().to(index)))
        .service(web::resource(PATTERNS[1]).route(web::get().to(one)))
        .service(web::resource(PATTERNS[2]).route(web::get().to(document)));
}

async fn document(pages: Data<Pages>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(pages.document.clone())
}

async fn index() -> Result<HttpResponse, ApiError> {
    answer(file::INDEX)
}

async fn one(path: Path<String>) -> Result<HttpResponse, ApiError> {
    answer(&path)
}

fn answer(name: &str) -> Result<HttpResponse, ApiError> {
    let found = file::find(name)?.ok_or(ApiError::RouteNotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(found.media_type)
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .body(found.bytes))
}
