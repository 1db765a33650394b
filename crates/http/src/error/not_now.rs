//! Why a request is not answered now, where no port has said so.

use super::ApiError;

/// Why a request is not answered now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotNow {
    /// Its deadline has passed.
    #[error("the request was not answered in time")]
    TooSlow,
    /// The service is about to end.
    #[error("shutdown has begun")]
    ShuttingDown,
}

impl From<NotNow> for ApiError {
    fn from(why: NotNow) -> Self {
        Self::Unavailable(Some(Box::new(why)))
    }
}
