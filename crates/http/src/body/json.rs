//! JSON bodies.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use serde::de::IgnoredAny;
use serde_json::error::Category;

use super::member::{FromJson, Member};
use super::payload::{self, MediaType};
use crate::error::{ApiError, Fault};

/// A JSON body; one that is an object is a `Json<Object<T>>`, with the members that `T` has.
#[derive(Debug)]
pub(crate) struct Json<T>(pub T);

impl<T: FromJson + 'static> FromRequest for Json<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move { parse(&read(request, payload).await?).map(Self) })
    }
}

/// Reads the bytes of a body that says it is JSON.
pub(super) async fn read(request: HttpRequest, payload: Payload) -> Result<Bytes, ApiError> {
    if payload::media_type(&request) != Some(MediaType::Json) {
        return Err(ApiError::UnsupportedMediaType(
            "The body must be JSON in UTF-8, with `Content-Type: application/json`",
        ));
    }
    payload::read(request, payload).await
}

/// Reads a value from the text of a body.
pub(super) fn parse<T: FromJson>(body: &[u8]) -> Result<T, ApiError> {
    match serde_json::from_slice(body) {
        Ok(Member::Value(value)) => Ok(value),
        Ok(_) => {
            let fault = Fault::wrong_type("", String::new(), T::EXPECTED);
            Err(ApiError::ValidationFailed(fault.into()))
        }
        Err(error) => Err(refuse(body, &error)),
    }
}

fn refuse(body: &[u8], error: &serde_json::Error) -> ApiError {
    let message = error.to_string();
    match unknown_field(&message) {
        // What comes after the unknown member may not even be JSON, which would matter more.
        Some(name) if error.classify() == Category::Data => check_syntax(body)
            .err()
            .unwrap_or_else(|| ApiError::unknown_field(name)),
        _ => describe(error),
    }
}

fn check_syntax(body: &[u8]) -> Result<(), ApiError> {
    serde_json::from_slice::<IgnoredAny>(body)
        .map(|_| ())
        .map_err(|error| describe(&error))
}

/// What to tell of a body that could not be read.
fn describe(error: &serde_json::Error) -> ApiError {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    ApiError::InvalidJson {
        reason: message.strip_suffix(&place).unwrap_or(&message).to_owned(),
        line: error.line(),
        column: error.column(),
    }
}

/// The name in the message that serde has for unknown members:
/// ``unknown field `x`, expected …`` or ``unknown field `x`, there are no fields``.
fn unknown_field(message: &str) -> Option<&str> {
    let rest = message.strip_prefix("unknown field `")?;
    let end = rest
        .rfind("`, expected")
        .or_else(|| rest.rfind("`, there are no fields"))?;
    // "expected one of `a`, `b`" has back-ticks too, but never this sequence again.
    Some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::super::{Ignored, Object};
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        #[serde(default)]
        name: Member<String>,
        #[serde(default)]
        flag: Member<bool>,
        #[serde(default, rename = "id")]
        _id: Ignored,
    }

    fn refused(body: &str) -> ApiError {
        parse::<Object<Body>>(body.as_bytes()).expect_err("it should be refused")
    }

    #[test]
    fn members_are_absent_null_valued_or_of_the_wrong_type() {
        let read = |body: &str| parse::<Object<Body>>(body.as_bytes()).unwrap().0;
        let body = read(r#"{"name": null, "id": [{}]}"#);
        assert!(matches!(
            (body.name, body.flag),
            (Member::Null, Member::Absent)
        ));
        let body = read(r#"{"name": "a\n", "flag": true}"#);
        assert!(matches!(
            (body.name, body.flag),
            (Member::Value(_), Member::Value(true))
        ));
        for wrong in ["1", "-1", "1.5", "1e300", "[[1]]", r#"{"a":{}}"#, "true"] {
            let body = read(&format!(r#"{{"name": {wrong}}}"#));
            assert!(matches!(body.name, Member::WrongType), "{wrong}");
        }
    }

    #[test]
    fn an_unknown_member_is_named_whatever_its_name() {
        for name in ["x", "", "`, expected", "a`b", "ü"] {
            let body = serde_json::json!({ name: 1 }).to_string();
            match refused(&body) {
                ApiError::UnknownField(named) => assert_eq!(named, name),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn that_a_body_is_no_json_matters_more_than_an_unknown_member() {
        assert!(matches!(
            refused(r#"{"x": 1, "name": [}"#),
            ApiError::InvalidJson { .. }
        ));
        assert!(matches!(
            refused(r#"{"x": 1, "name": []}"#),
            ApiError::UnknownField(_)
        ));
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        match refused("{\"name\":\n  oops}") {
            ApiError::InvalidJson {
                reason,
                line,
                column,
            } => {
                assert_eq!((line, column), (2, 3));
                assert!(!reason.contains("line"), "{reason}");
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_json_parsers_choke_on_is_refused_as_no_json() {
        let deep = format!("{{\"name\":{}", "[".repeat(100_000));
        for body in [
            "",
            "{",
            r#"{"name": "\ud800"}"#,
            r#"{"name": 1e400}"#,
            r#"{"name": "a", "name": "b"}"#,
            r#"{"name": "a"} x"#,
            "{\"name\": \"a\nb\"}",
            deep.as_str(),
            "nul",
        ] {
            assert!(
                matches!(refused(body), ApiError::InvalidJson { .. }),
                "{body:.40}"
            );
        }
        let not_utf8 = parse::<Object<Body>>(b"{\"name\": \"\xff\"}");
        assert!(matches!(not_utf8, Err(ApiError::InvalidJson { .. })));
    }

    #[test]
    fn only_an_object_will_do() {
        for body in ["[]", r#"["a", true]"#, "null", "1", r#""a""#] {
            assert!(
                matches!(refused(body), ApiError::ValidationFailed(_)),
                "{body}"
            );
        }
    }
}
