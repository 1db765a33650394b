//! What was answered to requests that may come again.

use std::collections::BTreeMap;

use docket_application::ports::idempotency::{Answered, IdempotencyKey};
use docket_application::ports::store::StoreError;
use docket_domain::{Timestamp, UserId};

use super::State;

/// Answers, by user and key.
#[derive(Clone, Default)]
pub(super) struct Answers(BTreeMap<(UserId, String), Kept>);

#[derive(Clone)]
struct Kept {
    answered: Answered,
    expires_at: Timestamp,
}

impl Answers {
    /// Removes all of a user's.
    pub(super) fn remove_of(&mut self, user: UserId) {
        self.0.retain(|(owner, _), _| *owner != user);
    }
}

impl State {
    /// What is kept under this key. What expired before `now` is removed on the way, so that
    /// another answer can take its place.
    pub(in crate::memory) fn find_answer(
        &mut self,
        user: UserId,
        key: &IdempotencyKey,
        now: Timestamp,
    ) -> Option<Answered> {
        let place = (user, key.as_str().to_owned());
        if self.answers.0.get(&place)?.expires_at < now {
            self.answers.0.remove(&place);
        }
        self.answers.0.get(&place).map(|kept| kept.answered.clone())
    }

    pub(in crate::memory) fn add_answer(
        &mut self,
        user: UserId,
        key: &IdempotencyKey,
        answered: &Answered,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let place = (user, key.as_str().to_owned());
        if self.answers.0.contains_key(&place) {
            return Err(StoreError::Stale);
        }
        let answered = answered.clone();
        let kept = Kept {
            answered,
            expires_at,
        };
        self.answers.0.insert(place, kept);
        Ok(())
    }

    pub(in crate::memory) fn remove_expired_answers(
        &mut self,
        now: Timestamp,
        limit: u16,
    ) -> usize {
        let answers = &mut self.answers.0;
        let mut expired: Vec<_> = answers
            .iter()
            .filter(|(_, kept)| kept.expires_at < now)
            .map(|(place, kept)| (kept.expires_at, place.clone()))
            .collect();
        // The oldest first.
        expired.sort_unstable();
        expired.truncate(limit.into());
        for (_, place) in &expired {
            answers.remove(place);
        }
        expired.len()
    }
}
