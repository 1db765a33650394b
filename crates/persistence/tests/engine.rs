//! Where and how units of work run: what no suite for all stores can see.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "engine/common.rs"]
mod common;
#[path = "engine/inconsistent.rs"]
mod inconsistent;
#[path = "engine/pooled.rs"]
mod pooled;
#[path = "engine/sessions.rs"]
mod sessions;
#[path = "engine/single.rs"]
mod single;
#[path = "engine/sqlite.rs"]
mod sqlite;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use docket_application::ports::idempotency::{Answered, IdempotencyKey};
use docket_application::ports::store::{Entity, Store, StoreError};
use docket_domain::user::UserPatch;
use docket_domain::{Patch, Task, TaskFilter, TaskPatch, TimeZone, UserId};
use docket_testkit::database::TestEngine;
use docket_testkit::fixtures;

use common::{Fixture, add_user, has_user, insert_user};

async fn a_unit_goes_on_after_a_broken_constraint(engine: TestEngine) {
    let fixture = Fixture::new(engine);
    let store = &fixture.store;
    add_user(store, "taken").await.unwrap();
    let unit = store.write::<_, StoreError, _>(|work| {
        // First with nothing to lose, then with something.
        let orphan = fixtures::new_task(fixtures::user_id(i64::MAX), fixtures::draft("orphan"));
        assert!(work.tasks().add(&orphan)?.is_none());
        insert_user(work, "first")?;
        assert!(matches!(
            insert_user(work, "Taken"),
            Err(StoreError::Duplicate(Entity::Username))
        ));
        assert!(work.tasks().add(&orphan)?.is_none());
        insert_user(work, "second")
    });
    unit.await.unwrap();
    assert!(has_user(store, "first").await && has_user(store, "second").await);
}

#[tokio::test]
async fn a_unit_goes_on_after_a_broken_constraint_on_sqlite() {
    a_unit_goes_on_after_a_broken_constraint(TestEngine::Sqlite).await;
}

#[tokio::test]
async fn a_unit_goes_on_after_a_broken_constraint_on_postgres() {
    a_unit_goes_on_after_a_broken_constraint(TestEngine::Postgres).await;
}

#[tokio::test]
async fn a_unit_goes_on_after_a_broken_constraint_on_mysql() {
    a_unit_goes_on_after_a_broken_constraint(TestEngine::Mysql).await;
}

async fn a_unit_that_panics_takes_nothing_down(engine: TestEngine) {
    let fixture = Fixture::new(engine);
    let store = &fixture.store;
    // More often than there are threads.
    for number in 0..20 {
        let name = format!("lost-{number}");
        let lost = name.clone();
        let unit = store.write::<(), StoreError, _>(move |work| {
            insert_user(work, &lost)?;
            panic!("a unit of work that panics, on purpose");
        });
        assert!(matches!(unit.await, Err(StoreError::Panicked)));
        let read = store.read::<(), StoreError, _>(|work| {
            work.users().find(fixtures::user_id(1))?;
            panic!("a unit of work that panics, on purpose");
        });
        assert!(matches!(read.await, Err(StoreError::Panicked)));
        assert!(!has_user(store, &name).await);
    }
    add_user(store, "kept").await.unwrap();
    assert!(has_user(store, "kept").await);
}

#[tokio::test]
async fn a_unit_that_panics_takes_nothing_down_on_sqlite() {
    a_unit_that_panics_takes_nothing_down(TestEngine::Sqlite).await;
}

#[tokio::test]
async fn a_unit_that_panics_takes_nothing_down_on_postgres() {
    a_unit_that_panics_takes_nothing_down(TestEngine::Postgres).await;
}

#[tokio::test]
async fn a_unit_that_panics_takes_nothing_down_on_mysql() {
    a_unit_that_panics_takes_nothing_down(TestEngine::Mysql).await;
}

async fn a_unit_that_may_only_read_cannot_write(engine: TestEngine) {
    let fixture = Fixture::new(engine);
    let unit = fixture
        .store
        .read::<_, StoreError, _>(|work| insert_user(work, "ada"));
    assert!(matches!(unit.await, Err(StoreError::Failed(_))));
    assert!(!has_user(&fixture.store, "ada").await);
}

#[tokio::test]
async fn a_unit_that_may_only_read_cannot_write_on_any_engine() {
    for engine in TestEngine::ALL {
        a_unit_that_may_only_read_cannot_write(engine).await;
    }
}

/// Adds one to the number that is the title of a task.
fn increment(task: &mut Task) {
    let count: u32 = task.record().title.as_str().parse().unwrap();
    let title = Some(fixtures::title(&(count + 1).to_string()));
    let patch = TaskPatch {
        title,
        description: Patch::Keep,
        status: None,
        priority: None,
        due_date: Patch::Keep,
        tags: None,
    };
    assert!(task.edit(&patch, fixtures::instant()));
}

async fn two_instances_lose_no_increment(engine: TestEngine) {
    const CLIENTS: usize = 6;
    const INCREMENTS: usize = 20;
    let fixture = Fixture::new(engine);
    let stores = [fixture.store.clone(), fixture.another()];
    let owner = add_user(&fixture.store, "ada").await.unwrap().id;
    let task = fixture.store.write::<_, StoreError, _>(move |work| {
        work.tasks()
            .add(&fixtures::new_task(owner, fixtures::draft("0")))
    });
    let id = task.await.unwrap().unwrap().id();

    let runs = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = stores
        .iter()
        .cycle()
        .take(CLIENTS)
        .cloned()
        .map(|store| {
            let runs = Arc::clone(&runs);
            tokio::spawn(async move {
                for _ in 0..INCREMENTS {
                    let runs = Arc::clone(&runs);
                    let unit = store.write::<_, StoreError, _>(move |work| {
                        runs.fetch_add(1, Ordering::Relaxed);
                        let mut task = work.tasks().find(id)?.unwrap();
                        let read_at = task.record().version;
                        increment(&mut task);
                        work.tasks().update(&task, read_at)
                    });
                    unit.await.unwrap();
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    let task = fixture
        .store
        .read::<_, StoreError, _>(move |work| work.tasks().find(id));
    let record = task.await.unwrap().unwrap().into_record();
    assert_eq!(record.title.as_str(), (CLIENTS * INCREMENTS).to_string());
    assert_eq!(
        record.version.get(),
        i64::try_from(CLIENTS * INCREMENTS).unwrap() + 1
    );
    assert!(runs.load(Ordering::Relaxed) >= CLIENTS * INCREMENTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_lose_no_increment_on_sqlite() {
    two_instances_lose_no_increment(TestEngine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_lose_no_increment_on_postgres() {
    two_instances_lose_no_increment(TestEngine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_lose_no_increment_on_mysql() {
    two_instances_lose_no_increment(TestEngine::Mysql).await;
}

/// Users have no version, so whoever reads one to change it must hold it.
async fn two_clients_edit_two_parts_of_one_user(engine: TestEngine) {
    const EDITS: usize = 30;
    let fixture = Fixture::new(engine);
    let id = add_user(&fixture.store, "ada").await.unwrap().id;
    let edit = move |store: Store, patch: UserPatch| async move {
        let unit = store.write::<_, StoreError, _>(move |work| {
            let mut user = work.users().find(id)?.unwrap();
            user.edit(&patch).unwrap();
            assert!(work.users().update(&user)?);
            Ok(())
        });
        unit.await.unwrap();
        let user = store.read::<_, StoreError, _>(move |work| work.users().find(id));
        user.await.unwrap().unwrap()
    };
    let (one, other) = (fixture.store.clone(), fixture.another());
    let emails = tokio::spawn(async move {
        for number in 0..EDITS {
            let email = fixtures::email(&format!("ada-{number}@mail.example"));
            let patch = UserPatch {
                email: Patch::Set(email.clone()),
                ..UserPatch::default()
            };
            let user = edit(one.clone(), patch).await;
            assert_eq!(user.identity.email(), Some(&email));
        }
    });
    let zones = tokio::spawn(async move {
        for name in ["Europe/Paris", "Asia/Tokyo"]
            .into_iter()
            .cycle()
            .take(EDITS)
        {
            let time_zone = TimeZone::parse(name).unwrap();
            let patch = UserPatch {
                time_zone: Some(time_zone.clone()),
                ..UserPatch::default()
            };
            let user = edit(other.clone(), patch).await;
            assert_eq!(user.time_zone, time_zone);
        }
    });
    emails.await.unwrap();
    zones.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clients_that_edit_one_user_lose_nothing_on_sqlite() {
    two_clients_edit_two_parts_of_one_user(TestEngine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clients_that_edit_one_user_lose_nothing_on_postgres() {
    two_clients_edit_two_parts_of_one_user(TestEngine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clients_that_edit_one_user_lose_nothing_on_mysql() {
    two_clients_edit_two_parts_of_one_user(TestEngine::Mysql).await;
}

/// Adds a task under a key unless one was added under it before, and answers whether it was.
async fn add_once(store: &Store, owner: UserId, runs: Arc<AtomicUsize>) -> bool {
    let key = IdempotencyKey::parse("the-same").unwrap();
    let answered = Answered {
        fingerprint: [7; 32],
        answer: b"done".to_vec(),
    };
    let task = fixtures::new_task(owner, fixtures::draft("once"));
    let unit = store.write::<_, StoreError, _>(move |work| {
        runs.fetch_add(1, Ordering::Relaxed);
        let now = fixtures::instant();
        if let Some(earlier) = work.answers().find(owner, &key, now)? {
            assert_eq!(earlier, answered);
            return Ok(false);
        }
        work.tasks().add(&task)?;
        work.answers()
            .add(owner, &key, &answered, now.plus_seconds(60))?;
        Ok(true)
    });
    unit.await.unwrap()
}

async fn of_two_instances_one_acts_under_a_key(engine: TestEngine) {
    let fixture = Fixture::new(engine);
    let owner = add_user(&fixture.store, "ada").await.unwrap().id;
    let stores = [fixture.store.clone(), fixture.another()];
    let runs = Arc::new(AtomicUsize::new(0));
    let units: Vec<_> = (0..40)
        .map(|number| {
            let (store, runs) = (stores[number % 2].clone(), Arc::clone(&runs));
            tokio::spawn(async move { add_once(&store, owner, runs).await })
        })
        .collect();
    let mut acted = 0;
    for unit in units {
        acted += usize::from(unit.await.unwrap());
    }
    assert_eq!(acted, 1);
    let count = fixture
        .store
        .read::<_, StoreError, _>(move |work| work.tasks().count(owner, &TaskFilter::default()));
    assert_eq!(count.await.unwrap(), 1);
    assert!(runs.load(Ordering::Relaxed) >= 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_instances_one_acts_under_a_key_on_sqlite() {
    of_two_instances_one_acts_under_a_key(TestEngine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_instances_one_acts_under_a_key_on_postgres() {
    of_two_instances_one_acts_under_a_key(TestEngine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_instances_one_acts_under_a_key_on_mysql() {
    of_two_instances_one_acts_under_a_key(TestEngine::Mysql).await;
}
