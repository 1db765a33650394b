//! The bytes of a request body: of a known type, bounded, and in time.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use futures_util::StreamExt;
use tokio::time::timeout_at;

use crate::error::ApiError;
use crate::shield::Deadline;
use crate::state::Limits;

/// The types of body that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MediaType {
    /// `application/json`, and whatever is built on it.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `text/csv`.
    Csv,
}

/// The type that the request says its body is of.
pub(super) fn media_type(request: &HttpRequest) -> Option<MediaType> {
    let value = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next()?.to_ascii_lowercase();
    let utf8 = parts.all(|parameter| {
        parameter.split_once('=').is_none_or(|(name, charset)| {
            !name.eq_ignore_ascii_case("charset")
                || charset.trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
    });
    match essence.as_str() {
        _ if !utf8 => None,
        "application/json" | "application/merge-patch+json" => Some(MediaType::Json),
        "application/x-www-form-urlencoded" => Some(MediaType::Form),
        "text/csv" => Some(MediaType::Csv),
        _ => None,
    }
}

/// Reads the whole body.
pub(super) async fn read(request: HttpRequest, mut payload: Payload) -> Result<Bytes, ApiError> {
    let limit = Limits::of(&request).max_body_bytes;
    let deadline = Deadline::of(&request);
    let announced = announced_length(&request);
    if announced.is_some_and(|length| length > limit) {
        return Err(ApiError::BodyTooLarge(limit));
    }

    let mut body = BytesMut::with_capacity(announced.unwrap_or(0));
    loop {
        let chunk = timeout_at(deadline.instant(), payload.next())
            .await
            .map_err(|_| ApiError::RequestTimeout)?;
        let Some(chunk) = chunk else { break };
        let chunk = chunk.map_err(|_| {
            ApiError::BadRequest("The body of the request is broken off or malformed")
        })?;
        if body.len() + chunk.len() > limit {
            return Err(ApiError::BodyTooLarge(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn announced_length(request: &HttpRequest) -> Option<usize> {
    request
        .headers()
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}
