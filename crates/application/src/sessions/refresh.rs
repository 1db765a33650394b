//! Staying logged in: a refresh token for the next one, once.

use docket_domain::{Device, Session, Timestamp};

use super::{Grant, SessionError, SessionService};
use crate::ports::audit::{Act, Event};
use crate::ports::sessions::KeptSession;
use crate::ports::store::UnitOfWork;
use crate::ports::tokens::{RefreshToken, Subject, TokenDigests, TokenError};

/// What became of a session whose refresh token was presented.
enum Outcome {
    /// It goes on.
    Renewed(Session),
    /// It has ended, because the token was used before.
    Reused(Session),
    /// There is none to go on.
    Invalid,
}

impl SessionService {
    /// Goes on with a session: a refresh token is good for one grant, which has the next one.
    ///
    /// A token that is presented a second time was stolen, or its thief was faster: its session
    /// ends, and with it all of its tokens (RFC 9700, section 4.14.2).
    ///
    /// # Errors
    /// [`SessionError::RefreshInvalid`] if it is no token of a session that goes on,
    /// [`SessionError::RefreshReused`] if it was used before.
    pub async fn refresh(
        &self,
        token: &RefreshToken,
        device: Device,
    ) -> Result<Grant, SessionError> {
        let presented = self.tokens.refresh.digests(token).map_err(invalid)?;
        let (next_token, next) = self.tokens.refresh.next(token).map_err(invalid)?;
        let now = self.clock.now();
        let lifetime = self.lifetime;
        let outcome = self
            .store
            .write(move |work| {
                rotate(work, presented, next, now, |session| {
                    session.renew(device.clone(), lifetime, now);
                })
            })
            .await?;
        match outcome {
            Outcome::Renewed(session) => self.grant(&session, next_token, now),
            Outcome::Reused(session) => {
                self.callers.forget(session.user_id);
                let event = Event::by_stranger(Act::RefreshReused, Some(session.user_id));
                self.audit.record(&event.of_session(session.id));
                Err(SessionError::RefreshReused)
            }
            Outcome::Invalid => Err(SessionError::RefreshInvalid),
        }
    }

    /// The tokens of a session at the instant `now`. An access token does not outlive its session.
    pub(super) fn grant(
        &self,
        session: &Session,
        refresh: RefreshToken,
        now: Timestamp,
    ) -> Result<Grant, SessionError> {
        let subject = Subject {
            user: session.user_id,
            session: session.id,
        };
        let refresh_expires_in = session.seconds_left(now);
        Ok(Grant {
            access: self.tokens.access.issue(subject, now, refresh_expires_in)?,
            refresh,
            refresh_expires_in,
        })
    }
}

/// Puts the next token in the place of the one presented, and lets `renew` renew its session.
/// That a session has ended must be kept, so it is no error here.
fn rotate(
    work: &mut dyn UnitOfWork,
    presented: TokenDigests,
    next: TokenDigests,
    now: Timestamp,
    renew: impl FnOnce(&mut Session),
) -> Result<Outcome, SessionError> {
    let Some(KeptSession { mut session, token }) =
        work.sessions().find_family(&presented.family)?
    else {
        return Ok(Outcome::Invalid);
    };
    let user = work.users().find(session.user_id)?;
    let is_active = user.is_some_and(|user| user.is_active);
    if !is_active || session.is_over(now) {
        return Ok(Outcome::Invalid);
    }
    if token == presented.own {
        renew(&mut session);
        if work.sessions().rotate(&session, &token, &next.own)? {
            return Ok(Outcome::Renewed(session));
        }
    }
    // It was used before, be it a moment ago; or the session has ended meanwhile.
    let ended = work.sessions().remove(session.user_id, session.id)?;
    Ok(if ended {
        Outcome::Reused(session)
    } else {
        Outcome::Invalid
    })
}

/// What is no refresh token at all, or cannot be made.
fn invalid(error: TokenError) -> SessionError {
    match error {
        TokenError::Invalid | TokenError::Expired => SessionError::RefreshInvalid,
        failed @ TokenError::Failed(_) => SessionError::Token(failed),
    }
}
