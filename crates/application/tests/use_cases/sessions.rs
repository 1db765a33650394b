//! Logging in, and telling whose an access token is.

use docket_application::SessionError;
use docket_application::accounts::PasswordRules;
use docket_application::ports::hasher::HashingError;
use docket_application::ports::tokens::TokenError;
use docket_domain::{TimeZone, User};
use docket_testkit::fixtures::{identity, password};

use crate::world::{LIFETIME, PASSWORD, World};

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
async fn a_login_says_how_long_its_token_is_good() {
    let world = World::new();
    world.register("ada").await;
    let issued = world
        .sessions
        .log_in("ada", password(PASSWORD))
        .await
        .unwrap();
    assert_eq!(issued.expires_in, LIFETIME);
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
    assert!(matches!(
        world.authenticate(&token).await,
        Err(TokenError::Invalid)
    ));
}

#[tokio::test]
async fn what_is_no_token_is_no_good() {
    let world = World::new();
    world.register("ada").await;
    for token in [
        "",
        "garbage",
        "token-for-1",
        "token-for-0-until-9999999999",
        "token-for-99-until-9999999999",
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
