//! How often passwords can be tried.

use docket_application::ports::throttle::{Account, Throttled};
use docket_application::{AccountError, SessionError};
use docket_domain::fold;
use docket_testkit::fakes::StrictThrottle;
use docket_testkit::fixtures::password;

use crate::world::{PASSWORD, World};

const WRONG: &str = "wrong horse";

#[track_caller]
fn assert_throttled<T: std::fmt::Debug>(outcome: &Result<T, SessionError>) {
    let expected = Throttled {
        retry_after: StrictThrottle::RETRY_AFTER,
    };
    assert!(
        matches!(outcome, Err(SessionError::Throttled(throttled)) if *throttled == expected),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_login_too_many_is_refused_before_it_is_hashed_right_or_wrong() {
    let world = World::new();
    world.register("ada").await;
    world.throttle.set_limit(2);
    assert!(world.log_in("ada", WRONG).await.is_err());
    assert!(world.log_in("ada", PASSWORD).await.is_ok());
    let verifications = world.hasher.verifications();
    for text in [WRONG, PASSWORD] {
        assert_throttled(&world.log_in("ada", text).await);
    }
    assert_eq!(world.hasher.verifications(), verifications);
}

#[tokio::test]
async fn tries_are_counted_by_user_whichever_name_is_typed() {
    let world = World::new();
    let user = world.register("ada").await;
    world.register("grace").await;
    world.throttle.set_limit(4);
    for name in ["ada", "ADA", "ada@mail.example", "Ada@Mail.Example"] {
        assert!(world.log_in(name, WRONG).await.is_err());
    }
    assert_eq!(world.throttle.tries(&Account::Known(user.id)), 4);
    assert_throttled(&world.log_in("ada", PASSWORD).await);
    assert_throttled(&world.log_in("ada@mail.example", PASSWORD).await);
    assert!(world.log_in("grace", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn tries_of_unknown_names_are_counted_however_they_are_spelled() {
    let world = World::new();
    world.throttle.set_limit(3);
    let names = ["nobody", "NOBODY", "Nobody"];
    for name in names {
        let outcome = world.log_in(name, PASSWORD).await;
        assert!(
            matches!(outcome, Err(SessionError::InvalidCredentials)),
            "{outcome:?}"
        );
    }
    for name in names {
        assert_throttled(&world.log_in(name, PASSWORD).await);
    }
    assert_eq!(world.hasher.verifications(), names.len());
    // What can be nobody's name is counted like any other.
    for name in ["Nobody else", "nobody ELSE", "NOBODY else"] {
        assert!(world.log_in(name, PASSWORD).await.is_err());
    }
    assert_throttled(&world.log_in("nobody else", PASSWORD).await);
    let account = Account::Unknown(fold("nobody else"));
    assert_eq!(world.throttle.tries(&account), 4);
}

#[tokio::test]
async fn whoever_is_asked_for_their_password_once_more_is_counted_too() {
    let world = World::new();
    let ada = world.caller("ada").await;
    world.throttle.set_limit(3);
    let new = || password("a new horse");
    let changed = world
        .accounts
        .change_password(&ada, password(WRONG), new())
        .await;
    assert!(matches!(changed, Err(AccountError::WrongPassword)));
    let deleted = world.accounts.delete(&ada, password(WRONG)).await;
    assert!(matches!(deleted, Err(AccountError::WrongPassword)));
    assert!(world.log_in("ada", WRONG).await.is_err());
    // Each of them was a try at the same password.
    let verifications = world.hasher.verifications();
    let changed = world
        .accounts
        .change_password(&ada, password(PASSWORD), new())
        .await;
    assert!(
        matches!(changed, Err(AccountError::Throttled(_))),
        "{changed:?}"
    );
    let deleted = world.accounts.delete(&ada, password(PASSWORD)).await;
    assert!(
        matches!(deleted, Err(AccountError::Throttled(_))),
        "{deleted:?}"
    );
    assert_throttled(&world.log_in("ada", PASSWORD).await);
    assert_eq!(world.hasher.verifications(), verifications);
    assert!(world.credentials(ada.user_id()).await.is_some());
}

#[tokio::test]
async fn registering_is_no_try_of_a_password() {
    let world = World::new();
    world.throttle.set_limit(0);
    let user = world.register("ada").await;
    assert_eq!(world.throttle.tries(&Account::Known(user.id)), 0);
}
