//! What every store must do with sessions that are renewed.

use docket_application::ports::sessions::KeptSession;
use docket_application::ports::store::Store;
use docket_application::ports::tokens::SecretDigest;
use docket_domain::{Device, Session};

use crate::fixtures::{self, device, instant, session_id, unique_digest};
use crate::suite::work::{
    add_user, begin_session, commit, find_family, find_session_user, sessions_of,
};

list_cases!("sessions":
    a_renewed_session_is_kept_with_its_next_token,
    a_session_is_renewed_only_while_its_token_is_the_present_one,
    a_session_that_was_removed_is_not_renewed,
    a_renewal_changes_no_other_session,
);

fn rotate(store: &Store, session: &Session, present: SecretDigest, next: SecretDigest) -> bool {
    let session = session.clone();
    commit(store, move |work| {
        work.users().find(session.user_id)?;
        work.sessions().rotate(&session, &present, &next)
    })
}

/// The session, renewed from `device` after so many seconds.
fn renewed(session: &Session, device: Device, seconds: i64) -> Session {
    let mut session = session.clone();
    let now = instant().plus_seconds(seconds);
    session.renew(device, fixtures::session_lifetime(), now);
    session
}

fn a_renewed_session_is_kept_with_its_next_token(store: &Store) {
    let user = add_user(store);
    let (session, digests) = begin_session(store, user.id);
    let mut present = digests.own;
    let here = Device {
        address: "2001:db8::1".parse().ok(),
        ..device("curl/8.1")
    };
    // The last one takes away what was known of the device, and reaches the end.
    for (from, seconds) in [
        (here, 60),
        (device("other"), 61),
        (Device::default(), 86_000),
    ] {
        let (session, token) = (renewed(&session, from, seconds), unique_digest());
        assert!(rotate(store, &session, present, token));
        let found = find_family(store, digests.family);
        let expected = KeptSession {
            session: session.clone(),
            token,
        };
        assert_eq!(found, Some(expected));
        assert_eq!(sessions_of(store, user.id), std::slice::from_ref(&session));
        let over = session.expires_at;
        for (now, is_found) in [(over.just_before(), true), (over, false)] {
            let found = find_session_user(store, session.id, now);
            assert_eq!(found.is_some(), is_found, "at {now}");
        }
        present = token;
    }
}

fn a_session_is_renewed_only_while_its_token_is_the_present_one(store: &Store) {
    let user = add_user(store).id;
    let (session, digests) = begin_session(store, user);
    let (second, third) = (unique_digest(), unique_digest());
    let after = renewed(&session, device("first"), 60);
    assert!(rotate(store, &after, digests.own, second));
    let late = renewed(&session, device("second"), 120);
    for not_present in [digests.own, digests.family, third, unique_digest()] {
        assert!(!rotate(store, &late, not_present, third));
    }
    let found = find_family(store, digests.family).expect("it is there");
    assert_eq!((found.session, found.token), (after, second));
}

fn a_session_that_was_removed_is_not_renewed(store: &Store) {
    let user = add_user(store).id;
    let (session, digests) = begin_session(store, user);
    let id = session.id;
    assert!(commit(store, move |work| work.sessions().remove(user, id)));
    let late = renewed(&session, device("late"), 60);
    assert!(!rotate(store, &late, digests.own, unique_digest()));
    let never = Session {
        id: session_id(i64::MAX),
        ..late
    };
    assert!(!rotate(store, &never, digests.own, unique_digest()));
    assert_eq!(find_family(store, digests.family), None);
    assert_eq!(sessions_of(store, user), []);
}

fn a_renewal_changes_no_other_session(store: &Store) {
    let [user, other] = [(); 2].map(|()| add_user(store).id);
    let (session, digests) = begin_session(store, user);
    let (sibling, of_sibling) = begin_session(store, user);
    let (foreign, of_foreign) = begin_session(store, other);
    let after = renewed(&session, device("curl/8.1"), 60);
    assert!(rotate(store, &after, digests.own, unique_digest()));
    for (untouched, digests) in [(sibling, of_sibling), (foreign, of_foreign)] {
        let found = find_family(store, digests.family).expect("it is there");
        assert_eq!((found.session, found.token), (untouched, digests.own));
    }
}
