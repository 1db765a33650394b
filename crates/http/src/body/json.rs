//! JSON bodies.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use super::payload::{self, MediaType};
use crate::error::{ApiError, Fault};

/// A JSON body of the members that `T` has.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            if payload::media_type(&request) != Some(MediaType::Json) {
                return Err(ApiError::UnsupportedMediaType(
                    "The body must be JSON in UTF-8, with `Content-Type: application/json`",
                ));
            }
            parse(&payload::read(request, payload).await?).map(Self)
        })
    }
}

/// Reads an object with the members of `T`.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    // A derived reader takes an array for an object too, member by member: not here.
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    if first.is_some_and(|byte| *byte != b'{') {
        check_syntax(body)?;
        return Err(ApiError::ValidationFailed(
            Fault::wrong_type("", "an object").into(),
        ));
    }
    serde_json::from_slice(body).map_err(|error| {
        let message = error.to_string();
        match unknown_field(&message) {
            // What comes after the unknown member may not even be JSON, which would matter more.
            Some(name) if error.classify() == Category::Data => check_syntax(body)
                .err()
                .unwrap_or_else(|| ApiError::UnknownField(name.to_owned())),
            _ => describe(&error),
        }
    })
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
    use super::super::{Ignored, Member};
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
        parse::<Body>(body.as_bytes()).expect_err("it should be refused")
    }

    #[test]
    fn members_are_absent_null_valued_or_of_the_wrong_type() {
        let body: Body = parse(br#"{"name": null, "id": [{}]}"#).unwrap();
        assert!(matches!(
            (body.name, body.flag),
            (Member::Null, Member::Absent)
        ));
        let body: Body = parse(br#"{"name": "a\n", "flag": true}"#).unwrap();
        assert!(matches!(
            (body.name, body.flag),
            (Member::Value(_), Member::Value(true))
        ));
        for wrong in ["1", "-1", "1.5", "1e300", "[[1]]", r#"{"a":{}}"#, "true"] {
            let body: Body = parse(format!(r#"{{"name": {wrong}}}"#).as_bytes()).unwrap();
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
        let not_utf8 = parse::<Body>(b"{\"name\": \"\xff\"}");
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
