//! Bodies that are JSON or a table (CSV, RFC 4180), of requests that may come again under an
//! `Idempotency-Key`.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use docket_application::ports::idempotency::Attempt;

use super::keyed;
use super::member::FromJson;
use super::payload::{self, MediaType};
use crate::error::ApiError;

/// A body that is JSON, a `J`, or a table.
#[derive(Debug)]
pub(crate) enum JsonOrTable<J> {
    /// It is JSON.
    Json(J),
    /// It is a table, as it came.
    Table(Bytes),
}

/// Such a body, and the attempt that it is, if the request has a key.
#[derive(Debug)]
pub(crate) struct KeyedUpload<J>(pub JsonOrTable<J>, pub Option<Attempt>);

impl<J: FromJson + 'static> FromRequest for KeyedUpload<J> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let key = keyed::key(request.headers())?;
            let path = request.path().to_owned();
            let is_table = match payload::media_type(&request) {
                Some(MediaType::Json) => false,
                Some(MediaType::Csv) => true,
                Some(MediaType::Form) | None => {
                    return Err(ApiError::UnsupportedMediaType(
                        "The body must be JSON (`application/json`) or a table (`text/csv`), in UTF-8",
                    ));
                }
            };
            let bytes = payload::read(request, payload).await?;
            let attempt = key.map(|key| keyed::attempt(key, &path, &bytes));
            let body = if is_table {
                JsonOrTable::Table(bytes)
            } else {
                JsonOrTable::Json(super::json::parse(&bytes)?)
            };
            Ok(Self(body, attempt))
        })
    }
}
