//! Which other sites may read answers (CORS, the Fetch Standard).

use std::str::FromStr;

use actix_cors::Cors;
use actix_web::http::header;
use url::{Origin, Url};

/// The headers that scripts of other sites may send.
const REQUEST_HEADERS: [&str; 6] = [
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "x-request-id",
];

/// The headers of answers that scripts of other sites may read, beside those that all may.
const RESPONSE_HEADERS: [&str; 11] = [
    "content-disposition",
    "etag",
    "idempotent-replayed",
    "link",
    "location",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "x-next-cursor",
    "x-request-id",
    "x-total-count",
];

/// For how many seconds browsers may remember what they are allowed.
const MAX_AGE: usize = 600;

/// The origins whose scripts may read answers.
///
/// ```
/// use docket_http::AllowedOrigins;
///
/// assert!("https://app.example.org, http://localhost:5173".parse::<AllowedOrigins>().is_ok());
/// assert!("https://app.example.org/".parse::<AllowedOrigins>().is_err());
/// assert!("*".parse::<AllowedOrigins>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AllowedOrigins(Vec<String>);

/// Something in a list of origins is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be origins like https://app.example.org, separated by commas, without paths")]
pub struct NoOrigin;

impl FromStr for AllowedOrigins {
    type Err = NoOrigin;

    fn from_str(raw: &str) -> Result<Self, NoOrigin> {
        raw.split(',')
            .map(|part| origin(part.trim()))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// An origin, spelled as browsers spell it.
fn origin(text: &str) -> Result<String, NoOrigin> {
    let url = Url::parse(text).map_err(|_| NoOrigin)?;
    let is_http = matches!(url.scheme(), "http" | "https");
    match url.origin() {
        found @ Origin::Tuple(..) if is_http && found.ascii_serialization() == text => {
            Ok(text.to_owned())
        }
        _ => Err(NoOrigin),
    }
}

impl AllowedOrigins {
    /// Whether there are none, and so no answers to what browsers ask before they send requests.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The middleware. Tokens travel in a header that scripts set, so no credentials of the
    /// browser's own are allowed.
    pub(crate) fn middleware(&self) -> Cors {
        let cors = Cors::default()
            .allowed_methods(["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"])
            .allowed_headers(REQUEST_HEADERS.map(header::HeaderName::from_static))
            .expose_headers(RESPONSE_HEADERS)
            .block_on_origin_mismatch(false)
            .max_age(MAX_AGE);
        self.0
            .iter()
            .fold(cors, |cors, origin| cors.allowed_origin(origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_taken_as_browsers_spell_them() {
        for good in [
            "https://app.example.org",
            "http://localhost:5173",
            "http://[::1]:3000, https://b.example",
        ] {
            assert!(good.parse::<AllowedOrigins>().is_ok(), "{good}");
        }
    }

    #[test]
    fn what_no_browser_sends_is_refused() {
        for refused in [
            "",
            "*",
            "null",
            "app.example.org",
            "https://app.example.org/",
            "https://app.example.org:443",
            "https://App.example.org",
            "https://user@app.example.org",
            "ftp://app.example.org",
            "https://a.example,,https://b.example",
        ] {
            assert!(refused.parse::<AllowedOrigins>().is_err(), "{refused:?}");
        }
    }
}
