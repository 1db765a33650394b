//! From the errors of use cases to what a client is told.

use super::{ApiError, Fault};
use docket_application::ports::hasher::HashingError;
use docket_application::ports::store::StoreError;
use docket_application::ports::throttle::Throttled;
use docket_application::ports::tokens::TokenError;
use docket_application::{AccountError, AdministrationError, SessionError, TagError, TaskError};

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(entity) => Self::DuplicateUser(entity),
            StoreError::Unavailable(_) | StoreError::Stale => {
                Self::Unavailable(Some(Box::new(error)))
            }
            other => Self::Internal(Box::new(other)),
        }
    }
}

impl From<HashingError> for ApiError {
    fn from(error: HashingError) -> Self {
        match error {
            HashingError::Busy => Self::Unavailable(Some(Box::new(error))),
            HashingError::Refused(violation) => Self::ValidationFailed(
                Fault::new("password", "/password".to_owned(), violation).into(),
            ),
            HashingError::UnusableHash | HashingError::Failed(_) => Self::Internal(Box::new(error)),
        }
    }
}

impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Invalid => Self::TokenInvalid,
            TokenError::Expired => Self::TokenExpired,
            TokenError::Failed(_) => Self::Internal(Box::new(error)),
        }
    }
}

impl From<SessionError> for ApiError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::InvalidCredentials => Self::InvalidCredentials,
            SessionError::Disabled => Self::AccountDisabled,
            SessionError::Throttled(throttled) => throttled.into(),
            SessionError::RefreshInvalid => Self::RefreshTokenInvalid,
            SessionError::RefreshReused => Self::RefreshTokenReused,
            SessionError::NotFound(id) => Self::SessionNotFound(id),
            SessionError::Token(error) => error.into(),
            SessionError::Hashing(error) => error.into(),
            SessionError::Store(error) => error.into(),
        }
    }
}

impl From<AccountError> for ApiError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Gone => Self::TokenInvalid,
            AccountError::WrongPassword => Self::InvalidCredentials,
            AccountError::NameRequired => Self::NameRequired,
            AccountError::Throttled(throttled) => throttled.into(),
            AccountError::LastAdmin(_) => Self::LastAdmin,
            AccountError::Hashing(error) => error.into(),
            AccountError::Store(error) => error.into(),
        }
    }
}

impl From<AdministrationError> for ApiError {
    fn from(error: AdministrationError) -> Self {
        match error {
            AdministrationError::Denied(_) => Self::Forbidden,
            AdministrationError::NotFound(id) => Self::UserNotFound(id),
            AdministrationError::LastAdmin(_) => Self::LastAdmin,
            AdministrationError::Hashing(error) => error.into(),
            AdministrationError::Store(error) => error.into(),
            // Only the command line asks by name.
            AdministrationError::NoSuchName => Self::Internal(Box::new(error)),
        }
    }
}

impl From<Throttled> for ApiError {
    fn from(throttled: Throttled) -> Self {
        Self::RateLimited(throttled.into())
    }
}

impl From<TaskError> for ApiError {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::NotFound(id) => Self::TaskNotFound(id),
            TaskError::Denied(id, _) => Self::TaskForbidden(id),
            TaskError::NoneChanged { missing, .. } => Self::TasksNotFound(missing),
            TaskError::VersionConflict { current } => Self::VersionConflict(current),
            TaskError::NoSuchTag(tag) => Self::TagNotFound(tag),
            TaskError::TooManyTags(violation) => {
                Self::ValidationFailed(Fault::new("tags", "/tags".to_owned(), violation).into())
            }
            TaskError::KeyReused => Self::KeyReused,
            TaskError::OwnerGone => Self::TokenInvalid,
            TaskError::Store(error) => error.into(),
        }
    }
}

impl From<TagError> for ApiError {
    fn from(error: TagError) -> Self {
        match error {
            TagError::NotFound(tag) => Self::TagNotFound(tag),
            TagError::Store(error) => error.into(),
        }
    }
}
