//! Registering, one's profile, one's password, leaving.

use docket_application::accounts::PasswordRules;
use docket_application::ports::hasher::HashingError;
use docket_application::ports::store::{Entity, StoreError};
use docket_application::{AccountError, SessionError};
use docket_domain::user::UserPatch;
use docket_domain::{Device, Patch, Role, TimeZone};
use docket_testkit::fixtures::{
    draft, email, email_identity, full_identity, identity, instant, password, username,
};

use crate::world::{PASSWORD, World, access};

#[tokio::test]
async fn a_registered_user_is_an_ordinary_active_one_in_utc() {
    let world = World::new();
    let user = world.register("ada").await;
    assert_eq!(user.identity, full_identity("ada"));
    assert_eq!((user.role, user.is_active), (Role::User, true));
    assert_eq!(
        (user.time_zone.clone(), user.created_at),
        (TimeZone::UTC, instant())
    );
    assert_eq!(world.credentials(user.id).await.unwrap().user, user);
}

#[tokio::test]
async fn what_is_stored_is_the_hash_and_not_the_password() {
    let world = World::new();
    let user = world.register("ada").await;
    let stored = world.credentials(user.id).await.unwrap().password_hash;
    assert_eq!(stored.expose(), format!("plain:1:{PASSWORD}"));
    assert_eq!(world.hasher.hashes(), 1);
}

#[tokio::test]
async fn either_name_alone_is_enough_to_register() {
    let world = World::new();
    for identity in [identity("ada"), email_identity("ada@mail.example")] {
        let user = world
            .accounts
            .register(identity.clone(), password(PASSWORD))
            .await
            .unwrap();
        assert_eq!(user.identity, identity);
    }
}

#[tokio::test]
async fn a_taken_name_is_refused_whatever_its_case() {
    let world = World::new();
    world.register("ada").await;
    for (identity, taken) in [
        (identity("ADA"), Entity::Username),
        (email_identity("Ada@Mail.Example"), Entity::Email),
    ] {
        let outcome = world.accounts.register(identity, password(PASSWORD)).await;
        assert!(
            matches!(&outcome, Err(AccountError::Store(StoreError::Duplicate(entity))) if *entity == taken),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_password_that_breaks_the_rules_is_not_registered() {
    let world = World::new();
    assert_eq!(world.accounts.password_rules(), PasswordRules::Bcrypt);
    let outcome = world
        .accounts
        .register(identity("ada"), password("short"))
        .await;
    assert!(
        matches!(
            outcome,
            Err(AccountError::Hashing(HashingError::Refused(_)))
        ),
        "{outcome:?}"
    );
    world.register("ada").await;
}

#[tokio::test]
async fn nobody_is_registered_while_there_is_too_much_to_hash() {
    let world = World::new();
    world.hasher.set_busy(true);
    let outcome = world
        .accounts
        .register(identity("ada"), password(PASSWORD))
        .await;
    assert!(
        matches!(outcome, Err(AccountError::Hashing(HashingError::Busy))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn the_profile_is_what_is_stored_now() {
    let world = World::new();
    let caller = world.caller("ada").await;
    let mut user = world.accounts.profile(&caller).await.unwrap();
    user.role = Role::Admin;
    world.update_user(user.clone()).await;
    assert_eq!(world.accounts.profile(&caller).await.unwrap(), user);
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_nothing_else() {
    let world = World::new();
    let caller = world.caller("ada").await;
    let before = world.accounts.profile(&caller).await.unwrap();
    let patch = UserPatch {
        username: Patch::Set(username("Lovelace")),
        time_zone: Some(TimeZone::parse("Europe/London").unwrap()),
        ..UserPatch::default()
    };
    let edited = world.accounts.edit(&caller, patch).await.unwrap();
    assert_eq!(edited.identity.username(), Some(&username("Lovelace")));
    assert_eq!(edited.identity.email(), before.identity.email());
    assert_eq!(edited.time_zone.name(), "Europe/London");
    assert_eq!(world.accounts.profile(&caller).await.unwrap(), edited);
    assert!(world.log_in("lovelace", PASSWORD).await.is_ok());
    assert!(world.log_in("ada", PASSWORD).await.is_err());
}

#[tokio::test]
async fn one_name_can_be_given_up_and_the_last_one_cannot() {
    let world = World::new();
    let caller = world.caller("ada").await;
    let without_name = UserPatch {
        username: Patch::Clear,
        ..UserPatch::default()
    };
    let edited = world.accounts.edit(&caller, without_name).await.unwrap();
    assert_eq!(edited.identity, email_identity("ada@mail.example"));
    let without_any = UserPatch {
        email: Patch::Clear,
        ..UserPatch::default()
    };
    let outcome = world.accounts.edit(&caller, without_any).await;
    assert!(
        matches!(outcome, Err(AccountError::NameRequired)),
        "{outcome:?}"
    );
    assert_eq!(world.accounts.profile(&caller).await.unwrap(), edited);
}

#[tokio::test]
async fn a_name_may_change_its_case_but_not_become_anothers() {
    let world = World::new();
    let caller = world.caller("ada").await;
    world.register("grace").await;
    let set = |name: &str| UserPatch {
        username: Patch::Set(username(name)),
        ..UserPatch::default()
    };
    let edited = world.accounts.edit(&caller, set("ADA")).await.unwrap();
    assert_eq!(edited.identity.username(), Some(&username("ADA")));
    let outcome = world.accounts.edit(&caller, set("Grace")).await;
    assert!(matches!(
        outcome,
        Err(AccountError::Store(StoreError::Duplicate(Entity::Username)))
    ));
    let patch = UserPatch {
        email: Patch::Set(email("GRACE@mail.example")),
        ..UserPatch::default()
    };
    let outcome = world.accounts.edit(&caller, patch).await;
    assert!(matches!(
        outcome,
        Err(AccountError::Store(StoreError::Duplicate(Entity::Email)))
    ));
    assert_eq!(world.accounts.profile(&caller).await.unwrap(), edited);
}

#[tokio::test]
async fn an_edit_that_changes_nothing_is_no_error() {
    let world = World::new();
    let caller = world.caller("ada").await;
    let before = world.accounts.profile(&caller).await.unwrap();
    let patch = UserPatch {
        username: Patch::Set(username("ada")),
        ..UserPatch::default()
    };
    for patch in [UserPatch::default(), patch] {
        assert_eq!(world.accounts.edit(&caller, patch).await.unwrap(), before);
    }
}

#[tokio::test]
async fn a_changed_password_works_and_the_old_one_stops() {
    let world = World::new();
    let caller = world.caller("ada").await;
    let new = "a new horse entirely";
    world
        .accounts
        .change_password(&caller, password(PASSWORD), password(new))
        .await
        .unwrap();
    assert!(world.log_in("ada", new).await.is_ok());
    assert!(world.log_in("ada", PASSWORD).await.is_err());
}

#[tokio::test]
async fn a_password_is_not_changed_by_who_does_not_know_it() {
    let world = World::new();
    let caller = world.caller("ada").await;
    for wrong in ["wrong horse", "", "Correct horse"] {
        let outcome = world
            .accounts
            .change_password(&caller, password(wrong), password("a new horse"))
            .await;
        assert!(
            matches!(outcome, Err(AccountError::WrongPassword)),
            "{outcome:?}"
        );
    }
    assert!(world.log_in("ada", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_new_password_that_breaks_the_rules_leaves_the_old_one() {
    let world = World::new();
    let caller = world.caller("ada").await;
    let outcome = world
        .accounts
        .change_password(&caller, password(PASSWORD), password("short"))
        .await;
    assert!(
        matches!(
            outcome,
            Err(AccountError::Hashing(HashingError::Refused(_)))
        ),
        "{outcome:?}"
    );
    assert!(world.log_in("ada", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn an_account_is_deleted_with_its_tasks_and_no_others() {
    let world = World::new();
    let (leaving, staying) = (world.caller("ada").await, world.caller("grace").await);
    let lost = world.task(&leaving, draft("lost")).await;
    let kept = world.task(&staying, draft("kept")).await;
    world
        .accounts
        .delete(&leaving, password(PASSWORD))
        .await
        .unwrap();
    assert!(world.credentials(leaving.user_id()).await.is_none());
    assert_eq!(world.stored_task(lost.id()).await, None);
    assert_eq!(world.stored_task(kept.id()).await, Some(kept));
    assert!(world.log_in("ada", PASSWORD).await.is_err());
    world.register("ada").await;
}

#[tokio::test]
async fn an_account_is_not_deleted_with_a_wrong_password() {
    let world = World::new();
    let caller = world.caller("ada").await;
    let outcome = world
        .accounts
        .delete(&caller, password("wrong horse"))
        .await;
    assert!(
        matches!(outcome, Err(AccountError::WrongPassword)),
        "{outcome:?}"
    );
    assert!(world.log_in("ada", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn whoever_has_left_is_told_so() {
    let world = World::new();
    let caller = world.caller("ada").await;
    world.remove_user(caller.user_id()).await;
    let accounts = &world.accounts;
    let change = accounts.change_password(&caller, password(PASSWORD), password("a new horse"));
    let outcomes = [
        accounts.profile(&caller).await.map(drop),
        accounts.edit(&caller, UserPatch::default()).await.map(drop),
        change.await,
        accounts.delete(&caller, password(PASSWORD)).await,
    ];
    for outcome in outcomes {
        assert!(matches!(outcome, Err(AccountError::Gone)), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_changed_password_ends_every_session_but_the_one_it_was_changed_in() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    let grants = [world.grant("ada").await, world.grant("ada").await];
    world
        .accounts
        .change_password(&ada, password(PASSWORD), password("a new horse"))
        .await
        .unwrap();
    assert_eq!(world.sessions_of(ada.user_id()).await, [ada.session_id()]);
    for grant in grants {
        assert!(world.authenticate(&access(&grant)).await.is_err());
        let refreshed = world
            .sessions
            .refresh(&grant.refresh, Device::default())
            .await;
        assert!(
            matches!(refreshed, Err(SessionError::RefreshInvalid)),
            "{refreshed:?}"
        );
    }
    assert_eq!(
        world.sessions_of(grace.user_id()).await,
        [grace.session_id()]
    );
}

#[tokio::test]
async fn a_password_that_is_not_changed_ends_no_session() {
    let world = World::new();
    let ada = world.caller("ada").await;
    world.grant("ada").await;
    for (present, new) in [("wrong horse", "a new horse"), (PASSWORD, "short")] {
        let outcome = world
            .accounts
            .change_password(&ada, password(present), password(new))
            .await;
        assert!(outcome.is_err(), "{outcome:?}");
    }
    assert_eq!(world.sessions_of(ada.user_id()).await.len(), 2);
}

#[tokio::test]
async fn of_two_who_change_a_password_at_once_the_faster_one_does() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let (accounts, caller) = (world.accounts.clone(), ada.clone());
    world.hasher.meanwhile(async move {
        accounts
            .change_password(&caller, password(PASSWORD), password("the faster horse"))
            .await
            .unwrap();
    });
    let slower = world
        .accounts
        .change_password(&ada, password(PASSWORD), password("the slower horse"))
        .await;
    assert!(
        matches!(slower, Err(AccountError::WrongPassword)),
        "{slower:?}"
    );
    assert!(world.log_in("ada", "the faster horse").await.is_ok());
    assert!(world.log_in("ada", "the slower horse").await.is_err());
}

#[tokio::test]
async fn nobody_is_in_a_session_of_an_account_that_is_deleted() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let grant = world.grant("ada").await;
    world
        .accounts
        .delete(&ada, password(PASSWORD))
        .await
        .unwrap();
    assert!(world.authenticate(&access(&grant)).await.is_err());
    // Nor is whoever takes the name.
    world.register("ada").await;
    assert!(world.authenticate(&access(&grant)).await.is_err());
    let refreshed = world
        .sessions
        .refresh(&grant.refresh, Device::default())
        .await;
    assert!(
        matches!(refreshed, Err(SessionError::RefreshInvalid)),
        "{refreshed:?}"
    );
}
