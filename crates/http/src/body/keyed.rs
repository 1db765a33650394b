//! Bodies of requests that may come again under an `Idempotency-Key`.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::{FromRequest, HttpRequest};
use docket_application::ports::idempotency::{Attempt, IdempotencyKey};
use docket_domain::Violation;
use sha2::{Digest, Sha256};

use super::json;
use super::member::FromJson;
use crate::error::{ApiError, Fault};

/// The header with the key.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A JSON body, and the attempt that it is, if the request has a key.
#[derive(Debug)]
pub(crate) struct Keyed<T>(pub T, pub Option<Attempt>);

impl<T: FromJson + 'static> FromRequest for Keyed<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let key = key(request.headers())?;
            let path = request.path().to_owned();
            let body = json::read(request, payload).await?;
            let attempt = key.map(|key| attempt(key, &path, &body));
            json::parse(&body).map(|value| Self(value, attempt))
        })
    }
}

/// The attempt that a request with this key is.
pub(super) fn attempt(key: IdempotencyKey, path: &str, body: &[u8]) -> Attempt {
    Attempt {
        key,
        fingerprint: fingerprint(path, body),
    }
}

/// The key of a request, bare or between quotes.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, ApiError> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    let bare = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    match IdempotencyKey::parse(bare) {
        Some(key) if values.next().is_none() => Ok(Some(key)),
        _ => {
            const FORM: Violation =
                Violation::Malformed("given once, with 1 to 255 visible ASCII characters");
            Err(ApiError::ValidationFailed(
                Fault::parameter("Idempotency-Key", FORM).into(),
            ))
        }
    }
}

/// What tells a request from another one with the same key.
fn fingerprint(path: &str, body: &[u8]) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(path.as_bytes());
    // No path has such a byte in it.
    digest.update([0]);
    digest.update(body);
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn read(value: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(
            IDEMPOTENCY_KEY,
            HeaderValue::from_bytes(value.as_bytes()).unwrap(),
        );
        key(&headers)
            .ok()
            .flatten()
            .map(|key| key.as_str().to_owned())
    }

    #[test]
    fn a_key_is_read_bare_or_between_quotes() {
        assert_eq!(read("abc-1").as_deref(), Some("abc-1"));
        assert_eq!(read("\"abc-1\"").as_deref(), Some("abc-1"));
        assert_eq!(read(&"x".repeat(255)).map(|key| key.len()), Some(255));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for refused in ["", "\"\"", "a b", "é", &"x".repeat(256)] {
            assert_eq!(read(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn the_same_body_for_another_path_is_another_request() {
        assert_ne!(
            fingerprint("/tasks", b"{}"),
            fingerprint("/tasks/bulk", b"{}")
        );
        assert_ne!(fingerprint("/tasks", b"{}"), fingerprint("/tasks", b"{ }"));
    }
}
