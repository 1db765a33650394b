//! Sessions: logging in, staying so, and ending it; and telling whose an access token is.

mod caller;
mod callers;
mod error;
mod log_in;
mod refresh;

pub use caller::Caller;
pub use callers::Callers;
pub use error::SessionError;

use std::sync::Arc;

use docket_domain::{Session, SessionId, SessionLifetime, Timestamp};

use crate::passwords::Passwords;
use crate::ports::audit::{Act, AuditTrail, Event};
use crate::ports::clock::Clock;
use crate::ports::store::Store;
use crate::ports::tokens::{
    AccessTokens, IssuedToken, RefreshToken, RefreshTokens, Subject, TokenError,
};

/// The use cases of sessions.
#[derive(Clone)]
pub struct SessionService {
    store: Store,
    passwords: Passwords,
    tokens: Tokens,
    clock: Arc<dyn Clock>,
    audit: Arc<dyn AuditTrail>,
    callers: Callers,
    lifetime: SessionLifetime,
}

/// Where tokens come from.
#[derive(Clone)]
pub struct Tokens {
    /// Access tokens.
    pub access: Arc<dyn AccessTokens>,
    /// Refresh tokens.
    pub refresh: Arc<dyn RefreshTokens>,
}

/// What someone gets who has logged in: the tokens of their session.
#[derive(Debug)]
pub struct Grant {
    /// What to send along with each request.
    pub access: IssuedToken,
    /// What to get the next grant for, once.
    pub refresh: RefreshToken,
    /// For how many seconds the refresh token is good.
    pub refresh_expires_in: u32,
}

impl SessionService {
    /// How many sessions a user can have at once: the one that was not used for longest makes way
    /// for a new one.
    pub const MAX_SESSIONS: usize = 100;

    /// The service on these ports.
    #[must_use]
    pub fn new(
        store: Store,
        passwords: Passwords,
        tokens: Tokens,
        clock: Arc<dyn Clock>,
        audit: Arc<dyn AuditTrail>,
        callers: Callers,
        lifetime: SessionLifetime,
    ) -> Self {
        Self {
            store,
            passwords,
            tokens,
            clock,
            audit,
            callers,
            lifetime,
        }
    }

    /// Tells whose `token` is: as it is now for all that was done in this process, and as it was
    /// [`Callers::LIFETIME`] seconds ago, at worst, for what others have done.
    ///
    /// # Errors
    /// [`SessionError::Token`] if it is no good, its session is over, or its user is gone or
    /// disabled.
    pub async fn authenticate(&self, token: &str) -> Result<Caller, SessionError> {
        let now = self.clock.now();
        let subject = self.tokens.access.verify(token, now)?;
        self.find(subject, now).await
    }

    /// Whether a caller still is one, for what takes long: whether their session lives, and their
    /// account is active. That their token has expired meanwhile does not matter.
    ///
    /// # Errors
    /// As for [`Self::authenticate`].
    pub async fn check(&self, caller: &Caller) -> Result<(), SessionError> {
        let subject = Subject {
            user: caller.user_id(),
            session: caller.session_id(),
        };
        self.find(subject, self.clock.now()).await.map(drop)
    }

    async fn find(&self, subject: Subject, now: Timestamp) -> Result<Caller, SessionError> {
        let ticket = match self.callers.find(subject, now) {
            Ok(caller) => return Ok(caller),
            Err(ticket) => ticket,
        };
        let user = self
            .store
            .read(move |work| work.sessions().find_user(subject.session, now))
            .await?;
        let caller = user
            .filter(|user| user.id == subject.user && user.is_active)
            .map(|user| Caller::new(user, subject.session))
            .ok_or(SessionError::Token(TokenError::Invalid))?;
        self.callers.remember(ticket, &caller);
        Ok(caller)
    }

    /// The caller's sessions, the last used first.
    ///
    /// # Errors
    /// [`SessionError::Store`] if the store does not answer.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<Session>, SessionError> {
        let user = caller.user_id();
        let now = self.clock.now();
        self.store
            .read(move |work| Ok(work.sessions().list(user, now)?))
            .await
    }

    /// Ends the session that the caller is in.
    ///
    /// # Errors
    /// [`SessionError::Store`] if the store does not answer.
    pub async fn log_out(&self, caller: &Caller) -> Result<(), SessionError> {
        // Whoever else has ended it meanwhile did what was to be done.
        if self.remove(caller, caller.session_id()).await? {
            let event = Event::by(Act::LoggedOut, caller.user_id());
            self.audit.record(&event.of_session(caller.session_id()));
        }
        Ok(())
    }

    /// Ends one of the caller's sessions.
    ///
    /// # Errors
    /// [`SessionError::NotFound`] if the caller has none with this id.
    pub async fn end(&self, caller: &Caller, id: SessionId) -> Result<(), SessionError> {
        if !self.remove(caller, id).await? {
            return Err(SessionError::NotFound(id));
        }
        let event = Event::by(Act::SessionEnded, caller.user_id());
        self.audit.record(&event.of_session(id));
        Ok(())
    }

    async fn remove(&self, caller: &Caller, id: SessionId) -> Result<bool, SessionError> {
        let user = caller.user_id();
        let removed = self
            .store
            .write_one(move |work| Ok(work.sessions().remove(user, id)?))
            .await;
        self.callers.forget(user);
        removed
    }
}
