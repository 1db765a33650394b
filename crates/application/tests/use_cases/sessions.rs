//! Logging in, ending it, and telling whose an access token is.

use docket_application::accounts::PasswordRules;
use docket_application::ports::hasher::HashingError;
use docket_application::ports::tokens::TokenError;
use docket_application::sessions::Callers;
use docket_application::{AccountError, SessionError, SessionService};
use docket_domain::{Device, TimeZone, User};
use docket_testkit::fixtures::{
    device, identity, instant, password, password_hash, session_id, session_lifetime,
};

use crate::world::{LIFETIME, PASSWORD, World, access};

#[tokio::test]
async fn a_user_logs_in_by_either_name_in_any_case() {
    let world = World::new();
    let user = world.register("Ada").await;
    for name in ["Ada", "ada", "ADA", "Ada@mail.example", "ada@MAIL.Example"] {
        let token = world.log_in(name, PASSWORD).await.unwrap();
        assert_eq!(
            world.authenticate(&token).await.unwrap().user_id(),
            user.id,
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_login_says_how_long_its_tokens_are_good() {
    let world = World::new();
    world.register("ada").await;
    let grant = world.grant("ada").await;
    assert_eq!(grant.access.expires_in, LIFETIME);
    assert_eq!(grant.refresh_expires_in, session_lifetime().idle);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_login_looks_the_same_and_costs_the_same() {
    let world = World::new();
    world.register("ada").await;
    let attempts = [
        ("ada", "wrong horse"),
        ("ada", ""),
        ("ada@mail.example", "Correct horse"),
        ("nobody", PASSWORD),
        ("nobody@mail.example", PASSWORD),
        ("", PASSWORD),
        ("a", PASSWORD),
        ("ada ", PASSWORD),
        ("a\0a", PASSWORD),
        ("@", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
        (&"x".repeat(100_000), PASSWORD),
    ];
    for (done, (name, text)) in attempts.into_iter().enumerate() {
        let error = world.log_in(name, text).await.unwrap_err();
        assert!(
            matches!(error, SessionError::InvalidCredentials),
            "{name}: {error:?}"
        );
        assert_eq!(error.to_string(), "the user name or the password is wrong");
        assert_eq!(world.hasher.verifications(), done + 1, "{name}");
    }
    // Those without a user were compared with nobody's hash.
    assert_eq!(world.hasher.dummy_verifications(), attempts.len() - 3);
    assert_eq!(
        world.hasher.hashes(),
        1,
        "nothing was hashed but at registration"
    );
}

#[tokio::test]
async fn a_disabled_user_is_told_so_only_with_the_right_password() {
    let world = World::new();
    let user = world.register("ada").await;
    world
        .update_user(User {
            is_active: false,
            ..user
        })
        .await;
    assert!(matches!(
        world.log_in("ada", PASSWORD).await,
        Err(SessionError::Disabled)
    ));
    let wrong = world.log_in("ada", "wrong horse").await;
    assert!(matches!(wrong, Err(SessionError::InvalidCredentials)));
}

#[tokio::test]
async fn an_outdated_hash_is_renewed_at_login() {
    let world = World::new();
    let id = world.register("ada").await.id;
    world.hasher.outdate_hashes();
    assert!(world.log_in("ada", "wrong horse").await.is_err());
    let stored = world.credentials(id).await.unwrap().password_hash;
    assert_eq!(
        stored.expose(),
        format!("plain:1:{PASSWORD}"),
        "not by a wrong password"
    );
    assert!(world.log_in("ada", PASSWORD).await.is_ok());
    let stored = world.credentials(id).await.unwrap().password_hash;
    assert_eq!(stored.expose(), format!("plain:2:{PASSWORD}"));
    // Once: from then on it is not outdated.
    assert!(world.log_in("ada", PASSWORD).await.is_ok());
    assert_eq!(world.hasher.hashes(), 2);
}

#[tokio::test]
async fn an_outdated_hash_stays_if_its_password_breaks_the_new_rules() {
    let world = World::new();
    world.hasher.set_rules(PasswordRules::Argon2id);
    let long = "x".repeat(100);
    let user = world
        .accounts
        .register(identity("ada"), password(&long))
        .await
        .unwrap();
    world.hasher.outdate_hashes();
    world.hasher.set_rules(PasswordRules::Bcrypt);
    assert!(
        world.log_in("ada", &long).await.is_ok(),
        "a setting locks nobody out"
    );
    let stored = world.credentials(user.id).await.unwrap().password_hash;
    assert_eq!(stored.expose(), format!("plain:1:{long}"));
}

#[tokio::test]
async fn nobody_logs_in_while_there_is_too_much_to_hash() {
    let world = World::new();
    world.register("ada").await;
    world.hasher.set_busy(true);
    for name in ["ada", "nobody", ""] {
        let outcome = world.log_in(name, PASSWORD).await;
        assert!(
            matches!(outcome, Err(SessionError::Hashing(HashingError::Busy))),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_caller_is_the_user_as_stored_now() {
    let world = World::new();
    let user = world.register("ada").await;
    let token = world.log_in("ada", PASSWORD).await.unwrap();
    let time_zone = TimeZone::parse("Pacific/Auckland").unwrap();
    world
        .update_user(User {
            time_zone: time_zone.clone(),
            ..user.clone()
        })
        .await;
    let caller = world.authenticate(&token).await.unwrap();
    assert_eq!(caller.time_zone(), &time_zone);
    assert_eq!((caller.user_id(), caller.actor().user), (user.id, user.id));
}

#[tokio::test]
async fn a_token_is_good_until_it_expires() {
    let world = World::new();
    world.register("ada").await;
    let token = world.log_in("ada", PASSWORD).await.unwrap();
    world.clock.advance_seconds(i64::from(LIFETIME) - 1);
    assert!(world.authenticate(&token).await.is_ok());
    world.clock.advance_seconds(1);
    assert!(matches!(
        world.authenticate(&token).await,
        Err(TokenError::Expired)
    ));
}

#[tokio::test]
async fn a_token_of_someone_gone_or_disabled_is_no_good() {
    let world = World::new();
    let user = world.register("ada").await;
    let token = world.log_in("ada", PASSWORD).await.unwrap();
    world
        .update_user(User {
            is_active: false,
            ..user.clone()
        })
        .await;
    assert!(matches!(
        world.authenticate(&token).await,
        Err(TokenError::Invalid)
    ));
    world.update_user(user.clone()).await;
    assert!(world.authenticate(&token).await.is_ok());
    world.remove_user(user.id).await;
    world.clock.advance_seconds(Callers::LIFETIME);
    assert!(matches!(
        world.authenticate(&token).await,
        Err(TokenError::Invalid)
    ));
}

#[tokio::test]
async fn what_is_no_token_is_no_good() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let grace = world.register("grace").await;
    assert_eq!((ada.session_id().get(), grace.id.get()), (1, 2));
    for token in [
        "",
        "garbage",
        "token-for-1",
        "token-for-1-until-9999999999",
        "token-for-0-in-1-until-9999999999",
        "token-for-1-in-99-until-9999999999",
        // In a session that there is, but of another user.
        "token-for-2-in-1-until-9999999999",
        "token-for-99-in-1-until-9999999999",
    ] {
        assert!(
            matches!(world.authenticate(token).await, Err(TokenError::Invalid)),
            "{token}"
        );
    }
}

#[tokio::test]
async fn a_caller_is_told_by_the_token_without_hashing() {
    let world = World::new();
    world.register("ada").await;
    let token = world.log_in("ada", PASSWORD).await.unwrap();
    world.hasher.set_busy(true);
    assert!(world.authenticate(&token).await.is_ok());
    assert_eq!(world.hasher.verifications(), 1);
}

#[tokio::test]
async fn each_login_begins_a_session_of_its_own() {
    let world = World::new();
    let user = world.register("ada").await;
    let first = world.grant_from("ada", device("curl/8.1")).await;
    world.clock.advance_seconds(60);
    let second = world.grant_from("ada", device("Firefox")).await;
    let callers = [first, second].map(|grant| access(&grant));
    let first = world.authenticate(&callers[0]).await.unwrap();
    let second = world.authenticate(&callers[1]).await.unwrap();
    assert_ne!(first.session_id(), second.session_id());
    let listed = world.sessions.list(&first).await.unwrap();
    let expected = [(&second, "Firefox", 60), (&first, "curl/8.1", 0)];
    assert_eq!(listed.len(), expected.len());
    for (session, (caller, agent, seconds)) in listed.into_iter().zip(expected) {
        let begun = instant().plus_seconds(seconds);
        assert_eq!(
            (session.id, session.user_id),
            (caller.session_id(), user.id)
        );
        assert_eq!(session.device, device(agent));
        assert_eq!((session.created_at, session.last_used_at), (begun, begun));
        let lifetime = session_lifetime();
        let idle = begun.plus_seconds(lifetime.idle.into());
        let absolute = begun.plus_seconds(lifetime.absolute.into());
        assert_eq!((session.expires_at, session.ends_at), (idle, absolute));
    }
}

#[tokio::test]
async fn a_failed_login_begins_no_session() {
    let world = World::new();
    let ada = world.caller("ada").await;
    assert!(world.log_in("ada", "wrong horse").await.is_err());
    let sessions = world.sessions.list(&ada).await.unwrap();
    assert_eq!(sessions.len(), 1, "that of the caller");
}

#[tokio::test]
async fn nobody_has_more_sessions_than_the_limit_and_the_last_used_ones_go_on() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let grace = world.caller("grace").await;
    // The oldest of all is the one that was used last.
    let oldest = world.grant("ada").await;
    for _ in 1..SessionService::MAX_SESSIONS - 1 {
        world.clock.advance_seconds(1);
        world.log_in("ada", PASSWORD).await.unwrap();
    }
    world.clock.advance_seconds(1);
    let renewed = world
        .sessions
        .refresh(&oldest.refresh, device("x"))
        .await
        .unwrap();
    let before = world.sessions.list(&ada).await.unwrap();
    assert_eq!(before.len(), SessionService::MAX_SESSIONS);
    assert_eq!(before.last().unwrap().id, ada.session_id());
    for ended in 1..=2 {
        let begun = world.log_in("ada", PASSWORD).await.unwrap();
        let begun = world.authenticate(&begun).await.unwrap();
        let after = world.sessions.list(&begun).await.unwrap();
        let ids: Vec<_> = after.iter().map(|session| session.id).collect();
        assert_eq!(ids.len(), SessionService::MAX_SESSIONS);
        assert!(ids.contains(&begun.session_id()));
        for gone in &before[before.len() - ended..] {
            assert!(!ids.contains(&gone.id), "{gone:?}");
        }
    }
    assert!(world.authenticate(&access(&renewed)).await.is_ok());
    // Nobody else's session has made way.
    assert_eq!(world.sessions.list(&grace).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_login_fails_if_the_password_changes_while_it_is_compared() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let (accounts, caller) = (world.accounts.clone(), ada.clone());
    world.hasher.meanwhile(async move {
        accounts
            .change_password(&caller, password(PASSWORD), password("a new horse"))
            .await
            .unwrap();
    });
    let outcome = world.log_in("ada", PASSWORD).await;
    assert!(
        matches!(outcome, Err(SessionError::InvalidCredentials)),
        "{outcome:?}"
    );
    assert_eq!(world.sessions.list(&ada).await.unwrap().len(), 1);
    assert!(world.log_in("ada", "a new horse").await.is_ok());
}

#[tokio::test]
async fn a_login_fails_if_the_user_is_disabled_or_goes_while_the_password_is_compared() {
    let world = World::new();
    let user = world.register("ada").await;
    let store = world.store.clone();
    let disabled = User {
        is_active: false,
        ..user.clone()
    };
    let id = user.id;
    world.hasher.meanwhile(async move {
        let outcome = store.write(move |work| work.users().update(&disabled));
        assert!(outcome.await.unwrap());
    });
    let outcome = world.log_in("ada", PASSWORD).await;
    assert!(
        matches!(outcome, Err(SessionError::Disabled)),
        "{outcome:?}"
    );
    world.update_user(user).await;
    let store = world.store.clone();
    world.hasher.meanwhile(async move {
        let outcome = store.write(move |work| work.users().remove(id));
        assert!(outcome.await.unwrap());
    });
    let outcome = world.log_in("ada", PASSWORD).await;
    assert!(
        matches!(outcome, Err(SessionError::InvalidCredentials)),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_login_goes_on_though_the_hash_is_renewed_while_the_password_is_compared() {
    let world = World::new();
    world.register("ada").await;
    world.hasher.outdate_hashes();
    let elsewhere = world.sessions.clone();
    world.hasher.meanwhile(async move {
        let device = Device::default();
        let outcome = elsewhere.log_in("ada", password(PASSWORD), device).await;
        assert!(outcome.is_ok(), "{outcome:?}");
    });
    let outcome = world.log_in("ada", PASSWORD).await;
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[tokio::test]
async fn a_hash_that_cannot_be_used_looks_like_a_wrong_password_and_takes_as_long() {
    let world = World::new();
    let ada = world.caller("ada").await;
    world
        .replace_hash(ada.user_id(), password_hash("of no known kind"))
        .await;
    let outcome = world.log_in("ada", PASSWORD).await;
    assert!(
        matches!(outcome, Err(SessionError::InvalidCredentials)),
        "{outcome:?}"
    );
    assert_eq!(world.hasher.dummy_verifications(), 1);
    let outcome = world
        .accounts
        .change_password(&ada, password(PASSWORD), password("a new horse"))
        .await;
    assert!(
        matches!(outcome, Err(AccountError::WrongPassword)),
        "{outcome:?}"
    );
    assert_eq!(world.hasher.dummy_verifications(), 2);
}

#[tokio::test]
async fn whoever_logs_out_ends_the_session_that_they_are_in_and_no_other() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let grant = world.grant("ada").await;
    let caller = world.authenticate(&access(&grant)).await.unwrap();
    world.sessions.log_out(&caller).await.unwrap();
    assert!(matches!(
        world.authenticate(&access(&grant)).await,
        Err(TokenError::Invalid)
    ));
    let refreshed = world.sessions.refresh(&grant.refresh, device("x")).await;
    assert!(
        matches!(refreshed, Err(SessionError::RefreshInvalid)),
        "{refreshed:?}"
    );
    let left = world.sessions.list(&ada).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, ada.session_id());
    // Once more does no harm: a request may overtake another one.
    world.sessions.log_out(&caller).await.unwrap();
}

#[tokio::test]
async fn a_user_ends_sessions_of_their_own_and_of_nobody_else() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    let token = world.log_in("ada", PASSWORD).await.unwrap();
    let other = world.authenticate(&token).await.unwrap().session_id();
    world.sessions.end(&ada, other).await.unwrap();
    assert!(matches!(
        world.authenticate(&token).await,
        Err(TokenError::Invalid)
    ));
    for missing in [other, grace.session_id(), session_id(i64::MAX)] {
        let outcome = world.sessions.end(&ada, missing).await;
        assert!(
            matches!(outcome, Err(SessionError::NotFound(id)) if id == missing),
            "{outcome:?}"
        );
    }
    assert_eq!(world.sessions.list(&grace).await.unwrap().len(), 1);
    world.sessions.end(&ada, ada.session_id()).await.unwrap();
    assert_eq!(world.sessions.list(&ada).await.unwrap(), []);
}
