//! The pages for people: Swagger UI and the OpenAPI document. Everything they need is in the
//! binary, and nothing is fetched from elsewhere.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{self, Bytes, Data, Path, ServiceConfig};
use serde_json::Value;
use utoipa_swagger_ui::{Config, SwaggerFile};

use crate::error::ApiError;

/// The patterns of the pages' paths.
pub(crate) const PATTERNS: [&str; 3] = ["/docs", "/docs/{file}", "/openapi.json"];

/// Lets a page run its own files alone. Swagger UI sets styles of elements by script, and has
/// small pictures within its style sheet.
const CONTENT_SECURITY_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; \
     base-uri 'self'",
);

/// What the pages show.
#[derive(Clone)]
pub(crate) struct Pages {
    document: Bytes,
    swagger_ui: Arc<Config<'static>>,
}

impl Pages {
    /// The pages about `document`.
    ///
    /// # Errors
    /// If the document has no JSON form.
    pub(crate) fn new(document: &Value) -> Result<Self, serde_json::Error> {
        let swagger_ui = Config::from("/openapi.json")
            .validator_url("none")
            .persist_authorization(false)
            .display_request_duration(true)
            .try_it_out_enabled(true);
        Ok(Self {
            document: serde_json::to_vec(document)?.into(),
            swagger_ui: Arc::new(swagger_ui),
        })
    }
}

/// Registers the pages.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(web::resource(PATTERNS[0]).route(web::get().to(index)))
        .service(web::resource(PATTERNS[1]).route(web::get().to(file)))
        .service(web::resource(PATTERNS[2]).route(web::get().to(document)));
}

async fn document(pages: Data<Pages>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(pages.document.clone())
}

async fn index(pages: Data<Pages>) -> Result<HttpResponse, ApiError> {
    let found = find("index.html", &pages)?;
    // The page is served at /docs, its files below it: without the base, the browser would look
    // for them at the root.
    let html = String::from_utf8_lossy(&found.bytes)
        .replace("<head>", "<head>\n    <base href=\"/docs/\">")
        .replace("<title>Swagger UI</title>", "<title>Docket</title>");
    Ok(page(&found.content_type, html.into_bytes().into()))
}

async fn file(path: Path<String>, pages: Data<Pages>) -> Result<HttpResponse, ApiError> {
    let found = find(&path, &pages)?;
    let bytes = match found.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    Ok(page(&found.content_type, bytes))
}

fn find(file: &str, pages: &Pages) -> Result<SwaggerFile<'static>, ApiError> {
    utoipa_swagger_ui::serve(file, Arc::clone(&pages.swagger_ui))
        .map_err(|error| ApiError::Internal(error.to_string().into()))?
        .ok_or(ApiError::RouteNotFound)
}

fn page(content_type: &str, bytes: Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .body(bytes)
}
