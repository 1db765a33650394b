//! What every store must do with sessions: keep them, find them, and list them.

pub(super) mod races;
pub(super) mod removal;
pub(super) mod renewal;

use std::net::IpAddr;

use docket_application::ports::store::Store;
use docket_application::ports::tokens::{SecretDigest, TokenDigests};
use docket_domain::session::NewSession;
use docket_domain::{Device, Session, Timestamp, User, UserAgent};

use super::work::{
    add_session, add_user, begin_session, commit, find_family, find_session_user, sessions_at,
    sessions_of, write,
};
use crate::fixtures::{self, instant, new_session, session_id, unique_digest, unique_digests};

list_cases!("sessions":
    a_session_is_found_by_the_family_of_its_tokens,
    an_instant_of_a_session_is_kept_to_the_microsecond,
    where_a_session_is_used_comes_back_as_it_went_in,
    every_byte_of_a_digest_is_kept_and_compared,
    the_user_of_a_session_is_found_until_it_is_over,
    the_user_of_a_session_is_found_as_stored_now,
    a_session_that_is_not_there_is_nobodys,
    sessions_are_listed_with_the_last_used_first,
    sessions_of_others_and_sessions_that_are_over_are_not_listed,
    a_unit_sees_the_sessions_that_it_wrote,
    nobody_has_a_session_who_is_not_there,
    the_id_of_a_session_is_not_given_again,
);

fn a_session_is_found_by_the_family_of_its_tokens(store: &Store) {
    let [user, other] = [(); 2].map(|()| add_user(store).id);
    let (session, digests) = begin_session(store, user);
    let (_, of_other) = begin_session(store, other);
    assert_eq!(session, new_session(user).stored_as(session.id));
    let found = find_family(store, digests.family).expect("it is there");
    assert_eq!((&found.session, found.token), (&session, digests.own));
    assert_eq!(sessions_of(store, user), [session]);
    assert_eq!(find_family(store, digests.own), None);
    assert_eq!(find_family(store, unique_digest()), None);
    let found = find_family(store, of_other.family).expect("it is there");
    assert_eq!(found.session.user_id, other);
}

fn an_instant_of_a_session_is_kept_to_the_microsecond(store: &Store) {
    let user = add_user(store).id;
    let instants = [
        "1969-12-31T23:59:59.999999Z",
        "2026-11-20T08:30:00.000001Z",
        "2026-11-20T08:30:00.000002Z",
        "9999-12-30T21:59:59.999999Z",
    ];
    let [created_at, last_used_at, expires_at, ends_at] = instants.map(fixtures::at);
    let bounded = NewSession {
        created_at: Timestamp::MIN,
        last_used_at: Timestamp::MIN,
        expires_at: Timestamp::MAX,
        ends_at: Timestamp::MAX,
        ..new_session(user)
    };
    let exact = NewSession {
        created_at,
        last_used_at,
        expires_at,
        ends_at,
        ..new_session(user)
    };
    for session in [bounded, exact] {
        let digests = unique_digests();
        let added = add_session(store, session.clone(), digests);
        let found = find_family(store, digests.family).expect("it is there");
        assert_eq!(found.session, session.stored_as(added.id));
    }
}

fn where_a_session_is_used_comes_back_as_it_went_in(store: &Store) {
    let user = add_user(store).id;
    let longest = "\u{1f980}".repeat(UserAgent::MAX_CHARACTERS);
    let agents = [
        None,
        Some("x"),
        Some("Mozilla/5.0 (X11; Linux x86_64)   three blanks"),
        Some("d\u{e9}j\u{e0} vu \u{1f980}\u{200d}\u{1f525} \u{202e}txet"),
        Some("quoted ' \" ` \\ % _ ; -- \\0 $1 ?"),
        Some(longest.as_str()),
    ];
    let addresses = [
        "0.0.0.0",
        "127.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "2001:db8::8a2e:370:7334",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        // That is no 192.0.2.1.
        "::ffff:192.0.2.1",
    ];
    let addresses = addresses.map(|raw| raw.parse::<IpAddr>().expect("a good address"));
    let with_agent = agents.map(|agent| Device {
        user_agent: agent.and_then(UserAgent::of),
        address: None,
    });
    let with_address = addresses.map(|address| Device {
        user_agent: UserAgent::of("curl/8.1"),
        address: Some(address),
    });
    for device in with_agent.into_iter().chain(with_address) {
        let new = NewSession {
            device: device.clone(),
            ..new_session(user)
        };
        let digests = unique_digests();
        add_session(store, new, digests);
        let found = find_family(store, digests.family).expect("it is there");
        assert_eq!(found.session.device, device);
    }
}

fn every_byte_of_a_digest_is_kept_and_compared(store: &Store) {
    let user = add_user(store).id;
    let own = unique_digest();
    let families = (0..32_usize).map(|at| {
        let SecretDigest(mut bytes) = unique_digest();
        bytes[at] ^= 0b0101_0101;
        SecretDigest(bytes)
    });
    let added: Vec<(SecretDigest, Session)> = families
        .map(|family| {
            let digests = TokenDigests { family, own };
            (family, add_session(store, new_session(user), digests))
        })
        .collect();
    for (family, session) in added {
        let found = find_family(store, family).expect("it is there");
        assert_eq!((&found.session, found.token), (&session, own));
        for at in [0, 15, 31] {
            let SecretDigest(mut bytes) = family;
            bytes[at] ^= 0b1000_0000;
            assert_eq!(find_family(store, SecretDigest(bytes)), None);
        }
    }
}

fn the_user_of_a_session_is_found_until_it_is_over(store: &Store) {
    let user = add_user(store);
    let (session, digests) = begin_session(store, user.id);
    let over = session.expires_at;
    for (now, is_found) in [
        (Timestamp::MIN, true),
        (instant(), true),
        (over.just_before(), true),
        (over, false),
        (over.plus_seconds(1), false),
        (Timestamp::MAX, false),
    ] {
        let found = find_session_user(store, session.id, now);
        assert_eq!(found, Some(user.clone()).filter(|_| is_found), "at {now}");
    }
    // It is there until it is removed, for whoever has to know that it is over.
    let found = find_family(store, digests.family).expect("it is there");
    assert_eq!(found.session, session);
}

fn the_user_of_a_session_is_found_as_stored_now(store: &Store) {
    let user = add_user(store);
    let (session, _) = begin_session(store, user.id);
    let disabled = User {
        identity: fixtures::identity(&fixtures::unique("new")),
        is_active: false,
        ..user
    };
    let update = disabled.clone();
    assert!(commit(store, move |work| work.users().update(&update)));
    // Whether they may do anything is for the use case to say.
    let found = find_session_user(store, session.id, instant());
    assert_eq!(found, Some(disabled));
}

fn a_session_that_is_not_there_is_nobodys(store: &Store) {
    let user = add_user(store).id;
    begin_session(store, user);
    let gone = session_id(i64::MAX);
    assert_eq!(find_session_user(store, gone, instant()), None);
    assert!(!commit(store, move |work| work
        .sessions()
        .remove(user, gone)));
    assert_eq!(sessions_of(store, fixtures::user_id(i64::MAX)), []);
}

/// A session that was used so many seconds after it began.
fn used_after(store: &Store, new: NewSession, seconds: i64) -> Session {
    let session = NewSession {
        last_used_at: new.created_at.plus_seconds(seconds),
        ..new
    };
    add_session(store, session, unique_digests())
}

fn sessions_are_listed_with_the_last_used_first(store: &Store) {
    let user = add_user(store).id;
    let sessions = [7, 0, 9, 7, -3, 9].map(|seconds| used_after(store, new_session(user), seconds));
    let expected = [5, 2, 3, 0, 1, 4].map(|at| sessions[at].clone());
    assert_eq!(sessions_of(store, user), expected);
}

fn sessions_of_others_and_sessions_that_are_over_are_not_listed(store: &Store) {
    let [user, other] = [(); 2].map(|()| add_user(store).id);
    let (long, _) = begin_session(store, user);
    let now = instant().plus_seconds(60);
    let short = NewSession {
        expires_at: now,
        ..new_session(user)
    };
    let short = add_session(store, short, unique_digests());
    let (foreign, _) = begin_session(store, other);
    let before = sessions_at(store, user, now.just_before());
    assert_eq!(before, [short, long.clone()]);
    assert_eq!(sessions_at(store, user, now), std::slice::from_ref(&long));
    assert_eq!(sessions_at(store, other, now), [foreign]);
    assert_eq!(sessions_at(store, user, long.expires_at), []);
}

fn a_unit_sees_the_sessions_that_it_wrote(store: &Store) {
    let user = add_user(store);
    commit(store, move |work| {
        let digests = unique_digests();
        let mut session = work.sessions().add(new_session(user.id), &digests)?;
        let owner = work.sessions().find_user(session.id, instant())?;
        assert_eq!(owner.as_ref(), Some(&user));
        let later = instant().plus_seconds(60);
        let lifetime = fixtures::session_lifetime();
        session.renew(fixtures::device("curl/8.1"), lifetime, later);
        let next = unique_digest();
        assert!(work.sessions().rotate(&session, &digests.own, &next)?);
        let found = work.sessions().find_family(&digests.family)?;
        let found = found.map(|found| (found.session, found.token));
        assert_eq!(found, Some((session.clone(), next)));
        assert_eq!(work.sessions().list(user.id, later)?, [session.clone()]);
        assert!(work.sessions().remove(user.id, session.id)?);
        assert_eq!(work.sessions().list(user.id, later)?, []);
        Ok(())
    });
}

fn nobody_has_a_session_who_is_not_there(store: &Store) {
    let user = add_user(store).id;
    assert!(commit(store, move |work| work.users().remove(user)));
    for user in [user, fixtures::user_id(i64::MAX)] {
        let digests = unique_digests();
        let outcome = write(store, move |work| {
            work.sessions().add(new_session(user), &digests)
        });
        assert!(outcome.is_err(), "{outcome:?}");
        assert_eq!(find_family(store, digests.family), None);
    }
    // It harms no later unit.
    let user = add_user(store).id;
    let (session, _) = begin_session(store, user);
    assert_eq!(sessions_of(store, user), [session]);
}

fn the_id_of_a_session_is_not_given_again(store: &Store) {
    let user = add_user(store).id;
    let first = begin_session(store, user).0.id;
    assert!(commit(store, move |work| work
        .sessions()
        .remove(user, first)));
    let second = begin_session(store, user).0.id;
    assert!(second > first, "{first} was given again, as {second}");
    assert!(commit(store, move |work| work.users().remove(user)));
    let third = begin_session(store, add_user(store).id).0.id;
    assert!(third > second, "{second} was given again, as {third}");
    // Neither is it within one unit.
    let user = add_user(store).id;
    let (fourth, fifth) = commit(store, move |work| {
        let [one, other] = [(); 2].map(|()| unique_digests());
        let fourth = work.sessions().add(new_session(user), &one)?.id;
        work.sessions().remove_all(user, None)?;
        Ok((fourth, work.sessions().add(new_session(user), &other)?.id))
    });
    assert!(fifth > fourth, "{fourth} was given again, as {fifth}");
}
