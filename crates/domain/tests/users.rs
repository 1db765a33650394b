//! Who is found by which words, what an administrator can change, and how sessions go on.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use docket_domain::list::Search;
use docket_domain::session::NewSession;
use docket_domain::user::{AccountChange, NewUser};
use docket_domain::{
    Device, Email, Identity, Role, SessionLifetime, Timestamp, User, UserAgent, UserId, Username,
};
use proptest::option;
use proptest::prelude::*;

fn now() -> Timestamp {
    "2026-01-02T03:04:05.678901Z".parse().unwrap()
}

fn user(name: Option<&str>, address: Option<&str>) -> User {
    let name = name.map(|raw| Username::parse(raw).unwrap());
    let address = address.map(|raw| Email::parse(raw).unwrap());
    let identity = Identity::new(name, address).unwrap();
    NewUser::create(identity, now()).stored_as(UserId::new(7).unwrap())
}

fn is_found(user: &User, words: &str) -> bool {
    user.matches(&Search::parse(words).unwrap())
}

#[test]
fn a_user_is_found_by_words_that_occur_in_either_name_whatever_their_case() {
    let ada = user(Some("Ada_L"), Some("Countess%1@Mail.Example"));
    for found in [
        "",
        "  ",
        "ada",
        "ADA",
        "a_l",
        "countess mail",
        "ada mail.example",
        "s%1@m",
        "d",
    ] {
        assert!(is_found(&ada, found), "{found:?}");
    }
    for not_found in [
        "grace",
        "ada grace",
        "a%l",
        "ada%",
        "countess_1",
        "ada_lcountess",
        "examplead",
        "\u{e4}da",
        "\\",
    ] {
        assert!(!is_found(&ada, not_found), "{not_found:?}");
    }
}

#[test]
fn a_user_without_one_of_the_names_is_found_by_the_other() {
    let by_name = user(Some("ada"), None);
    assert!(is_found(&by_name, "ada") && !is_found(&by_name, "ada@"));
    let by_address = user(None, Some("ada@mail.example"));
    assert!(is_found(&by_address, "ada@") && is_found(&by_address, "mail ada"));
}

#[test]
fn an_administrator_changes_what_they_name_and_nothing_else() {
    for (role, is_active) in [
        (Role::User, true),
        (Role::User, false),
        (Role::Admin, true),
        (Role::Admin, false),
    ] {
        let before = User {
            role,
            is_active,
            ..user(Some("ada"), None)
        };
        for new_role in [None, Some(Role::User), Some(Role::Admin)] {
            for new_active in [None, Some(true), Some(false)] {
                let mut after = before.clone();
                let changed = after.administer(AccountChange {
                    role: new_role,
                    is_active: new_active,
                });
                let expected = User {
                    role: new_role.unwrap_or(role),
                    is_active: new_active.unwrap_or(is_active),
                    ..before.clone()
                };
                assert_eq!((changed, &after), (expected != before, &expected));
            }
        }
        let is_admin = (role, is_active) == (Role::Admin, true);
        assert_eq!(before.is_active_admin(), is_admin);
    }
}

fn lifetime() -> impl Strategy<Value = SessionLifetime> {
    (1..100_000_u32, 1..100_000_u32).prop_map(|(idle, absolute)| SessionLifetime { idle, absolute })
}

proptest! {
    #[test]
    fn every_part_of_a_name_finds_its_user(
        name in option::of("[A-Za-z0-9_.-]{3,50}"),
        address in "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,20}@[a-zA-Z0-9]{1,9}\\.example",
        from in 0..20_usize,
        length in 1..20_usize,
    ) {
        let someone = user(name.as_deref(), Some(&address));
        for whole in name.iter().chain([&address]) {
            let part: String = whole.chars().skip(from).take(length).collect();
            prop_assert!(is_found(&someone, &part.to_uppercase()), "{}", part);
        }
    }

    #[test]
    fn what_is_kept_of_a_program_can_be_shown_and_is_kept_whole_again(raw in any::<String>()) {
        if let Some(kept) = UserAgent::of(&raw) {
            let text = kept.as_str();
            prop_assert!(!text.is_empty() && text.trim() == text);
            prop_assert!(text.chars().count() <= UserAgent::MAX_CHARACTERS);
            prop_assert!(!text.chars().any(char::is_control));
            prop_assert_eq!(UserAgent::of(text), Some(kept.clone()));
        }
    }

    #[test]
    fn however_a_session_is_renewed_it_goes_on_no_longer_than_it_may(
        lifetime in lifetime(),
        steps in prop::collection::vec(-100..50_000_i64, 0..10),
    ) {
        let user = UserId::new(7).unwrap();
        let mut session = NewSession::start(user, Device::default(), lifetime, now());
        let end = now().plus_seconds(lifetime.absolute.into());
        let mut time = now();
        for step in steps {
            time = time.plus_seconds(step);
            if session.is_over(time) {
                break;
            }
            let used = session.last_used_at;
            session.renew(Device::default(), lifetime, time);
            let idle = time.plus_seconds(lifetime.idle.into());
            prop_assert_eq!(session.expires_at, idle.min(end));
            prop_assert_eq!((session.created_at, session.ends_at), (now(), end));
            prop_assert_eq!(session.last_used_at, used.max(time));
            prop_assert!(session.is_over(end) && session.seconds_left(end) == 0);
            prop_assert!(session.seconds_left(time) <= lifetime.idle);
        }
    }
}
