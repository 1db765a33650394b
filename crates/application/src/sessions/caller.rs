//! Whoever makes a request.

use std::sync::Arc;

use docket_domain::{Actor, SessionId, TimeZone, User, UserId};

/// The user who makes a request, known by a good access token.
#[derive(Debug, Clone)]
pub struct Caller {
    user: Arc<User>,
    session: SessionId,
}

impl Caller {
    /// The caller that `user` is, in this session of theirs.
    #[must_use]
    pub fn new(user: impl Into<Arc<User>>, session: SessionId) -> Self {
        Self {
            user: user.into(),
            session,
        }
    }

    /// The user.
    pub(super) fn user(&self) -> &Arc<User> {
        &self.user
    }

    /// Which user it is.
    #[must_use]
    pub fn user_id(&self) -> UserId {
        self.user.id
    }

    /// In which session they are.
    #[must_use]
    pub fn session_id(&self) -> SessionId {
        self.session
    }

    /// As the policy sees them.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor {
            user: self.user.id,
            role: self.user.role,
        }
    }

    /// Where their days begin and end.
    #[must_use]
    pub fn time_zone(&self) -> &TimeZone {
        &self.user.time_zone
    }
}
