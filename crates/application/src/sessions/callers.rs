//! Callers who were found a moment ago, so that not every request has to ask the database who makes
//! it.
//!
//! Whatever ends sessions or changes users through the services of this process is seen at once:
//! they are forgotten when it is done. What other processes do is seen when a caller is looked for
//! the next time, [`Callers::LIFETIME`] later at most.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use docket_domain::{SessionId, Timestamp, User, UserId};

use super::Caller;
use crate::ports::tokens::Subject;

/// Callers who were found a moment ago. Clones are the same.
#[derive(Clone)]
pub struct Callers(Arc<[Mutex<Shard>; SHARDS]>);

/// Into how many parts they are divided, so that threads seldom wait for each other. All sessions
/// of a user are in one.
const SHARDS: usize = 16;

/// How many sessions a part has at most; then it begins anew.
const MOST: usize = 1024;

#[derive(Default)]
struct Shard {
    found: HashMap<SessionId, Found>,
    /// How often anybody in this part was forgotten.
    forgotten: u64,
}

struct Found {
    user: Arc<User>,
    at: Timestamp,
}

/// Nobody was found: who is looked for in the database may be remembered with this, unless they
/// were forgotten meanwhile.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ticket {
    forgotten: u64,
    at: Timestamp,
}

impl Callers {
    /// For how many seconds a caller is remembered.
    pub const LIFETIME: i64 = 4;

    /// Nobody.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::default())
    }

    /// The caller with this token, if they were found a moment before `now`.
    pub(super) fn find(&self, subject: Subject, now: Timestamp) -> Result<Caller, Ticket> {
        let shard = self.shard(subject.user);
        let ticket = Ticket {
            forgotten: shard.forgotten,
            at: now,
        };
        let found = shard.found.get(&subject.session).ok_or(ticket)?;
        // The clock may have been set back meanwhile.
        let is_fresh = found.at <= now && now < found.at.plus_seconds(Self::LIFETIME);
        if is_fresh && found.user.id == subject.user {
            Ok(Caller::new(Arc::clone(&found.user), subject.session))
        } else {
            Err(ticket)
        }
    }

    /// Remembers a caller who was looked for with this ticket.
    pub(super) fn remember(&self, ticket: Ticket, caller: &Caller) {
        let mut shard = self.shard(caller.user_id());
        if shard.forgotten != ticket.forgotten {
            return;
        }
        if shard.found.len() >= MOST {
            shard.found.clear();
        }
        let found = Found {
            user: Arc::clone(caller.user()),
            at: ticket.at,
        };
        shard.found.insert(caller.session_id(), found);
    }

    /// Forgets a user, whose sessions may have ended, or who may have changed. To be called when
    /// that is done, and also if nobody knows whether it was.
    pub(crate) fn forget(&self, user: UserId) {
        let mut shard = self.shard(user);
        shard.forgotten += 1;
        shard.found.retain(|_, found| found.user.id != user);
    }

    fn shard(&self, user: UserId) -> MutexGuard<'_, Shard> {
        // The remainder is less than the number of parts.
        let number = usize::try_from(user.get().unsigned_abs() % SHARDS as u64).unwrap_or(0);
        // Nothing is left half done if a thread panics here.
        self.0[number]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Callers {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use docket_domain::user::NewUser;
    use docket_domain::{Identity, Username};

    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T08:30:00Z".parse().unwrap()
    }

    fn subject(user: i64, session: i64) -> Subject {
        Subject {
            user: UserId::new(user).unwrap(),
            session: SessionId::new(session).unwrap(),
        }
    }

    fn caller(subject: Subject) -> Caller {
        let name = Username::parse("ada").unwrap();
        let identity = Identity::new(Some(name), None).unwrap();
        let user = NewUser::create(identity, now()).stored_as(subject.user);
        Caller::new(user, subject.session)
    }

    fn remember(callers: &Callers, subject: Subject) {
        let ticket = callers.find(subject, now()).unwrap_err();
        callers.remember(ticket, &caller(subject));
    }

    #[test]
    fn a_caller_is_remembered_for_a_while() {
        let callers = Callers::new();
        remember(&callers, subject(7, 1));
        let end = now().plus_seconds(Callers::LIFETIME);
        assert!(callers.find(subject(7, 1), now()).is_ok());
        assert!(callers.find(subject(7, 1), end.just_before()).is_ok());
        assert!(callers.find(subject(7, 1), end).is_err());
        assert!(callers.find(subject(7, 1), now().just_before()).is_err());
        assert!(callers.find(subject(7, 2), now()).is_err());
    }

    #[test]
    fn a_session_of_someone_else_is_not_theirs() {
        let callers = Callers::new();
        remember(&callers, subject(7, 1));
        // This one is looked for in the same part.
        assert!(callers.find(subject(7 + 16, 1), now()).is_err());
    }

    #[test]
    fn who_is_forgotten_is_forgotten_in_all_of_their_sessions_and_nobody_else_is() {
        let callers = Callers::new();
        for known in [
            subject(7, 1),
            subject(7, 2),
            subject(7 + 16, 3),
            subject(8, 4),
        ] {
            remember(&callers, known);
        }
        callers.forget(UserId::new(7).unwrap());
        assert!(callers.find(subject(7, 1), now()).is_err());
        assert!(callers.find(subject(7, 2), now()).is_err());
        assert!(callers.find(subject(7 + 16, 3), now()).is_ok());
        assert!(callers.find(subject(8, 4), now()).is_ok());
    }

    #[test]
    fn who_was_forgotten_while_they_were_looked_for_is_not_remembered() {
        let callers = Callers::new();
        let ticket = callers.find(subject(7, 1), now()).unwrap_err();
        callers.forget(UserId::new(7).unwrap());
        callers.remember(ticket, &caller(subject(7, 1)));
        assert!(callers.find(subject(7, 1), now()).is_err());
    }

    #[test]
    fn however_many_sessions_there_are_no_more_are_remembered_than_there_is_room_for() {
        let callers = Callers::new();
        for session in 1..20_000 {
            remember(&callers, subject(7, session));
            assert!(callers.find(subject(7, session), now()).is_ok());
        }
        assert!(callers.shard(UserId::new(7).unwrap()).found.len() <= MOST);
    }
}
