//! What every store must do when sessions begin, go on and end at once.

use std::collections::BTreeSet;

use docket_application::ports::store::{Store, StoreError, UnitOfWork};
use docket_domain::{SessionId, UserId};

use crate::fixtures::{
    self, device, instant, new_session, password_hash, unique_digest, unique_digests,
};
use crate::suite::concurrency::{THREADS, in_threads};
use crate::suite::work::{add_user, begin_session, commit, find_family, hash, sessions_of, write};

list_cases!("sessions":
    a_token_is_exchanged_once,
    the_ids_of_sessions_are_distinct,
    a_session_is_ended_once,
    a_session_does_not_go_on_after_it_was_ended,
    no_session_is_left_that_began_with_an_old_password,
    no_session_is_left_of_someone_who_was_disabled,
    no_session_is_left_of_someone_who_has_gone,
);

const ROUNDS: usize = 15;

/// What a unit of work answers in the end, however often others are faster.
fn insist<T: Send + 'static>(
    store: &Store,
    unit: impl FnMut(&mut dyn UnitOfWork) -> Result<T, StoreError> + Clone + Send + 'static,
) -> T {
    loop {
        match write(store, unit.clone()) {
            Ok(answer) => return answer,
            Err(StoreError::Stale) => {}
            Err(other) => panic!("a unit did not end: {other:?}"),
        }
    }
}

/// Begins a session of `user`, if they are there and `may_begin` says so once they are held.
fn begin(
    store: &Store,
    user: UserId,
    may_begin: fn(&mut dyn UnitOfWork, UserId) -> Result<bool, StoreError>,
) -> Option<SessionId> {
    let digests = unique_digests();
    insist(store, move |work| {
        if work.users().find(user)?.is_none() || !may_begin(work, user)? {
            return Ok(None);
        }
        let begun = work.sessions().add(new_session(user), &digests)?;
        Ok(Some(begun.id))
    })
}

fn a_token_is_exchanged_once(store: &Store) {
    let user = add_user(store).id;
    for round in 0..ROUNDS {
        let (_, digests) = begin_session(store, user);
        let next = [(); THREADS].map(|()| unique_digest());
        let outcomes = in_threads(|number| {
            let next = next[number];
            insist(store, move |work| {
                let found = work.sessions().find_family(&digests.family)?;
                let mut session = found.expect("it is there").session;
                work.users().find(session.user_id)?;
                let agent = device(&format!("thread {number}"));
                session.renew(agent, fixtures::session_lifetime(), instant());
                work.sessions().rotate(&session, &digests.own, &next)
            })
        });
        let winners: Vec<usize> = (0..THREADS).filter(|number| outcomes[*number]).collect();
        assert_eq!(winners.len(), 1, "in round {round}: {outcomes:?}");
        let found = find_family(store, digests.family).expect("it is there");
        assert_eq!(found.token, next[winners[0]]);
        let agent = device(&format!("thread {}", winners[0]));
        assert_eq!(found.session.device, agent);
    }
}

fn the_ids_of_sessions_are_distinct(store: &Store) {
    let users = [(); THREADS / 2].map(|()| add_user(store).id);
    let ids = in_threads(|number| {
        let user = users[number % users.len()];
        let begin = |_| begin(store, user, |_, _| Ok(true)).expect("they are there");
        (0..10).map(begin).collect::<Vec<_>>()
    });
    let distinct: BTreeSet<SessionId> = ids.concat().into_iter().collect();
    assert_eq!(distinct.len(), THREADS * 10);
    let listed = users.map(|user| sessions_of(store, user)).concat();
    let listed: BTreeSet<SessionId> = listed.iter().map(|session| session.id).collect();
    assert_eq!(listed, distinct);
}

fn a_session_is_ended_once(store: &Store) {
    let user = add_user(store).id;
    for round in 0..ROUNDS {
        let id = begin_session(store, user).0.id;
        let outcomes = in_threads(|number| {
            insist(store, move |work| {
                work.users().find(user)?;
                if number % 2 == 0 {
                    return work.sessions().remove(user, id);
                }
                Ok(work.sessions().remove_all(user, None)? == 1)
            })
        });
        let ended = outcomes.iter().filter(|ended| **ended).count();
        assert_eq!(ended, 1, "in round {round}");
    }
}

fn a_session_does_not_go_on_after_it_was_ended(store: &Store) {
    let user = add_user(store).id;
    for round in 0..ROUNDS {
        let (session, digests) = begin_session(store, user);
        let id = session.id;
        in_threads(|number| {
            if number == 0 {
                return insist(store, move |work| {
                    work.users().find(user)?;
                    work.sessions().remove(user, id)
                });
            }
            let session = session.clone();
            let next = unique_digest();
            insist(store, move |work| {
                work.users().find(user)?;
                work.sessions().rotate(&session, &digests.own, &next)
            })
        });
        assert_eq!(sessions_of(store, user), [], "in round {round}");
        assert_eq!(find_family(store, digests.family), None);
    }
}

/// One changes the password and ends all sessions, while others log in with the old one.
fn no_session_is_left_that_began_with_an_old_password(store: &Store) {
    for round in 0..ROUNDS {
        let user = add_user(store).id;
        in_threads(|number| {
            if number > 0 {
                begin(store, user, |work, user| {
                    let found = work.users().find_credentials(user)?;
                    let found = found.expect("they are there").password_hash;
                    Ok(found.expose() == hash().expose())
                });
                return;
            }
            let is_changed = insist(store, move |work| {
                work.users().find(user)?;
                let new = password_hash("new");
                let is_changed = work.users().replace_password_hash(user, &hash(), &new)?;
                work.sessions().remove_all(user, None)?;
                Ok(is_changed)
            });
            assert!(is_changed);
        });
        assert_eq!(sessions_of(store, user), [], "in round {round}");
    }
}

/// One disables a user and ends all of their sessions, while they log in.
fn no_session_is_left_of_someone_who_was_disabled(store: &Store) {
    for round in 0..ROUNDS {
        let user = add_user(store).id;
        in_threads(|number| {
            if number > 0 {
                begin(store, user, |work, user| {
                    let found = work.users().find(user)?;
                    Ok(found.expect("they are there").is_active)
                });
                return;
            }
            insist(store, move |work| {
                let mut disabled = work.users().find(user)?.expect("they are there");
                disabled.is_active = false;
                work.users().update(&disabled)?;
                work.sessions().remove_all(user, None)
            });
        });
        assert_eq!(sessions_of(store, user), [], "in round {round}");
    }
}

fn no_session_is_left_of_someone_who_has_gone(store: &Store) {
    for round in 0..ROUNDS {
        let user = add_user(store).id;
        in_threads(|number| {
            if number > 0 {
                begin(store, user, |_, _| Ok(true));
            } else {
                assert!(commit(store, move |work| work.users().remove(user)));
            }
        });
        assert_eq!(sessions_of(store, user), [], "in round {round}");
    }
}
