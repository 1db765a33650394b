//! What every store must do with sessions that end.

use docket_application::ports::store::Store;
use docket_domain::session::NewSession;
use docket_domain::{SessionId, Timestamp, UserId};

use crate::fixtures::{at, instant, new_session, session_id, unique_digests};
use crate::suite::work::{
    add_session, add_user, begin_session, commit, find_family, find_session_user, sessions_of,
};

list_cases!("sessions":
    a_session_is_removed_once_and_by_its_user_alone,
    all_sessions_of_a_user_are_removed_but_the_one_kept,
    a_session_that_is_over_is_removed_like_any_other,
    sessions_go_with_their_user,
    sessions_that_are_over_are_removed_in_batches,
    sessions_that_have_been_over_for_longest_are_removed_first,
);

fn remove(store: &Store, user: UserId, id: SessionId) -> bool {
    commit(store, move |work| {
        work.users().find(user)?;
        work.sessions().remove(user, id)
    })
}

fn remove_all(store: &Store, user: UserId, kept: Option<SessionId>) -> usize {
    commit(store, move |work| {
        work.users().find(user)?;
        work.sessions().remove_all(user, kept)
    })
}

fn remove_expired(store: &Store, now: Timestamp, limit: u16) -> usize {
    commit(store, move |work| {
        work.sessions().remove_expired(now, limit)
    })
}

fn a_session_is_removed_once_and_by_its_user_alone(store: &Store) {
    let [user, other] = [(); 2].map(|()| add_user(store).id);
    let (session, digests) = begin_session(store, user);
    let (sibling, _) = begin_session(store, user);
    assert!(!remove(store, other, session.id));
    assert_eq!(sessions_of(store, user), [sibling.clone(), session.clone()]);
    assert!(remove(store, user, session.id));
    assert!(!remove(store, user, session.id));
    assert_eq!(sessions_of(store, user), [sibling]);
    assert_eq!(find_family(store, digests.family), None);
    assert_eq!(find_session_user(store, session.id, instant()), None);
}

fn all_sessions_of_a_user_are_removed_but_the_one_kept(store: &Store) {
    let [user, other] = [(); 2].map(|()| add_user(store).id);
    let own = [(); 4].map(|()| begin_session(store, user).0);
    let (foreign, _) = begin_session(store, other);
    assert_eq!(remove_all(store, user, Some(own[1].id)), 3);
    assert_eq!(sessions_of(store, user), [own[1].clone()]);
    assert_eq!(remove_all(store, user, Some(own[1].id)), 0);
    // One that is another's, or nobody's, keeps none.
    begin_session(store, user);
    assert_eq!(remove_all(store, user, Some(foreign.id)), 2);
    begin_session(store, user);
    assert_eq!(remove_all(store, user, Some(session_id(i64::MAX))), 1);
    let last = [(); 2].map(|()| begin_session(store, user).0.id);
    assert_eq!(remove_all(store, user, None), 2);
    assert_eq!(remove_all(store, user, None), 0);
    for id in last {
        assert_eq!(find_session_user(store, id, instant()), None);
    }
    assert_eq!(sessions_of(store, user), []);
    assert_eq!(sessions_of(store, other), [foreign]);
}

fn a_session_that_is_over_is_removed_like_any_other(store: &Store) {
    let user = add_user(store).id;
    let [one, other] = [(); 2].map(|()| {
        let session = NewSession {
            expires_at: instant(),
            ..new_session(user)
        };
        add_session(store, session, unique_digests()).id
    });
    assert_eq!(sessions_of(store, user), []);
    assert!(remove(store, user, one));
    assert_eq!(remove_all(store, user, Some(other)), 0);
    assert_eq!(remove_all(store, user, None), 1);
}

fn sessions_go_with_their_user(store: &Store) {
    let [leaving, staying] = [(); 2].map(|()| add_user(store).id);
    let lost = [(); 3].map(|()| begin_session(store, leaving));
    let (kept, digests) = begin_session(store, staying);
    assert!(commit(store, move |work| work.users().remove(leaving)));
    for (session, digests) in lost {
        assert_eq!(find_session_user(store, session.id, instant()), None);
        assert_eq!(find_family(store, digests.family), None);
    }
    assert_eq!(sessions_of(store, leaving), []);
    assert_eq!(sessions_of(store, staying), [kept]);
    assert!(find_family(store, digests.family).is_some());
}

/// A session that is over from `expires_at` on: so long ago that no other case has one that was
/// over before.
fn over_from(store: &Store, user: UserId, expires_at: Timestamp) -> SessionId {
    let session = NewSession {
        created_at: Timestamp::MIN,
        last_used_at: Timestamp::MIN,
        expires_at,
        ..new_session(user)
    };
    add_session(store, session, unique_digests()).id
}

/// Those of these sessions that are still there.
fn left(store: &Store, ids: &[SessionId]) -> Vec<SessionId> {
    let mut left = ids.to_vec();
    left.retain(|id| find_session_user(store, *id, Timestamp::MIN).is_some());
    left
}

fn sessions_that_are_over_are_removed_in_batches(store: &Store) {
    let user = add_user(store).id;
    let (first, last) = (at("0001-01-01T00:00:00Z"), at("0001-01-02T00:00:00Z"));
    let old = [(); 5].map(|()| over_from(store, user, first));
    let young = over_from(store, user, last);
    assert_eq!(remove_expired(store, first.just_before(), 2), 0);
    assert_eq!(remove_expired(store, first, 0), 0);
    let before = last.just_before();
    assert_eq!(
        [(); 4].map(|()| remove_expired(store, before, 2)),
        [2, 2, 1, 0]
    );
    assert_eq!(left(store, &old), []);
    assert_eq!(left(store, &[young]), [young]);
    assert_eq!(remove_expired(store, last, 2), 1);
    assert_eq!(left(store, &[young]), []);
}

fn sessions_that_have_been_over_for_longest_are_removed_first(store: &Store) {
    let user = add_user(store).id;
    let first = at("0001-01-01T00:00:00Z");
    let over = [4, 2, 0, 3, 1].map(|day| {
        let expires_at = first.plus_seconds(day * 86_400);
        over_from(store, user, expires_at)
    });
    let now = first.plus_seconds(3 * 86_400);
    assert_eq!(remove_expired(store, now, 3), 3);
    assert_eq!(left(store, &over), [over[0], over[3]]);
    assert_eq!(remove_expired(store, now, 3), 1);
    assert_eq!(left(store, &over), [over[0]]);
    assert_eq!(remove_expired(store, first.plus_seconds(4 * 86_400), 3), 1);
}
