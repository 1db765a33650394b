//! Sessions: how long one goes on after logging in, and from where.

mod user_agent;

pub use user_agent::UserAgent;

use std::net::IpAddr;

use crate::id::{SessionId, UserId};
use crate::time::Timestamp;

/// What begins with logging in and ends with logging out, with being ended, or with time.
///
/// The id is given by whoever stores the session: one that was started but not yet stored is a
/// [`NewSession`]. Tokens are no part of it.
///
/// ```
/// use docket_domain::session::{Device, NewSession, SessionLifetime};
/// use docket_domain::{Timestamp, UserId};
///
/// let now: Timestamp = "2026-11-20T08:30:00Z".parse()?;
/// let lifetime = SessionLifetime { idle: 600, absolute: 3600 };
/// let session = NewSession::start(UserId::new(1)?, Device::default(), lifetime, now);
/// assert!(!session.is_over(now.plus_seconds(599)));
/// assert!(session.is_over(now.plus_seconds(600)));
/// # Ok::<(), docket_domain::Violation>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session<Id = SessionId> {
    /// Which session it is.
    pub id: Id,
    /// Whose it is.
    pub user_id: UserId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last renewed: at first, when it began.
    pub last_used_at: Timestamp,
    /// From when on it is over unless it is renewed before; never later than [`Self::ends_at`].
    pub expires_at: Timestamp,
    /// From when on it is over however often it was renewed.
    pub ends_at: Timestamp,
    /// From where it was last renewed.
    pub device: Device,
}

/// A session that has no id yet.
pub type NewSession = Session<()>;

/// From where a session is used, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    /// Which program it is, in its own words.
    pub user_agent: Option<UserAgent>,
    /// Its address.
    pub address: Option<IpAddr>,
}

/// How long sessions go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLifetime {
    /// For how many seconds without being renewed.
    pub idle: u32,
    /// For how many seconds in all.
    pub absolute: u32,
}

impl Default for SessionLifetime {
    /// 30 days without being renewed, and 180 in all.
    fn default() -> Self {
        const DAY: u32 = 24 * 60 * 60;
        Self {
            idle: 30 * DAY,
            absolute: 180 * DAY,
        }
    }
}

impl NewSession {
    /// A session of `user` that begins at the instant `now`.
    #[must_use]
    pub fn start(user: UserId, device: Device, lifetime: SessionLifetime, now: Timestamp) -> Self {
        let ends_at = now.plus_seconds(lifetime.absolute.into());
        Self {
            id: (),
            user_id: user,
            created_at: now,
            last_used_at: now,
            expires_at: now.plus_seconds(lifetime.idle.into()).min(ends_at),
            ends_at,
            device,
        }
    }

    /// The session, once stored under `id`.
    #[must_use]
    pub fn stored_as(self, id: SessionId) -> Session {
        let Self {
            id: (),
            user_id,
            created_at,
            last_used_at,
            expires_at,
            ends_at,
            device,
        } = self;
        Session {
            id,
            user_id,
            created_at,
            last_used_at,
            expires_at,
            ends_at,
            device,
        }
    }
}

impl<Id> Session<Id> {
    /// Whether it is over at the instant `now`.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at <= now
    }

    /// For how many whole seconds it goes on from `now` without being renewed; 0 if it is over.
    #[must_use]
    pub fn seconds_left(&self, now: Timestamp) -> u32 {
        let left = self.expires_at.as_microseconds() - now.as_microseconds();
        u32::try_from(left.max(0) / 1_000_000).unwrap_or(u32::MAX)
    }

    /// Notes that it is used from `device` at the instant `now`, and so goes on for as long as
    /// `lifetime` says, but not beyond its end.
    pub fn renew(&mut self, device: Device, lifetime: SessionLifetime, now: Timestamp) {
        // The clock of another instance may be ahead.
        self.last_used_at = now.max(self.last_used_at);
        self.expires_at = now.plus_seconds(lifetime.idle.into()).min(self.ends_at);
        self.device = device;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIME: SessionLifetime = SessionLifetime {
        idle: 10,
        absolute: 15,
    };

    fn begun() -> (NewSession, Timestamp) {
        let now: Timestamp = "2026-11-20T08:30:00Z".parse().unwrap();
        let user = UserId::new(7).unwrap();
        (
            NewSession::start(user, Device::default(), LIFETIME, now),
            now,
        )
    }

    #[test]
    fn a_session_that_is_not_renewed_is_over_after_its_idle_lifetime() {
        let (session, now) = begun();
        assert!(!session.is_over(now.plus_seconds(10).just_before()));
        assert!(session.is_over(now.plus_seconds(10)));
        assert_eq!(session.seconds_left(now), 10);
        assert_eq!(session.seconds_left(now.plus_seconds(11)), 0);
    }

    #[test]
    fn a_session_that_is_renewed_is_over_after_its_absolute_lifetime() {
        let (mut session, now) = begun();
        let later = now.plus_seconds(9);
        session.renew(Device::default(), LIFETIME, later);
        assert_eq!(session.last_used_at, later);
        assert!(!session.is_over(now.plus_seconds(15).just_before()));
        assert!(session.is_over(now.plus_seconds(15)));
        assert_eq!(session.seconds_left(later), 6);
    }

    #[test]
    fn a_lifetime_in_all_that_is_the_shorter_one_holds_from_the_beginning() {
        let (_, now) = begun();
        let lifetime = SessionLifetime {
            idle: 10,
            absolute: 3,
        };
        let user = UserId::new(7).unwrap();
        let session = NewSession::start(user, Device::default(), lifetime, now);
        assert!(session.is_over(now.plus_seconds(3)));
    }
}
