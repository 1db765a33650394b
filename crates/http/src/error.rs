//! What can go wrong with a request, and what the client is told: every status and code is
//! decided by [`ApiError::kind`], and nowhere else.

mod convert;
mod fault;
mod not_now;

pub use fault::{Fault, Faults};
pub(crate) use not_now::NotNow;

use std::error::Error;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use docket_application::ports::store::Entity;
use docket_domain::task::Version;
use docket_domain::{SessionId, Tag, TaskId, UserId};

use crate::problem::{Extra, ProblemKind};
use crate::rate_limits::Standing;

/// After how many seconds a client may try again what was unavailable.
const RETRY_AFTER_SECONDS: u64 = 1;

/// Why a request was not answered as it wished to be.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// It is not HTTP as this service speaks it.
    #[error("{0}")]
    BadRequest(&'static str),
    /// It needs an access token and has none.
    #[error("This operation needs an access token")]
    NotAuthenticated,
    /// Its access token is no good.
    #[error("The access token is invalid")]
    TokenInvalid,
    /// Its access token is no longer good.
    #[error("The access token has expired")]
    TokenExpired,
    /// There is no such user, or it is not their password.
    #[error("The user name or the password is wrong")]
    InvalidCredentials,
    /// The refresh token is none of a session that goes on.
    #[error("The refresh token is invalid")]
    RefreshTokenInvalid,
    /// The refresh token was used before, so its session has ended.
    #[error("The refresh token was used before; its session has ended")]
    RefreshTokenReused,
    /// The user may not log in.
    #[error("This account is disabled")]
    AccountDisabled,
    /// It is for administrators.
    #[error("This operation is for administrators")]
    Forbidden,
    /// The task is someone else's.
    #[error("Task with ID {0} belongs to someone else")]
    TaskForbidden(TaskId),
    /// There is no such task.
    #[error("Task with ID {0} not found")]
    TaskNotFound(TaskId),
    /// Some of the tasks are not there, so nothing was changed.
    #[error("{} of the tasks not found; nothing was changed", .0.len())]
    TasksNotFound(Vec<TaskId>),
    /// There is no such tag.
    #[error("Tag `{0}` not found")]
    TagNotFound(Tag),
    /// The task does not stand at the version that `If-Match` names.
    #[error("The task stands at version {0}")]
    VersionConflict(Version),
    /// The idempotency key stands for another request.
    #[error("This idempotency key was used for another request")]
    KeyReused,
    /// There is no such user.
    #[error("User with ID {0} not found")]
    UserNotFound(UserId),
    /// The caller has no such session.
    #[error("Session with ID {0} not found")]
    SessionNotFound(SessionId),
    /// Nothing is served at the path.
    #[error("Nothing is served at this path")]
    RouteNotFound,
    /// The path is served with these methods only.
    #[error("This path is not served with this method")]
    MethodNotAllowed(Vec<Method>),
    /// The body did not arrive in time.
    #[error("The body of the request did not arrive in time")]
    RequestTimeout,
    /// Another account has this name.
    #[error("Another account has this {0}")]
    DuplicateUser(Entity),
    /// Neither user name nor e-mail address would be left.
    #[error("A user needs a user name or an e-mail address")]
    NameRequired,
    /// Nobody would be left who can manage accounts.
    #[error("The last active administrator can be neither demoted, disabled nor deleted")]
    LastAdmin,
    /// It was asked for too often.
    #[error("Too many requests; try again in {} seconds", .0.retry_after())]
    RateLimited(Standing),
    /// The body has more bytes than allowed.
    #[error("The body must not have more than {0} bytes")]
    BodyTooLarge(usize),
    /// The body is of a type or in an encoding that is not taken here.
    #[error("{0}")]
    UnsupportedMediaType(&'static str),
    /// The input breaks rules.
    #[error("{}", .0.summary())]
    ValidationFailed(Faults),
    /// The body is no JSON.
    #[error("{reason} at line {line} column {column}")]
    InvalidJson {
        /// What the parser has against it.
        reason: String,
        /// Where, from 1.
        line: usize,
        /// Where in that line, from 1.
        column: usize,
    },
    /// The input has a member or parameter that nobody knows.
    #[error("`{0}` is not known here")]
    UnknownField(String),
    /// It cannot be done right now.
    #[error("The service cannot do this right now")]
    Unavailable(#[source] Option<Box<dyn Error + Send + Sync>>),
    /// A defect; the cause goes into the log, and nowhere else.
    #[error("The request could not be completed because of a defect")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

/// How many characters of a name that nobody knows are told.
const MAX_TOLD: usize = 100;

impl ApiError {
    /// Nobody knows a member or parameter of this name. Of a long one only the start is told: an
    /// answer must not be longer than what was asked.
    pub(crate) fn unknown_field(name: &str) -> Self {
        Self::UnknownField(match name.char_indices().nth(MAX_TOLD) {
            Some((end, _)) => format!("{}…", &name[..end]),
            None => name.to_owned(),
        })
    }

    /// The kind of problem that it is: its status, code and title.
    #[must_use]
    pub fn kind(&self) -> ProblemKind {
        match self {
            Self::BadRequest(_) => ProblemKind::BAD_REQUEST,
            Self::NotAuthenticated => ProblemKind::NOT_AUTHENTICATED,
            Self::TokenInvalid => ProblemKind::TOKEN_INVALID,
            Self::TokenExpired => ProblemKind::TOKEN_EXPIRED,
            Self::InvalidCredentials => ProblemKind::INVALID_CREDENTIALS,
            Self::RefreshTokenInvalid => ProblemKind::REFRESH_TOKEN_INVALID,
            Self::RefreshTokenReused => ProblemKind::REFRESH_TOKEN_REUSED,
            Self::AccountDisabled => ProblemKind::ACCOUNT_DISABLED,
            Self::Forbidden => ProblemKind::FORBIDDEN,
            Self::TaskForbidden(_) => ProblemKind::TASK_FORBIDDEN,
            Self::TaskNotFound(_) => ProblemKind::TASK_NOT_FOUND,
            Self::TasksNotFound(_) => ProblemKind::TASKS_NOT_FOUND,
            Self::TagNotFound(_) => ProblemKind::TAG_NOT_FOUND,
            Self::VersionConflict(_) => ProblemKind::VERSION_CONFLICT,
            Self::KeyReused => ProblemKind::IDEMPOTENCY_KEY_REUSED,
            Self::UserNotFound(_) => ProblemKind::USER_NOT_FOUND,
            Self::SessionNotFound(_) => ProblemKind::SESSION_NOT_FOUND,
            Self::RouteNotFound => ProblemKind::ROUTE_NOT_FOUND,
            Self::MethodNotAllowed(_) => ProblemKind::METHOD_NOT_ALLOWED,
            Self::RequestTimeout => ProblemKind::REQUEST_TIMEOUT,
            Self::DuplicateUser(_) => ProblemKind::DUPLICATE_USER,
            Self::NameRequired => ProblemKind::NAME_REQUIRED,
            Self::LastAdmin => ProblemKind::LAST_ADMIN,
            Self::RateLimited(_) => ProblemKind::RATE_LIMITED,
            Self::BodyTooLarge(_) => ProblemKind::BODY_TOO_LARGE,
            Self::UnsupportedMediaType(_) => ProblemKind::UNSUPPORTED_MEDIA_TYPE,
            Self::ValidationFailed(_) => ProblemKind::VALIDATION_FAILED,
            Self::InvalidJson { .. } => ProblemKind::INVALID_JSON,
            Self::UnknownField(_) => ProblemKind::UNKNOWN_FIELD,
            Self::Unavailable(_) => ProblemKind::UNAVAILABLE,
            Self::Internal(_) => ProblemKind::INTERNAL,
        }
    }

    /// What went wrong this time, for the client's eyes.
    pub(crate) fn detail(&self) -> String {
        self.to_string()
    }

    /// The members beside the common ones.
    pub(crate) fn extra(&self) -> Extra<'_> {
        let mut extra = Extra::default();
        match self {
            Self::TaskForbidden(id) | Self::TaskNotFound(id) => extra.task_id = Some(id.get()),
            Self::TasksNotFound(missing) => {
                extra.missing_ids = Some(missing.iter().map(|id| id.get()).collect());
            }
            Self::TagNotFound(tag) => extra.tag = Some(tag.as_str()),
            Self::VersionConflict(current) => extra.current_version = Some(current.get()),
            Self::DuplicateUser(Entity::Username) => extra.field = Some("username"),
            Self::DuplicateUser(Entity::Email) => extra.field = Some("email"),
            Self::ValidationFailed(faults) => {
                extra.errors = Some(faults.as_slice());
                extra.more_errors = faults.more();
            }
            Self::InvalidJson { line, column, .. } => {
                extra.line = Some(*line);
                extra.column = Some(*column);
            }
            Self::UnknownField(name) => extra.field = Some(name),
            Self::Unavailable(_) => extra.retry_after = Some(RETRY_AFTER_SECONDS),
            Self::RateLimited(standing) => extra.retry_after = Some(standing.retry_after().into()),
            _ => {}
        }
        extra
    }

    /// The headers that go with it.
    pub(crate) fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let kind = self.kind();
        let mut headers = Vec::new();
        if kind.status() == StatusCode::UNAUTHORIZED {
            headers.push((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
        }
        if let Some(seconds) = self.extra().retry_after {
            headers.push((header::RETRY_AFTER, seconds.into()));
        }
        if let Self::RateLimited(standing) = self {
            headers.push(standing.header());
        }
        if let Self::MethodNotAllowed(methods) = self {
            let names: Vec<&str> = methods.iter().map(Method::as_str).collect();
            if let Ok(value) = HeaderValue::from_str(&names.join(", ")) {
                headers.push((header::ALLOW, value));
            }
        }
        headers
    }
}

/// How actix carries the error up to the edge, which renders it: only there are the request's id
/// and path known. What is answered here is never seen by a client.
impl actix_web::ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.kind().status()
    }

    fn error_response(&self) -> actix_web::HttpResponse {
        actix_web::HttpResponse::new(self.status_code())
    }
}
