//! Entity tags of tasks, and what requests make depend on them (RFC 9110, sections 8.8.3 and 13).
//!
//! A tag is made from the version of the task. One letter is added while the task is overdue: it
//! becomes so by the passing of a day, without a change, and the body says it.

use std::fmt;

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use docket_application::tasks::Precondition;
use docket_domain::task::Version;
use docket_domain::{DueDate, Task};
use futures_util::future::{Ready, ready};

use crate::error::ApiError;

/// The letter that is added while a task is overdue.
const OVERDUE: char = 'o';

/// The entity tag of a task on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ETag {
    version: Version,
    is_overdue: bool,
}

impl ETag {
    /// The tag of `task` on the day that is `today` for its owner.
    pub(crate) fn of(task: &Task, today: DueDate) -> Self {
        Self {
            version: task.record().version,
            is_overdue: task.is_overdue(today),
        }
    }

    /// The tag as the value of a header.
    pub(crate) fn header(self) -> HeaderValue {
        // Digits, a letter and quotes: the fallback is never taken.
        HeaderValue::from_str(&self.to_string()).unwrap_or(HeaderValue::from_static("\"\""))
    }

    /// Whether the client has the task as it is: `If-None-Match` names this tag, or any.
    pub(crate) fn is_known_to(self, headers: &HeaderMap) -> bool {
        let tag = self.to_string();
        // Compared weakly, as section 13.1.2 has it for this header.
        members(headers, &header::IF_NONE_MATCH)
            .any(|member| member == "*" || member.strip_prefix("W/").unwrap_or(member) == tag)
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}", self.version)?;
        if self.is_overdue {
            write!(f, "{OVERDUE}")?;
        }
        f.write_str("\"")
    }
}

/// What `If-Match` asks for.
pub(crate) struct IfMatch(pub(crate) Precondition);

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(precondition(request.headers()))))
    }
}

fn precondition(headers: &HeaderMap) -> Precondition {
    if !headers.contains_key(header::IF_MATCH) {
        return Precondition::None;
    }
    let mut versions = Vec::new();
    for member in members(headers, &header::IF_MATCH) {
        if member == "*" {
            return Precondition::None;
        }
        versions.extend(version(member));
    }
    Precondition::OneOf(versions)
}

/// The version in a strong tag of ours. Other tags are of nothing that is here: they never match.
fn version(tag: &str) -> Option<Version> {
    let digits = tag.strip_prefix('"')?.strip_suffix('"')?;
    let digits = digits.strip_suffix(OVERDUE).unwrap_or(digits);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits
        .parse()
        .ok()
        .and_then(|number| Version::new(number).ok())
}

/// The members of a list of tags, in all headers of that name.
fn members<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn if_match(value: &'static str) -> Precondition {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_MATCH, HeaderValue::from_static(value));
        precondition(&headers)
    }

    fn one_of(versions: &[i64]) -> Precondition {
        Precondition::OneOf(versions.iter().map(|n| Version::new(*n).unwrap()).collect())
    }

    #[test]
    fn strong_tags_of_ours_name_versions() {
        assert_eq!(if_match("\"3\""), one_of(&[3]));
        assert_eq!(if_match("\"3\", \"12o\""), one_of(&[3, 12]));
        assert_eq!(if_match("*"), Precondition::None);
        assert_eq!(precondition(&HeaderMap::new()), Precondition::None);
    }

    #[test]
    fn other_tags_match_nothing() {
        for other in [
            "W/\"3\"", "3", "\"abc\"", "\"\"", "\"+3\"", "\"0\"", "\"3oo\"", "",
        ] {
            assert_eq!(if_match(other), one_of(&[]), "{other}");
        }
    }

    #[test]
    fn a_client_that_has_the_task_is_known_by_weak_comparison() {
        let tag = ETag {
            version: Version::FIRST,
            is_overdue: true,
        };
        for (value, expected) in [
            ("\"1o\"", true),
            ("W/\"1o\"", true),
            ("\"7\", \"1o\"", true),
            ("*", true),
            ("\"1\"", false),
            ("1o", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(value));
            assert_eq!(tag.is_known_to(&headers), expected, "{value}");
        }
    }
}
