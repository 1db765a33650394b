//! The headers that every answer bears.

use actix_web::http::header::{
    CROSS_ORIGIN_RESOURCE_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};

use super::RequestId;

/// Under which name requests and answers bear the request's id.
pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const FIXED: [(HeaderName, HeaderValue); 3] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        CROSS_ORIGIN_RESOURCE_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
];

/// Sets them.
pub(super) fn set(headers: &mut HeaderMap, id: &RequestId) {
    for (name, value) in FIXED {
        headers.insert(name, value);
    }
    headers.insert(X_REQUEST_ID, id.header());
}
