//! Staying logged in: refresh tokens, each good for one grant.

use docket_application::SessionError;
use docket_application::ports::clock::Clock;
use docket_application::ports::throttle::Account;
use docket_application::ports::tokens::{RefreshToken, TokenError};
use docket_application::sessions::Grant;
use docket_domain::{Device, User};
use docket_testkit::fixtures::{device, instant, session_lifetime};

use crate::world::{LIFETIME, PASSWORD, World, access};

async fn refresh(world: &World, token: &RefreshToken) -> Result<Grant, SessionError> {
    world.sessions.refresh(token, Device::default()).await
}

fn token(raw: &str) -> RefreshToken {
    RefreshToken::new(raw.to_owned())
}

#[track_caller]
fn assert_invalid(outcome: &Result<Grant, SessionError>) {
    assert!(
        matches!(outcome, Err(SessionError::RefreshInvalid)),
        "{outcome:?}"
    );
}

#[track_caller]
fn assert_reused(outcome: &Result<Grant, SessionError>) {
    assert!(
        matches!(outcome, Err(SessionError::RefreshReused)),
        "{outcome:?}"
    );
}

/// Asserts that none of these grants has a good access token.
async fn assert_no_access(world: &World, grants: &[&Grant]) {
    for grant in grants {
        let outcome = world.authenticate(&access(grant)).await;
        assert!(matches!(outcome, Err(TokenError::Invalid)), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_refresh_token_is_good_for_a_grant_that_has_the_next_one() {
    let world = World::new();
    let user = world.register("ada").await;
    let mut grant = world.grant("ada").await;
    let session = world.sessions_of(user.id).await;
    for _ in 0..5 {
        world.clock.advance_seconds(LIFETIME.into());
        let next = refresh(&world, &grant.refresh).await.unwrap();
        assert_ne!(next.refresh.expose(), grant.refresh.expose());
        assert_eq!(next.access.expires_in, LIFETIME);
        assert_eq!(next.refresh_expires_in, session_lifetime().idle);
        let caller = world.authenticate(&access(&next)).await.unwrap();
        assert_eq!(caller.user_id(), user.id);
        // It is one session all along.
        assert_eq!(session, [caller.session_id()]);
        assert_eq!(world.sessions_of(user.id).await, session);
        grant = next;
    }
}

#[tokio::test]
async fn a_renewed_session_is_one_used_now_and_from_here() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let grant = world.grant_from("ada", device("curl/8.1")).await;
    world.clock.advance_seconds(100);
    world
        .sessions
        .refresh(&grant.refresh, device("Firefox"))
        .await
        .unwrap();
    let session = world.sessions.list(&ada).await.unwrap().remove(0);
    assert_eq!(session.created_at, instant());
    assert_eq!(session.last_used_at, instant().plus_seconds(100));
    assert_eq!(session.device, device("Firefox"));
}

#[tokio::test]
async fn a_token_that_is_used_a_second_time_ends_its_session_and_no_other() {
    let world = World::new();
    world.register("ada").await;
    let elsewhere = world.grant("ada").await;
    let first = world.grant("ada").await;
    let second = refresh(&world, &first.refresh).await.unwrap();
    assert!(world.authenticate(&access(&first)).await.is_ok());
    assert_reused(&refresh(&world, &first.refresh).await);
    assert_no_access(&world, &[&first, &second]).await;
    // Neither the thief nor who was robbed goes on.
    assert_invalid(&refresh(&world, &second.refresh).await);
    assert_invalid(&refresh(&world, &first.refresh).await);
    assert!(world.authenticate(&access(&elsewhere)).await.is_ok());
    assert!(refresh(&world, &elsewhere.refresh).await.is_ok());
}

#[tokio::test]
async fn a_token_that_was_used_long_ago_ends_its_session_too() {
    let world = World::new();
    world.register("ada").await;
    let first = world.grant("ada").await;
    let mut last = refresh(&world, &first.refresh).await.unwrap();
    for _ in 0..10 {
        last = refresh(&world, &last.refresh).await.unwrap();
    }
    assert_reused(&refresh(&world, &first.refresh).await);
    assert_invalid(&refresh(&world, &last.refresh).await);
    assert_no_access(&world, &[&last]).await;
}

#[tokio::test]
async fn what_is_no_refresh_token_ends_nothing() {
    let world = World::new();
    world.register("ada").await;
    let grant = world.grant("ada").await;
    let long = "x".repeat(100_000);
    let access_token = access(&grant);
    for raw in [
        "",
        "garbage",
        "refresh-1",
        "refresh-99-1",
        &long,
        &access_token,
    ] {
        assert_invalid(&refresh(&world, &token(raw)).await);
    }
    assert!(refresh(&world, &grant.refresh).await.is_ok());
}

#[tokio::test]
async fn nobody_goes_on_who_is_disabled_or_gone() {
    let world = World::new();
    let user = world.register("ada").await;
    let grant = world.grant("ada").await;
    let disabled = User {
        is_active: false,
        ..user.clone()
    };
    world.update_user(disabled).await;
    assert_invalid(&refresh(&world, &grant.refresh).await);
    world.update_user(user.clone()).await;
    let next = refresh(&world, &grant.refresh).await.unwrap();
    world.remove_user(user.id).await;
    assert_invalid(&refresh(&world, &next.refresh).await);
}

#[tokio::test]
async fn a_session_that_is_not_renewed_is_over_to_the_microsecond() {
    let world = World::new();
    world.register("ada").await;
    let [in_time, late] = [world.grant("ada").await, world.grant("ada").await];
    let over = instant().plus_seconds(session_lifetime().idle.into());
    world.clock.set(over.just_before());
    assert!(refresh(&world, &in_time.refresh).await.is_ok());
    world.clock.set(over);
    assert_invalid(&refresh(&world, &late.refresh).await);
    // Over is not used before.
    assert_invalid(&refresh(&world, &late.refresh).await);
}

#[tokio::test]
async fn a_session_that_is_renewed_again_and_again_is_over_in_the_end_to_the_microsecond() {
    let world = World::new();
    world.register("ada").await;
    let mut grant = world.grant("ada").await;
    let lifetime = session_lifetime();
    let end = instant().plus_seconds(lifetime.absolute.into());
    loop {
        let next = world.clock.now().plus_seconds(i64::from(lifetime.idle) - 1);
        if next >= end {
            break;
        }
        world.clock.set(next);
        grant = refresh(&world, &grant.refresh).await.unwrap();
        let left = (end.as_microseconds() - next.as_microseconds()) / 1_000_000;
        let expected = i64::from(lifetime.idle).min(left);
        assert_eq!(i64::from(grant.refresh_expires_in), expected);
    }
    world.clock.set(end.just_before());
    grant = refresh(&world, &grant.refresh).await.unwrap();
    world.clock.set(end);
    assert_invalid(&refresh(&world, &grant.refresh).await);
}

#[tokio::test]
async fn an_access_token_does_not_outlive_its_session() {
    let world = World::new();
    world.register("ada").await;
    let mut grant = world.grant("ada").await;
    let lifetime = session_lifetime();
    let end = instant().plus_seconds(lifetime.absolute.into());
    while world.clock.now() < end.plus_seconds(-100) {
        let next = world.clock.now().plus_seconds(i64::from(lifetime.idle) - 1);
        world.clock.set(next.min(end.plus_seconds(-100)));
        grant = refresh(&world, &grant.refresh).await.unwrap();
    }
    assert_eq!(
        (grant.access.expires_in, grant.refresh_expires_in),
        (100, 100)
    );
    world.clock.set(end.plus_seconds(-1));
    assert!(world.authenticate(&access(&grant)).await.is_ok());
    world.clock.set(end);
    assert!(world.authenticate(&access(&grant)).await.is_err());
    // Not even for a part of a second.
    world
        .clock
        .set(end.plus_seconds(-1).just_before().just_before());
    let grant = refresh(&world, &grant.refresh).await.unwrap();
    assert_eq!(grant.access.expires_in, 1);
}

#[tokio::test]
async fn a_session_of_someone_else_is_not_ended_by_a_made_up_token() {
    let world = World::new();
    world.register("ada").await;
    let grant = world.grant("ada").await;
    // Whoever does not know what all tokens of a session share, knows no session.
    let own = grant.refresh.expose().rsplit('-').next().unwrap();
    assert_invalid(&refresh(&world, &token(&format!("refresh-2-{own}"))).await);
    assert!(refresh(&world, &grant.refresh).await.is_ok());
}

#[tokio::test]
async fn going_on_takes_no_password() {
    let world = World::new();
    let user = world.register("ada").await;
    let grant = world.grant("ada").await;
    world.hasher.set_busy(true);
    world.throttle.set_limit(0);
    assert!(refresh(&world, &grant.refresh).await.is_ok());
    assert_eq!(world.throttle.tries(&Account::Known(user.id)), 0);
    world.hasher.set_busy(false);
    assert!(world.log_in("ada", PASSWORD).await.is_err());
}
