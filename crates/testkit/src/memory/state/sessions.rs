//! The sessions, in the order of their ids.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use docket_application::ports::sessions::{KeptSession, SessionRepository};
use docket_application::ports::store::StoreError;
use docket_application::ports::tokens::{SecretDigest, TokenDigests};
use docket_domain::session::NewSession;
use docket_domain::{Session, SessionId, Timestamp, User, UserId};

use super::State;

/// Sessions by id, and the last id that was given.
#[derive(Clone, Default)]
pub(super) struct Sessions {
    kept: BTreeMap<SessionId, Kept>,
    last: i64,
}

#[derive(Clone)]
struct Kept {
    session: Session,
    digests: TokenDigests,
}

impl Sessions {
    /// Removes those that `is_unwanted`, and says how many there were.
    fn remove_where(&mut self, is_unwanted: impl Fn(&Session) -> bool) -> usize {
        let before = self.kept.len();
        self.kept.retain(|_, kept| !is_unwanted(&kept.session));
        before - self.kept.len()
    }

    /// Removes all of a user's.
    pub(super) fn remove_of(&mut self, user: UserId) {
        self.remove_where(|session| session.user_id == user);
    }
}

impl SessionRepository for State {
    fn add(&mut self, session: NewSession, digests: &TokenDigests) -> Result<Session, StoreError> {
        if !self.users.contains_key(&session.user_id) {
            return Err(StoreError::Failed("the user is not there".into()));
        }
        self.sessions.last += 1;
        let id = SessionId::new(self.sessions.last).expect("counted from 1");
        let session = session.stored_as(id);
        let kept = Kept {
            session: session.clone(),
            digests: *digests,
        };
        self.sessions.kept.insert(id, kept);
        Ok(session)
    }

    fn find_user(&mut self, id: SessionId, now: Timestamp) -> Result<Option<User>, StoreError> {
        let session = self.sessions.kept.get(&id).map(|kept| &kept.session);
        Ok(session
            .filter(|session| !session.is_over(now))
            .and_then(|session| self.users.get(&session.user_id))
            .map(|found| found.user.clone()))
    }

    fn find_family(&mut self, family: &SecretDigest) -> Result<Option<KeptSession>, StoreError> {
        let mut sessions = self.sessions.kept.values();
        let found = sessions.find(|kept| kept.digests.family == *family);
        Ok(found.map(|kept| KeptSession {
            session: kept.session.clone(),
            token: kept.digests.own,
        }))
    }

    fn list(&mut self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let sessions = self.sessions.kept.values().map(|kept| &kept.session);
        let mut sessions: Vec<Session> = sessions
            .filter(|session| session.user_id == user && !session.is_over(now))
            .cloned()
            .collect();
        sessions.sort_by_key(|session| Reverse((session.last_used_at, session.id)));
        Ok(sessions)
    }

    fn rotate(
        &mut self,
        session: &Session,
        present: &SecretDigest,
        next: &SecretDigest,
    ) -> Result<bool, StoreError> {
        match self.sessions.kept.get_mut(&session.id) {
            Some(kept) if kept.digests.own == *present => {
                kept.session = session.clone();
                kept.digests.own = *next;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn remove(&mut self, user: UserId, id: SessionId) -> Result<bool, StoreError> {
        let removed = self
            .sessions
            .remove_where(|session| session.id == id && session.user_id == user);
        Ok(removed > 0)
    }

    fn remove_all(&mut self, user: UserId, kept: Option<SessionId>) -> Result<usize, StoreError> {
        Ok(self
            .sessions
            .remove_where(|session| session.user_id == user && Some(session.id) != kept))
    }

    fn remove_expired(&mut self, now: Timestamp, limit: u16) -> Result<usize, StoreError> {
        let sessions = self.sessions.kept.values().map(|kept| &kept.session);
        let mut over: Vec<(Timestamp, SessionId)> = sessions
            .filter(|session| session.is_over(now))
            .map(|session| (session.expires_at, session.id))
            .collect();
        // The oldest first.
        over.sort_unstable();
        over.truncate(limit.into());
        for (_, id) in &over {
            self.sessions.kept.remove(id);
        }
        Ok(over.len())
    }
}
