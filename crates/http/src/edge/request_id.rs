//! The id under which a request stands in the log and in error bodies.

use std::fmt;

use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::{HttpMessage, HttpRequest};
use uuid::Uuid;

use super::headers::X_REQUEST_ID;

/// The id of a request: the one it came with, if that is 1 to 128 visible ASCII characters, else
/// a new one (UUID version 7, RFC 9562).
#[derive(Debug, Clone)]
pub(crate) struct RequestId(HeaderValue);

impl RequestId {
    /// The id that the edge has given to a request.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let found = request.extensions().get::<Self>().cloned();
        found.unwrap_or_else(|| Self::given_or_new(request.headers()))
    }

    /// The id for a request with these headers.
    pub(super) fn given_or_new(headers: &HeaderMap) -> Self {
        let given = headers.get(X_REQUEST_ID).filter(|value| {
            (1..=128).contains(&value.len()) && value.as_bytes().iter().all(u8::is_ascii_graphic)
        });
        Self(given.cloned().unwrap_or_else(Self::fresh))
    }

    /// The id as text.
    pub(crate) fn as_str(&self) -> &str {
        // Both kinds are visible ASCII, so the fallback is never taken.
        self.0.to_str().unwrap_or("")
    }

    /// The id as the value of a header.
    pub(crate) fn header(&self) -> HeaderValue {
        self.0.clone()
    }

    fn fresh() -> HeaderValue {
        let mut buffer = Uuid::encode_buffer();
        let text = Uuid::now_v7().hyphenated().encode_lower(&mut buffer);
        HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("unknown"))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_for(given: &[u8]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(X_REQUEST_ID, HeaderValue::from_bytes(given).unwrap());
        RequestId::given_or_new(&headers).to_string()
    }

    #[test]
    fn an_id_of_1_to_128_visible_characters_is_kept() {
        let longest = "x".repeat(128);
        for kept in ["a", "0192f-~!{}", &longest] {
            assert_eq!(id_for(kept.as_bytes()), *kept);
        }
    }

    #[test]
    fn any_other_id_is_replaced_by_a_new_one() {
        let too_long = "x".repeat(129);
        for replaced in [
            b"".as_slice(),
            b"a b",
            b"a\tb",
            "é".as_bytes(),
            too_long.as_bytes(),
        ] {
            assert!(Uuid::parse_str(&id_for(replaced)).is_ok(), "{replaced:?}");
        }
        assert!(Uuid::parse_str(RequestId::given_or_new(&HeaderMap::new()).as_str()).is_ok());
    }
}
