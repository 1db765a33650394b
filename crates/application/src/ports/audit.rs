//! The audit trail: what happened that matters for security.

use docket_domain::{SessionId, UserId};

/// Takes notes of what matters for security. An adapter adds from where it was asked for.
pub trait AuditTrail: Send + Sync {
    /// Notes that `event` happened. It cannot fail: whoever asks for something must not be refused
    /// because it cannot be noted.
    fn record(&self, event: &Event);
}

/// Something that happened. Nothing in it is secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub act: Act,
    /// By whose doing, as far as it is known.
    pub actor: Actor,
    /// To whose account; absent if it is the actor's own, or nobody's.
    pub user: Option<UserId>,
    /// In which session, or to which one.
    pub session: Option<SessionId>,
}

/// By whose doing something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A user's.
    User(UserId),
    /// Someone's who has not said who they are, or has not proved it.
    Stranger,
    /// Someone's at the command line.
    Operator,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// An account was made.
    Registered,
    /// A session has begun.
    LoggedIn,
    /// Someone did not get in; says why not.
    LoginFailed(LoginFailure),
    /// A refresh token was used a second time, so its session has ended.
    RefreshReused,
    /// A user ended the session that they were in.
    LoggedOut,
    /// A user ended another session of theirs.
    SessionEnded,
    /// A password was changed by its user, who knew the old one.
    PasswordChanged,
    /// A password was replaced by someone who need not know the old one.
    PasswordReset,
    /// A user who was asked for their password once more did not know it.
    PasswordWrong,
    /// A user who was asked for their password once more has tried too often.
    PasswordThrottled,
    /// User name or e-mail address of an account have changed.
    NamesChanged,
    /// Someone asked for what is not theirs.
    AccessDenied,
    /// A user has become an administrator.
    Promoted,
    /// A user has ceased to be an administrator.
    Demoted,
    /// A user may log in again.
    Enabled,
    /// A user may no longer log in.
    Disabled,
    /// An account was deleted, and everything in it.
    Deleted,
}

/// Why someone did not get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LoginFailure {
    /// Nobody has that name.
    UnknownUser,
    /// It is not their password.
    WrongPassword,
    /// It is, but the account is disabled.
    Disabled,
    /// Their stored hash cannot be used.
    UnusableHash,
    /// It was tried too often.
    Throttled,
}

impl Event {
    /// `act`, by `user` and to their own account, if to any.
    #[must_use]
    pub const fn by(act: Act, user: UserId) -> Self {
        Self {
            act,
            actor: Actor::User(user),
            user: None,
            session: None,
        }
    }

    /// `act`, to the account of `user` if there is one, by someone who has not proved who they
    /// are.
    #[must_use]
    pub const fn by_stranger(act: Act, user: Option<UserId>) -> Self {
        Self {
            act,
            actor: Actor::Stranger,
            user,
            session: None,
        }
    }

    /// The same, in or to this session.
    #[must_use]
    pub const fn of_session(mut self, session: SessionId) -> Self {
        self.session = Some(session);
        self
    }
}
