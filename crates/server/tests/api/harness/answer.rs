//! Answers, and what has to hold of every one of them.

use serde_json::{Map, Value};
use ureq::http::HeaderMap;

/// What every answer bears, and with which value.
const FIXED_HEADERS: [(&str, &str); 3] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// What never occurs in an error: words of SQL, of drivers and of stack traces. Case matters.
const NEVER_TOLD: [&str; 18] = [
    "SELECT",
    "INSERT",
    "UPDATE ",
    "DELETE ",
    "CONSTRAINT",
    "constraint",
    "diesel",
    "Diesel",
    "sqlite",
    "SQLite",
    "postgres",
    "Postgres",
    "mysql",
    "MySQL",
    "MariaDB",
    "libpq",
    "panicked",
    ".rs:",
];

/// The answer to a request.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The method and the target of the request, for messages.
    pub(crate) request: String,
    /// The status.
    pub(crate) status: u16,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The bytes of the body.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The value of a header that is there at most once.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?;
        assert!(values.next().is_none(), "{name} is there twice: {self}");
        Some(value.to_str().expect("headers of answers are ASCII"))
    }

    /// The body as text.
    #[track_caller]
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("bodies are UTF-8")
    }

    /// The body, which must be JSON by its type and by its looks.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(
            self.header("content-type"),
            Some("application/json"),
            "{self}"
        );
        self.parsed()
    }

    #[track_caller]
    fn parsed(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|why| panic!("no JSON ({why}): {self}"))
    }

    /// The same answer, which must have this status.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self}");
        self.bears_common_headers();
        self
    }

    /// What every answer bears.
    #[track_caller]
    pub(crate) fn bears_common_headers(&self) {
        for (name, value) in FIXED_HEADERS {
            assert_eq!(self.header(name), Some(value), "{name} of {self}");
        }
        let id = self.header("x-request-id").unwrap_or_default();
        assert!(
            (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic()),
            "X-Request-Id of {self}"
        );
    }

    /// The body of an answer with 200.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        self.is(200).json()
    }

    /// The body of an answer with 201, which bears a `Location`.
    #[track_caller]
    pub(crate) fn created(self) -> Value {
        assert!(
            self.status != 201 || self.header("location").is_some(),
            "no Location: {self}"
        );
        self.is(201).json()
    }

    /// Makes sure that it is 204, without a body.
    #[track_caller]
    pub(crate) fn no_content(self) {
        let answer = self.is(204);
        assert!(answer.body.is_empty(), "{answer}");
        assert_eq!(answer.header("content-type"), None, "{answer}");
    }

    /// The problem that it tells, which must be this one, in the shape that all problems have.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{self}");
        self.bears_common_headers();
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self}"
        );
        let problem = self.parsed();
        let text = |member: &str| {
            let value = problem[member].as_str();
            value.unwrap_or_else(|| panic!("no text under `{member}`: {self}"))
        };
        assert_eq!(text("code"), code, "{self}");
        assert_eq!(problem["status"], status, "{self}");
        assert_eq!(
            text("type"),
            format!("/problems/{}", code.replace('_', "-")),
            "{self}"
        );
        assert_eq!(text("instance"), self.path(), "{self}");
        assert_eq!(
            Some(text("request_id")),
            self.header("x-request-id"),
            "{self}"
        );
        assert_eq!(text("error"), text("title"), "{self}");
        assert_eq!(text("message"), text("detail"), "{self}");
        assert!(
            !text("title").is_empty() && !text("detail").is_empty(),
            "{self}"
        );
        for word in NEVER_TOLD {
            assert!(!self.text().contains(word), "{word} in {self}");
        }
        self.bears_headers_of_status(&problem);
        problem
    }

    /// What goes with some statuses.
    #[track_caller]
    fn bears_headers_of_status(&self, problem: &Value) {
        match self.status {
            401 => assert_eq!(self.header("www-authenticate"), Some("Bearer"), "{self}"),
            405 => assert!(self.header("allow").is_some(), "no Allow: {self}"),
            429 | 503 => {
                let seconds: Option<u64> = self
                    .header("retry-after")
                    .and_then(|seconds| seconds.parse().ok());
                assert!(
                    seconds.is_some_and(|seconds| seconds > 0),
                    "no Retry-After: {self}"
                );
                assert_eq!(problem["retry_after"].as_u64(), seconds, "{self}");
            }
            _ => {}
        }
    }

    /// The fields that a validation error names, sorted; it must name something of each.
    #[track_caller]
    pub(crate) fn faults(&self) -> Vec<String> {
        let problem = self.problem(422, "validation_failed");
        let mut fields = fault_fields(&problem);
        fields.sort_unstable();
        fields
    }

    /// Makes sure that it refuses this one field.
    #[track_caller]
    pub(crate) fn refuses(&self, field: &str) {
        assert_eq!(self.faults(), [field], "{self}");
    }

    /// Makes sure that it refuses these fields, which are sorted.
    #[track_caller]
    pub(crate) fn refuses_all(&self, fields: &[&str]) {
        assert_eq!(self.faults(), fields, "{self}");
    }

    /// Makes sure that it refuses this one field, by the rule with this code.
    #[track_caller]
    pub(crate) fn refuses_by(&self, field: &str, code: &str) {
        self.refuses(field);
        let problem = self.problem(422, "validation_failed");
        assert_eq!(fault_codes(&problem), [code], "{self}");
    }

    /// Where in the body the faults are that a validation error tells, in its order.
    #[track_caller]
    pub(crate) fn pointers(&self) -> Vec<String> {
        let problem = self.problem(422, "validation_failed");
        let faults = problem["errors"].as_array().into_iter().flatten();
        faults
            .map(|fault| fault["pointer"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// The path that was asked for.
    fn path(&self) -> &str {
        let target = self.request.split(' ').nth(1).unwrap_or_default();
        target.split('?').next().unwrap_or_default()
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        let body: String = body.chars().take(2000).collect();
        write!(
            f,
            "{} → {} {:?}\n{body}",
            self.request, self.status, self.headers
        )
    }
}

/// The fields of a validation error, in its order. Checks the shape of each fault.
#[track_caller]
fn fault_fields(problem: &Value) -> Vec<String> {
    let faults = problem["errors"]
        .as_array()
        .expect("there is a list of faults");
    assert!(!faults.is_empty(), "{problem}");
    let field = |fault: &Map<String, Value>| {
        let text = |member: &str| fault.get(member).and_then(Value::as_str);
        let field = text("field").expect("a fault names its field");
        assert!(
            text("code").is_some_and(|code| !code.is_empty()),
            "{problem}"
        );
        assert!(
            text("detail").is_some_and(|detail| !detail.is_empty()),
            "{problem}"
        );
        if let Some(pointer) = text("pointer") {
            // The field is where the pointer leads, or the array in which it does.
            let is_on_the_way = pointer.split('/').any(|part| part == field);
            assert!(is_on_the_way, "{problem}");
        }
        field.to_owned()
    };
    faults
        .iter()
        .map(|fault| field(fault.as_object().expect("a fault is an object")))
        .collect()
}

/// The codes of the faults of a validation error, in its order.
#[track_caller]
pub(crate) fn fault_codes(problem: &Value) -> Vec<String> {
    let faults = problem["errors"]
        .as_array()
        .expect("there is a list of faults");
    faults
        .iter()
        .map(|fault| {
            fault["code"]
                .as_str()
                .expect("a fault has a code")
                .to_owned()
        })
        .collect()
}
