//! Callers who are remembered: never past what was done here, and not for long past what was done
//! elsewhere.

use docket_application::administration::Authority;
use docket_application::sessions::{Callers, Grant};
use docket_application::{Caller, SessionService};
use docket_domain::user::{AccountChange, UserPatch};
use docket_domain::{Device, Role, TimeZone};
use docket_testkit::fixtures::password;

use crate::world::{PASSWORD, World, access};

/// Ada, who was just found by both of her access tokens, and an administrator.
struct Scene {
    world: World,
    ada: Caller,
    own: Grant,
    other: Grant,
    admin: Caller,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new();
        let admin = world.admin("admin").await;
        world.register("ada").await;
        let (own, other) = (world.grant("ada").await, world.grant("ada").await);
        let ada = world.authenticate(&access(&own)).await.unwrap();
        assert!(world.authenticate(&access(&other)).await.is_ok());
        Self {
            world,
            ada,
            own,
            other,
            admin,
        }
    }

    /// Whether her own token is good, and the other one.
    async fn good(&self) -> (bool, bool) {
        let own = self.world.authenticate(&access(&self.own)).await.is_ok();
        let other = self.world.authenticate(&access(&self.other)).await.is_ok();
        (own, other)
    }

    async fn administer(&self, change: AccountChange) {
        let by = Authority::Caller(&self.admin);
        let id = self.ada.user_id();
        let edited = self.world.administration.edit(by, id, change).await;
        edited.unwrap();
    }
}

#[tokio::test]
async fn what_a_user_ends_here_is_over_at_once() {
    let scene = Scene::new().await;
    scene.world.sessions.log_out(&scene.ada).await.unwrap();
    assert_eq!(scene.good().await, (false, true));

    let scene = Scene::new().await;
    let sessions = &scene.world.sessions;
    let all = sessions.list(&scene.ada).await.unwrap();
    let own = scene.ada.session_id();
    let other = all.iter().map(|session| session.id).find(|id| *id != own);
    sessions.end(&scene.ada, other.unwrap()).await.unwrap();
    assert_eq!(scene.good().await, (true, false));

    let scene = Scene::new().await;
    let accounts = &scene.world.accounts;
    let changed = accounts.change_password(&scene.ada, password(PASSWORD), password("new horse"));
    changed.await.unwrap();
    assert_eq!(scene.good().await, (true, false));

    let scene = Scene::new().await;
    let deleted = scene.world.accounts.delete(&scene.ada, password(PASSWORD));
    deleted.await.unwrap();
    assert_eq!(scene.good().await, (false, false));
}

#[tokio::test]
async fn what_a_reused_token_ends_is_over_at_once() {
    let scene = Scene::new().await;
    let sessions = &scene.world.sessions;
    let refresh = async || {
        sessions
            .refresh(&scene.own.refresh, Device::default())
            .await
    };
    assert!(refresh().await.is_ok());
    assert_eq!(scene.good().await, (true, true));
    assert!(refresh().await.is_err());
    assert_eq!(scene.good().await, (false, true));
}

#[tokio::test]
async fn a_session_that_made_way_for_another_one_is_over_at_once() {
    let scene = Scene::new().await;
    for _ in 1..SessionService::MAX_SESSIONS {
        scene.world.grant("ada").await;
    }
    assert_eq!(scene.good().await, (false, true));
}

#[tokio::test]
async fn what_an_administrator_ends_here_is_over_at_once() {
    for change in [
        AccountChange {
            is_active: Some(false),
            ..AccountChange::default()
        },
        AccountChange {
            role: Some(Role::Admin),
            ..AccountChange::default()
        },
    ] {
        let scene = Scene::new().await;
        scene.administer(change).await;
        assert_eq!(scene.good().await, (false, false), "{change:?}");
    }

    let scene = Scene::new().await;
    let by = Authority::Caller(&scene.admin);
    let id = scene.ada.user_id();
    let administration = &scene.world.administration;
    let reset = administration.reset_password(by, id, password("new horse"));
    reset.await.unwrap();
    assert_eq!(scene.good().await, (false, false));

    let scene = Scene::new().await;
    let by = Authority::Caller(&scene.admin);
    let id = scene.ada.user_id();
    scene.world.administration.delete(by, id).await.unwrap();
    assert_eq!(scene.good().await, (false, false));
}

#[tokio::test]
async fn a_changed_profile_holds_at_once() {
    let scene = Scene::new().await;
    let zone = TimeZone::parse("Pacific/Auckland").unwrap();
    let patch = UserPatch {
        time_zone: Some(zone.clone()),
        ..UserPatch::default()
    };
    scene.world.accounts.edit(&scene.ada, patch).await.unwrap();
    let ada = scene.world.authenticate(&access(&scene.own)).await.unwrap();
    assert_eq!(*ada.time_zone(), zone);
}

#[tokio::test]
async fn what_is_done_elsewhere_holds_here_within_the_lifetime_of_a_memory() {
    let scene = Scene::new().await;
    let elsewhere = scene.world.sessions_elsewhere();
    let token = access(&scene.own);
    assert!(elsewhere.authenticate(&token).await.is_ok());
    scene.world.clock.advance_seconds(Callers::LIFETIME - 1);
    // Who was found a while ago is not remembered for longer because they were found again.
    assert!(elsewhere.authenticate(&token).await.is_ok());
    scene
        .administer(AccountChange {
            is_active: Some(false),
            ..AccountChange::default()
        })
        .await;
    assert!(scene.world.authenticate(&token).await.is_err());
    assert!(elsewhere.authenticate(&token).await.is_ok());
    scene.world.clock.advance_seconds(1);
    assert!(elsewhere.authenticate(&token).await.is_err());
}
