//! What every store must do with answers to requests that may come again.

use docket_application::ports::idempotency::{Answered, IdempotencyKey};
use docket_application::ports::store::{Store, StoreError, UnitOfWork};
use docket_domain::{Task, Timestamp, UserId};

use super::concurrency::in_threads;
use super::work::{add_user, commit, list, read, write};
use crate::fixtures::{self, at, draft, instant};

list_cases!("answers":
    an_answer_is_kept_byte_for_byte,
    keys_are_compared_exactly,
    an_answer_is_found_until_it_expires,
    an_expired_answer_makes_room_for_another,
    an_answer_is_not_replaced_while_it_is_good,
    an_answer_is_kept_with_the_rest_of_its_unit_or_not_at_all,
    answers_go_with_their_user,
    expired_answers_are_removed_in_batches,
    of_units_under_one_key_only_one_acts,
);

fn key(raw: &str) -> IdempotencyKey {
    IdempotencyKey::parse(raw).expect("the case has a good key")
}

fn answered(answer: &[u8]) -> Answered {
    Answered {
        fingerprint: std::array::from_fn(|at| u8::try_from(at * 8 + 7).unwrap_or(0)),
        answer: answer.to_vec(),
    }
}

/// An hour after [`instant`]: until then answers are kept here unless said otherwise.
fn expiry() -> Timestamp {
    instant().plus_seconds(3600)
}

fn find(store: &Store, user: UserId, raw: &str, now: Timestamp) -> Option<Answered> {
    let key = key(raw);
    read(store, move |work| work.answers().find(user, &key, now))
}

fn add(
    store: &Store,
    user: UserId,
    raw: &str,
    (answer, expires_at): (&[u8], Timestamp),
) -> Result<(), StoreError> {
    let (key, answered) = (key(raw), answered(answer));
    write(store, move |work| {
        work.answers().add(user, &key, &answered, expires_at)
    })
}

fn an_answer_is_kept_byte_for_byte(store: &Store) {
    let user = add_user(store).id;
    let every_byte: Vec<u8> = (0..=255).collect();
    let large = every_byte.repeat(12 * 1024);
    for (raw, answer) in [
        ("empty", &[][..]),
        ("every-byte", &every_byte),
        ("large", &large),
        ("text", "\u{e9} \u{1f980} 'quoted' \\ %".as_bytes()),
    ] {
        assert_eq!(find(store, user, raw, instant()), None);
        add(store, user, raw, (answer, expiry())).expect("the key is free");
        let found = find(store, user, raw, instant());
        assert!(found == Some(answered(answer)), "{raw} came back otherwise");
    }
}

fn keys_are_compared_exactly(store: &Store) {
    let [user, other] = [(); 2].map(|()| add_user(store).id);
    let long = "x".repeat(254);
    let keys = [
        "Key",
        "key",
        "KEY",
        "key'",
        "key\"",
        "key\\",
        "key%",
        "k%",
        "k_y",
        "!",
        "~",
        &format!("{long}a"),
        &format!("{long}b"),
        &long,
    ];
    for raw in keys {
        add(store, user, raw, (raw.as_bytes(), expiry())).expect("the key is free");
    }
    for raw in keys {
        let found = find(store, user, raw, instant());
        assert_eq!(found, Some(answered(raw.as_bytes())));
        assert_eq!(find(store, other, raw, instant()), None, "it is another's");
    }
    add(store, other, "key", (b"of the other", expiry())).expect("a key of their own");
    assert_eq!(find(store, user, "key", instant()), Some(answered(b"key")));
}

fn an_answer_is_found_until_it_expires(store: &Store) {
    let user = add_user(store).id;
    add(store, user, "key", (b"first", expiry())).expect("the key is free");
    for (now, is_found) in [
        (instant(), true),
        (expiry().just_before(), true),
        (expiry(), true),
        (expiry().plus_seconds(1), false),
        (Timestamp::MAX, false),
    ] {
        let found = find(store, user, "key", now);
        assert_eq!(found.is_some(), is_found, "at {now}");
    }
}

fn an_expired_answer_makes_room_for_another(store: &Store) {
    let user = add_user(store).id;
    add(store, user, "key", (b"first", expiry())).expect("the key is free");
    let later = expiry().plus_seconds(1);
    commit(store, move |work| {
        assert_eq!(work.answers().find(user, &key("key"), later)?, None);
        let second = Answered {
            fingerprint: [9; 32],
            answer: b"second".to_vec(),
        };
        let expires_at = later.plus_seconds(3600);
        work.answers().add(user, &key("key"), &second, expires_at)?;
        let found = work.answers().find(user, &key("key"), later)?;
        assert_eq!(found, Some(second));
        Ok(())
    });
    let found = find(store, user, "key", later.plus_seconds(3600));
    assert_eq!(found.map(|found| found.answer), Some(b"second".to_vec()));
}

fn an_answer_is_not_replaced_while_it_is_good(store: &Store) {
    let user = add_user(store).id;
    add(store, user, "key", (b"first", expiry())).expect("the key is free");
    let outcome = add(store, user, "key", (b"second", expiry()));
    assert!(matches!(outcome, Err(StoreError::Stale)), "{outcome:?}");
    let found = find(store, user, "key", instant());
    assert_eq!(found, Some(answered(b"first")));
}

fn an_answer_is_kept_with_the_rest_of_its_unit_or_not_at_all(store: &Store) {
    let user = add_user(store).id;
    let outcome: Result<(), _> = write(store, move |work| {
        act_once(work, user, b"lost")?;
        Err(StoreError::Unavailable(None))
    });
    assert!(outcome.is_err());
    assert_eq!(find(store, user, "key", instant()), None);
    assert_eq!(list(store, user), []);
    let answer = commit(store, move |work| act_once(work, user, b"kept"));
    assert_eq!((answer, list(store, user).len()), (b"kept".to_vec(), 1));
}

/// Adds a task and answers `answer`, unless that was done before: then, what was answered then.
fn act_once(work: &mut dyn UnitOfWork, user: UserId, answer: &[u8]) -> Result<Vec<u8>, StoreError> {
    let key = key("key");
    if let Some(earlier) = work.answers().find(user, &key, instant())? {
        return Ok(earlier.answer);
    }
    work.tasks().add(&fixtures::new_task(user, draft("read")))?;
    let answered = answered(answer);
    work.answers().add(user, &key, &answered, expiry())?;
    Ok(answered.answer)
}

fn answers_go_with_their_user(store: &Store) {
    let [user, other] = [(); 2].map(|()| add_user(store).id);
    for user in [user, other] {
        add(store, user, "key", (b"answer", expiry())).expect("the key is free");
    }
    assert!(commit(store, move |work| work.users().remove(user)));
    assert_eq!(find(store, user, "key", instant()), None);
    assert!(find(store, other, "key", instant()).is_some());
}

fn expired_answers_are_removed_in_batches(store: &Store) {
    let user = add_user(store).id;
    // So long ago that nothing of any other case expired before.
    let (first, last) = (at("0001-01-01T00:00:00Z"), at("0001-01-02T00:00:00Z"));
    for number in 0..5 {
        let raw = format!("key-{number}");
        add(store, user, &raw, (b"old", first)).expect("the key is free");
    }
    add(store, user, "young", (b"young", last)).expect("the key is free");
    let remove = |now| commit(store, move |work| work.answers().remove_expired(now, 2));
    assert_eq!(remove(first), 0, "nothing expired before that");
    assert_eq!([(); 4].map(|()| remove(last)), [2, 2, 1, 0]);
    for number in 0..5 {
        assert_eq!(find(store, user, &format!("key-{number}"), first), None);
    }
    assert_eq!(find(store, user, "young", last), Some(answered(b"young")));
    assert_eq!(remove(last.plus_seconds(1)), 1);
}

fn of_units_under_one_key_only_one_acts(store: &Store) {
    for _ in 0..5 {
        let user = add_user(store).id;
        let answers = in_threads(|number| {
            let own = [u8::try_from(number).expect("few")];
            loop {
                match write(store, move |work| act_once(work, user, &own)) {
                    Ok(answer) => return answer,
                    // Others were faster more often than the store tries again by itself.
                    Err(StoreError::Stale) => {}
                    Err(other) => panic!("a unit did not end: {other:?}"),
                }
            }
        });
        let all: Vec<Task> = list(store, user);
        assert_eq!(all.len(), 1, "more than one acted");
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{answers:?}"
        );
    }
}
