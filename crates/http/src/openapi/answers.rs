//! The error answers of all operations, which follow from what an operation takes: they are
//! written once here, as shared components, and nowhere else.

use docket_application::ports::store::Entity;
use docket_domain::task::Version;
use docket_domain::{TaskId, Title};
use utoipa::PartialSchema;
use utoipa::ToSchema;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{Components, ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};

use crate::error::{ApiError, Fault, Faults};
use crate::problem::{self, MEDIA_TYPE, ProblemBody};
use crate::rate_limits::Standing;

/// An error answer that operations share: its status, its name as a component, and when it is
/// given.
struct Answer {
    status: &'static str,
    name: &'static str,
    description: &'static str,
    /// One of the errors that it tells, and the path that was asked for.
    example: fn() -> Option<ApiError>,
    path: &'static str,
    applies: fn(&Traits) -> bool,
}

/// What an operation takes, as far as its errors follow from it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent facts of an operation"
)]
struct Traits {
    path: String,
    has_token: bool,
    is_limited: bool,
    writes: bool,
    has_body: bool,
    has_path_parameter: bool,
    has_precondition: bool,
    has_key: bool,
}

const ANSWERS: &[Answer] = &[
    Answer {
        status: "400",
        name: "BadRequest",
        description: "The request is malformed",
        example: || {
            Some(ApiError::BadRequest(
                "The body of the request is broken off or malformed",
            ))
        },
        path: "/tasks",
        applies: |operation| operation.has_body,
    },
    Answer {
        status: "401",
        name: "NotAuthenticated",
        description: "No, bad or stale credentials",
        example: || Some(ApiError::NotAuthenticated),
        path: "/tasks",
        applies: |operation| operation.has_token || logs_in(operation) || refreshes(operation),
    },
    Answer {
        status: "403",
        name: "Forbidden",
        description: "Known caller, not allowed",
        example: || TaskId::new(42).ok().map(ApiError::TaskForbidden),
        path: "/tasks/42",
        applies: |operation| names_task(operation) || logs_in(operation) || administers(operation),
    },
    Answer {
        status: "404",
        name: "NotFound",
        description: "There is no such thing",
        example: || TaskId::new(42).ok().map(ApiError::TaskNotFound),
        path: "/tasks/42",
        applies: |operation| operation.has_path_parameter || may_be_off(operation),
    },
    Answer {
        status: "408",
        name: "RequestTimeout",
        description: "The body did not arrive in time",
        example: || Some(ApiError::RequestTimeout),
        path: "/tasks",
        applies: |operation| operation.has_body,
    },
    Answer {
        status: "409",
        name: "Conflict",
        description: "It conflicts with what stands",
        example: || Some(ApiError::DuplicateUser(Entity::Username)),
        path: "/users/me",
        applies: |operation| {
            operation.has_key
                || names_user(operation)
                || (administers(operation) && operation.writes)
        },
    },
    Answer {
        status: "412",
        name: "VersionConflict",
        description: "`If-Match` does not hold",
        example: || Version::new(3).ok().map(ApiError::VersionConflict),
        path: "/tasks/42",
        applies: |operation| operation.has_precondition,
    },
    Answer {
        status: "413",
        name: "BodyTooLarge",
        description: "The body has too many bytes",
        example: || Some(ApiError::BodyTooLarge(1024 * 1024)),
        path: "/tasks",
        applies: |operation| operation.has_body,
    },
    Answer {
        status: "415",
        name: "UnsupportedMediaType",
        description: "The body is of a type or in an encoding that is not taken",
        example: || {
            Some(ApiError::UnsupportedMediaType(
                "The body must come without any `Content-Encoding`",
            ))
        },
        path: "/tasks",
        applies: |operation| operation.has_body,
    },
    Answer {
        status: "422",
        name: "ValidationFailed",
        description: "The input breaks rules, each of which is told",
        example: || a_title_that_is_missing(),
        path: "/tasks",
        // A query parameter that is not known is refused everywhere.
        applies: |_| true,
    },
    Answer {
        status: "429",
        name: "RateLimited",
        description: "It was asked for too often; `Retry-After` says when to try again",
        example: || Some(ApiError::RateLimited(Standing::refused("user", 17))),
        path: "/tasks",
        applies: |operation| operation.is_limited,
    },
    Answer {
        status: "500",
        name: "Internal",
        description: "A defect",
        example: || Some(ApiError::Internal("a defect".into())),
        path: "/tasks",
        applies: |_| true,
    },
    Answer {
        status: "503",
        name: "Unavailable",
        description: "It cannot be done right now; `Retry-After` says when to try again",
        example: || Some(ApiError::Unavailable(None)),
        path: "/tasks",
        applies: |_| true,
    },
];

fn a_title_that_is_missing() -> Option<ApiError> {
    let violation = Title::parse("").err()?;
    let mut faults = Faults::default();
    faults.push(Fault::new("title", "/title".to_owned(), violation));
    Some(ApiError::ValidationFailed(faults))
}

fn logs_in(operation: &Traits) -> bool {
    matches!(operation.path.as_str(), "/auth/login" | "/token")
}

fn refreshes(operation: &Traits) -> bool {
    operation.path == "/auth/refresh"
}

fn may_be_off(operation: &Traits) -> bool {
    operation.path == "/metrics"
}

fn administers(operation: &Traits) -> bool {
    matches!(operation.path.as_str(), "/users" | "/users/{id}")
}

fn names_user(operation: &Traits) -> bool {
    operation.has_body
        && matches!(
            operation.path.as_str(),
            "/auth/register" | "/register" | "/users/me"
        )
}

fn names_task(operation: &Traits) -> bool {
    operation.path.starts_with("/tasks/") && operation.has_path_parameter
}

/// Adds the answers to each operation that they apply to, and their components.
pub(super) fn complete(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        for (writes, operation) in operations(item) {
            let traits = Traits::of(path, writes, operation);
            for answer in ANSWERS.iter().filter(|answer| (answer.applies)(&traits)) {
                let reference = Ref::from_response_name(answer.name);
                operation
                    .responses
                    .responses
                    .insert(answer.status.to_owned(), reference.into());
            }
        }
    }
    let components = document.components.get_or_insert_with(Components::new);
    components
        .schemas
        .insert("Problem".to_owned(), ProblemBody::schema());
    components
        .schemas
        .insert("Fault".to_owned(), Fault::schema());
    let mut referred = Vec::new();
    ProblemBody::schemas(&mut referred);
    components.schemas.extend(referred);
    for answer in ANSWERS {
        let error = (answer.example)();
        let example = error.and_then(|error| problem::example(&error, answer.path));
        let response: Response = ResponseBuilder::new()
            .description(answer.description)
            .content(
                MEDIA_TYPE,
                ContentBuilder::new()
                    .schema(Some(Ref::from_schema_name("Problem")))
                    .example(example)
                    .build(),
            )
            .build();
        components
            .responses
            .insert(answer.name.to_owned(), RefOr::T(response));
    }
}

impl Traits {
    fn of(path: &str, writes: bool, operation: &Operation) -> Self {
        let has_body = operation.request_body.is_some();
        let has_header = |name| {
            operation
                .parameters
                .iter()
                .flatten()
                .any(|parameter| matches!(parameter, RefOr::T(found) if found.name == name))
        };
        let has_path_parameter = path.contains('{') || path.starts_with("/tasks/bulk");
        Self {
            path: path.to_owned(),
            has_token: operation.security.is_none(),
            is_limited: operation.security.is_none() || operation.extensions.is_some(),
            writes,
            has_body,
            has_path_parameter,
            has_precondition: has_header("If-Match"),
            has_key: has_header("Idempotency-Key"),
        }
    }
}

/// The operations of a path, and whether they write.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let PathItem {
        get,
        post,
        put,
        patch,
        delete,
        ..
    } = item;
    let reading = get.iter_mut().map(|operation| (false, operation));
    let writing = [post, put, patch, delete].into_iter().flatten();
    reading.chain(writing.map(|operation| (true, operation)))
}
