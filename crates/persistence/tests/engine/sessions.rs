//! Sessions and administrators when several instances change them at once.

use std::time::{Duration, Instant};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use docket_application::ports::store::{Store, StoreError, UnitOfWork};
use docket_application::ports::tokens::{SecretDigest, TokenDigests};
use docket_domain::policy::keep_an_admin;
use docket_domain::user::AccountChange;
use docket_domain::{Role, Session, UserId};
use docket_testkit::database::TestEngine;
use docket_testkit::fixtures;

use crate::common::{Fixture, Gate, add_user, insert_user};

/// The digests of the token that has this number, of the one family there is.
fn digests(number: u8) -> TokenDigests {
    TokenDigests {
        family: SecretDigest([0xff; 32]),
        own: SecretDigest([number; 32]),
    }
}

async fn add_session(store: &Store, user: UserId) -> Session {
    let session = fixtures::new_session(user);
    let added = store.write::<_, StoreError, _>(move |work| {
        work.users().find(user)?;
        work.sessions().add(session.clone(), &digests(0))
    });
    added.await.unwrap()
}

async fn add_admin(store: &Store, name: &str) -> UserId {
    let name = name.to_owned();
    let added = store.write::<_, StoreError, _>(move |work| {
        let user = insert_user(work, &name)?;
        change(work, user.id, Role::Admin)?;
        Ok(user.id)
    });
    added.await.unwrap()
}

/// Gives a user another role.
fn change(work: &mut dyn UnitOfWork, id: UserId, role: Role) -> Result<(), StoreError> {
    let mut user = work.users().find(id)?.unwrap();
    user.administer(AccountChange {
        role: Some(role),
        is_active: None,
    });
    assert!(work.users().update(&user)?);
    Ok(())
}

/// All of them have found the session before any of them renewed it.
async fn of_two_instances_one_renews_a_session(engine: TestEngine) {
    const CLIENTS: u8 = 20;
    let fixture = Fixture::new(engine);
    let user = add_user(&fixture.store, "ada").await.unwrap().id;
    let session = add_session(&fixture.store, user).await;
    let stores = [fixture.store.clone(), fixture.another()];
    let clients: Vec<_> = (1..=CLIENTS)
        .map(|number| {
            let store = stores[usize::from(number % 2)].clone();
            let session = session.clone();
            tokio::spawn(async move {
                let unit = store.write::<_, StoreError, _>(move |work| {
                    work.users().find(user)?;
                    let next = digests(number).own;
                    work.sessions().rotate(&session, &digests(0).own, &next)
                });
                unit.await.unwrap().then_some(digests(number).own)
            })
        })
        .collect();
    let mut renewed = Vec::new();
    for client in clients {
        renewed.extend(client.await.unwrap());
    }
    let kept = fixture
        .store
        .read::<_, StoreError, _>(|work| work.sessions().find_family(&digests(0).family));
    assert_eq!(renewed, [kept.await.unwrap().unwrap().token]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_instances_one_renews_a_session_on_sqlite() {
    of_two_instances_one_renews_a_session(TestEngine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_instances_one_renews_a_session_on_postgres() {
    of_two_instances_one_renews_a_session(TestEngine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_instances_one_renews_a_session_on_mysql() {
    of_two_instances_one_renews_a_session(TestEngine::Mysql).await;
}

/// All of them want to be administrators no longer, at once.
async fn an_administrator_remains(engine: TestEngine) {
    const ADMINS: usize = 12;
    let fixture = Fixture::new(engine);
    let stores = [fixture.store.clone(), fixture.another()];
    let mut admins = Vec::new();
    for number in 0..ADMINS {
        admins.push(add_admin(&fixture.store, &format!("admin-{number}")).await);
    }
    let units: Vec<_> = admins
        .into_iter()
        .zip(stores.iter().cycle().cloned())
        .map(|(id, store)| {
            tokio::spawn(async move {
                let unit = store.write::<_, StoreError, _>(move |work| {
                    let admins = work.users().hold_active_admins()?;
                    assert!(admins.contains(&id));
                    if keep_an_admin(&admins, id).is_err() {
                        return Ok(false);
                    }
                    change(work, id, Role::User)?;
                    work.sessions().remove_all(id, None)?;
                    Ok(true)
                });
                unit.await.unwrap()
            })
        })
        .collect();
    let mut left = 0;
    for unit in units {
        left += usize::from(unit.await.unwrap());
    }
    assert_eq!(left, ADMINS - 1);
    let remaining = fixture
        .store
        .read::<_, StoreError, _>(|work| work.users().hold_active_admins());
    assert_eq!(remaining.await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_administrators_that_leave_at_once_one_remains_on_sqlite() {
    an_administrator_remains(TestEngine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_administrators_that_leave_at_once_one_remains_on_postgres() {
    an_administrator_remains(TestEngine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_administrators_that_leave_at_once_one_remains_on_mysql() {
    an_administrator_remains(TestEngine::Mysql).await;
}

/// Whoever is an administrator at one moment is none at the next, and logs in all the time.
async fn administrators_come_and_go(engine: TestEngine) {
    const CLIENTS: usize = 12;
    const CHANGES: usize = 30;
    let fixture = Fixture::new(engine);
    let stores = [fixture.store.clone(), fixture.another()];
    let mut users = Vec::new();
    for number in 0..6 {
        let user = add_user(&fixture.store, &format!("user-{number}")).await;
        users.push(user.unwrap().id);
    }
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let store = stores[client % 2].clone();
            let users = users.clone();
            tokio::spawn(async move {
                for number in 0..CHANGES {
                    let id = users[(client + number) % users.len()];
                    let role = [Role::Admin, Role::User][(client + number / 2) % 2];
                    let unit = store.write::<_, StoreError, _>(move |work| {
                        if number % 3 > 0 {
                            work.users().hold_active_admins()?;
                            change(work, id, role)?;
                        }
                        work.users().find(id)?;
                        work.sessions().remove_all(id, None)
                    });
                    unit.await.unwrap();
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_that_come_and_go_are_in_nobodys_way_on_sqlite() {
    administrators_come_and_go(TestEngine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_that_come_and_go_are_in_nobodys_way_on_postgres() {
    administrators_come_and_go(TestEngine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_that_come_and_go_are_in_nobodys_way_on_mysql() {
    administrators_come_and_go(TestEngine::Mysql).await;
}

/// One ceases to be one, and others become it, with smaller and with greater ids. In SQLite nobody
/// waits within a unit of work.
async fn who_waits_sees_the_administrators_of_then(engine: TestEngine) {
    let fixture = Fixture::new(engine);
    let store = &fixture.store;
    let first = add_user(store, "first").await.unwrap().id;
    let admin = add_admin(store, "admin").await;
    let last = add_user(store, "last").await.unwrap().id;

    let (gate, mut wait) = Gate::new();
    let earlier = tokio::spawn({
        let store = store.clone();
        async move {
            let unit = store.write::<_, StoreError, _>(move |work| {
                assert_eq!(work.users().hold_active_admins()?, [admin]);
                wait();
                change(work, first, Role::Admin)?;
                change(work, last, Role::Admin)?;
                change(work, admin, Role::User)
            });
            unit.await.unwrap();
        }
    });
    gate.wait_until_entered();
    let later = tokio::spawn({
        let store = fixture.another();
        async move {
            let unit = store.write::<_, StoreError, _>(|work| work.users().hold_active_admins());
            unit.await.unwrap()
        }
    });
    wait_for_a_lock(engine, fixture.test_database.url());
    gate.open();
    earlier.await.unwrap();
    assert_eq!(later.await.unwrap(), [first, last]);
}

/// Waits until a unit of work waits for a lock of another one. What MySQL tells of locks is renewed
/// only while nobody asks, so there it is enough that the statement has begun.
fn wait_for_a_lock(engine: TestEngine, url: &str) {
    let begun = Instant::now();
    while count_waiting(engine, url) == 0 {
        assert!(begun.elapsed() < Duration::from_secs(10), "nobody waits");
    }
}

fn count_waiting(engine: TestEngine, url: &str) -> i64 {
    match engine {
        TestEngine::Postgres => sql::<BigInt>(
            "SELECT count(*) FROM pg_stat_activity \
             WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        .get_result(&mut PgConnection::establish(url).unwrap())
        .unwrap(),
        #[cfg(feature = "mysql")]
        TestEngine::Mysql => sql::<BigInt>(
            "SELECT count(*) FROM information_schema.processlist \
             WHERE db = database() AND id <> connection_id() AND info LIKE '%FOR UPDATE%'",
        )
        .get_result(&mut MysqlConnection::establish(url).unwrap())
        .unwrap(),
        #[cfg(not(feature = "mysql"))]
        TestEngine::Mysql => panic!("testing on MySQL needs the feature `mysql`"),
        TestEngine::Sqlite => panic!("there are no locks of rows"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_sees_the_administrators_of_then_on_postgres() {
    who_waits_sees_the_administrators_of_then(TestEngine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_sees_the_administrators_of_then_on_mysql() {
    who_waits_sees_the_administrators_of_then(TestEngine::Mysql).await;
}
