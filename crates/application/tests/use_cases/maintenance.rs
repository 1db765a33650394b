//! What is done from time to time.

use docket_application::MaintenanceService;
use docket_application::ports::idempotency::{Attempt, IdempotencyKey};
use docket_application::ports::store::StoreError;
use docket_testkit::fixtures::{draft, instant, new_session, session_lifetime, unique_digests};

use crate::world::{KEPT, World};

fn maintenance(world: &World) -> MaintenanceService {
    MaintenanceService::new(world.store.clone(), world.clock.clone())
}

#[tokio::test]
async fn answers_are_removed_once_they_have_expired_however_many_there_are() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let maintenance = maintenance(&world);
    // More than one unit of work removes at once.
    let count: u16 = 1001;
    for number in 0..count {
        let attempt = Attempt {
            key: IdempotencyKey::parse(&format!("key-{number}")).unwrap(),
            fingerprint: [0; 32],
        };
        let drafts = vec![draft("a")];
        world
            .tasks
            .create_all_once(&ada, drafts, attempt, |_| Vec::new())
            .await
            .unwrap();
    }

    world.clock.advance_seconds(KEPT.into());
    assert_eq!(maintenance.remove_expired_answers().await.unwrap(), 0);
    world.clock.advance_seconds(1);
    assert_eq!(
        maintenance.remove_expired_answers().await.unwrap(),
        count.into()
    );

    let key = IdempotencyKey::parse("key-0").unwrap();
    let now = docket_domain::Timestamp::MIN;
    let found = world
        .store
        .read(move |work| work.answers().find(ada.user_id(), &key, now))
        .await;
    assert!(matches!(found, Ok::<_, StoreError>(None)));
}

#[tokio::test]
async fn sessions_are_removed_once_they_are_over_however_many_there_are() {
    let world = World::new();
    let maintenance = maintenance(&world);
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    // More than one unit of work removes at once.
    let count = 1001;
    let user = ada.user_id();
    world
        .store
        .write(move |work| {
            for _ in 1..count {
                work.sessions().add(new_session(user), &unique_digests())?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    world.clock.advance_seconds(1);
    let staying = world.session_of(&grace).await;

    let over = instant().plus_seconds(session_lifetime().idle.into());
    world.clock.set(over.just_before());
    assert_eq!(maintenance.remove_expired_sessions().await.unwrap(), 0);
    world.clock.set(over);
    // And the first one of the other user.
    let removed = maintenance.remove_expired_sessions().await.unwrap();
    assert_eq!(removed, count + 1);
    assert_eq!(maintenance.remove_expired_sessions().await.unwrap(), 0);
    let left = world.sessions.list(&grace).await.unwrap();
    assert_eq!(left, [staying]);
}
