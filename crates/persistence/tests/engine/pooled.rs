//! PostgreSQL and MySQL: a pool, and what happens when connections are lost.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use docket_application::ports::store::{Store, StoreError};
use docket_persistence::{Database, DatabaseOptions, DatabaseUrl};
use docket_testkit::database::TestEngine;
use docket_testkit::fixtures::user_id;

use crate::common::{Fixture, Gate, add_user, has_user, insert_user, started};

/// Ends all connections to the database of `url`, but the one that does so.
fn kill_connections(engine: TestEngine, url: &str) {
    match engine {
        TestEngine::Postgres => PgConnection::establish(url)
            .unwrap()
            .batch_execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            .unwrap(),
        TestEngine::Mysql => kill_mysql_connections(url),
        TestEngine::Sqlite => panic!("there is no server"),
    }
}

#[cfg(feature = "mysql")]
fn kill_mysql_connections(url: &str) {
    use diesel::dsl::sql;
    use diesel::sql_types::BigInt;

    let mut connection = MysqlConnection::establish(url).unwrap();
    let others = "SELECT CAST(id AS SIGNED) FROM information_schema.processlist \
        WHERE db = database() AND id <> connection_id()";
    for id in sql::<BigInt>(others).load::<i64>(&mut connection).unwrap() {
        connection.batch_execute(&format!("KILL {id}")).unwrap();
    }
}

#[cfg(not(feature = "mysql"))]
fn kill_mysql_connections(_: &str) {
    panic!("testing on MySQL needs the feature `mysql`");
}

/// Has all connections of the pool opened.
async fn fill_pool(store: &Store, connections: usize) {
    let mut gates = Vec::new();
    for _ in 0..connections {
        let (gate, mut wait) = Gate::new();
        let unit = started(store.read::<_, StoreError, _>(move |work| {
            work.users().find(user_id(1))?;
            wait();
            Ok(())
        }));
        gate.wait_until_entered();
        gates.push((gate, unit));
    }
    for (gate, unit) in gates {
        gate.open();
        unit.await.unwrap();
    }
}

async fn dead_connections_are_replaced_without_anyone_noticing(engine: TestEngine) {
    const CONNECTIONS: usize = 4;
    let options = DatabaseOptions {
        pool_size: NonZeroUsize::new(CONNECTIONS),
        ..DatabaseOptions::default()
    };
    let fixture = Fixture::with(engine, options);
    for name in ["first", "second"] {
        fill_pool(&fixture.store, CONNECTIONS).await;
        kill_connections(engine, fixture.test_database.url());
        add_user(&fixture.store, name).await.unwrap();
        fill_pool(&fixture.store, CONNECTIONS).await;
        kill_connections(engine, fixture.test_database.url());
        assert!(has_user(&fixture.store, name).await);
    }
    fill_pool(&fixture.store, CONNECTIONS).await;
    kill_connections(engine, fixture.test_database.url());
    fixture.store.check().await.unwrap();
}

#[tokio::test]
async fn dead_connections_are_replaced_without_anyone_noticing_on_postgres() {
    dead_connections_are_replaced_without_anyone_noticing(TestEngine::Postgres).await;
}

#[tokio::test]
async fn dead_connections_are_replaced_without_anyone_noticing_on_mysql() {
    dead_connections_are_replaced_without_anyone_noticing(TestEngine::Mysql).await;
}

async fn a_unit_that_loses_its_connection_is_run_again(engine: TestEngine) {
    let fixture = Fixture::new(engine);
    let url = fixture.test_database.url().to_owned();
    let runs = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&runs);
    let unit = fixture.store.write::<_, StoreError, _>(move |work| {
        insert_user(work, "first")?;
        if count.fetch_add(1, Ordering::Relaxed) == 0 {
            kill_connections(engine, &url);
        }
        insert_user(work, "second")
    });
    unit.await.unwrap();
    assert_eq!(runs.load(Ordering::Relaxed), 2);
    assert!(has_user(&fixture.store, "first").await && has_user(&fixture.store, "second").await);
}

#[tokio::test]
async fn a_unit_that_loses_its_connection_is_run_again_on_postgres() {
    a_unit_that_loses_its_connection_is_run_again(TestEngine::Postgres).await;
}

#[tokio::test]
async fn a_unit_that_loses_its_connection_is_run_again_on_mysql() {
    a_unit_that_loses_its_connection_is_run_again(TestEngine::Mysql).await;
}

async fn a_commit_that_fails_is_not_made_again(engine: TestEngine) {
    let fixture = Fixture::new(engine);
    let url = fixture.test_database.url().to_owned();
    let runs = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&runs);
    let unit = fixture.store.write::<_, StoreError, _>(move |work| {
        insert_user(work, "ada")?;
        count.fetch_add(1, Ordering::Relaxed);
        kill_connections(engine, &url);
        Ok(())
    });
    assert!(matches!(unit.await, Err(StoreError::Unavailable(Some(_)))));
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    assert!(!has_user(&fixture.store, "ada").await);
}

#[tokio::test]
async fn a_commit_that_fails_is_not_made_again_on_postgres() {
    a_commit_that_fails_is_not_made_again(TestEngine::Postgres).await;
}

#[tokio::test]
async fn a_commit_that_fails_is_not_made_again_on_mysql() {
    a_commit_that_fails_is_not_made_again(TestEngine::Mysql).await;
}

#[tokio::test]
async fn a_server_that_is_away_makes_units_unavailable_within_the_wait() {
    let url = DatabaseUrl::parse("postgres://postgres@127.0.0.1:1/tasks").unwrap();
    let options = DatabaseOptions {
        pool_size: None,
        wait: Duration::from_millis(200),
        ..DatabaseOptions::default()
    };
    let database = Arc::new(Database::open(&url, options).unwrap());
    let store = Store::new(database.clone());
    let begun = std::time::Instant::now();
    let outcome = add_user(&store, "ada").await;
    assert!(
        matches!(outcome, Err(StoreError::Unavailable(Some(_)))),
        "{outcome:?}"
    );
    assert!(matches!(
        store.check().await,
        Err(StoreError::Unavailable(Some(_)))
    ));
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    database.close();
}

#[tokio::test]
async fn waiting_for_a_place_and_then_for_a_connection_takes_one_wait_in_all() {
    let url = DatabaseUrl::parse("postgres://postgres@127.0.0.1:1/tasks").unwrap();
    let wait = Duration::from_secs(1);
    let options = DatabaseOptions {
        pool_size: NonZeroUsize::new(1),
        wait,
        ..DatabaseOptions::default()
    };
    let database = Arc::new(Database::open(&url, options).unwrap());
    let store = Store::new(database.clone());
    // It has the only place, and no connection comes.
    let mut first = started(store.check());
    let half = tokio::time::timeout(wait / 2, first.as_mut()).await;
    assert!(half.is_err(), "{half:?}");
    let begun = std::time::Instant::now();
    let (first, second) = tokio::join!(first, store.check());
    let took = begun.elapsed();
    assert!(first.is_err() && second.is_err());
    // Of its own wait, half was over when it got the place.
    assert!(took < wait * 5 / 4, "{took:?}");
    database.close();
}

/// With the clock of tokio paused, a time-out takes no time.
#[tokio::test(start_paused = true)]
async fn a_worker_that_is_stuck_keeps_its_connection_and_nobody_waiting() {
    let options = DatabaseOptions {
        pool_size: NonZeroUsize::new(1),
        ..DatabaseOptions::default()
    };
    let fixture = Fixture::with(TestEngine::Postgres, options);
    let (gate, mut wait) = Gate::new();
    let stuck = started(fixture.store.write::<_, StoreError, _>(move |_| {
        wait();
        Ok(())
    }));
    gate.wait_until_entered();
    let reason = |outcome: Result<_, StoreError>| match outcome {
        Err(StoreError::Unavailable(Some(cause))) => cause.to_string(),
        Err(other) => panic!("{other:?}"),
        Ok(()) => panic!("it was done"),
    };
    assert_eq!(
        reason(fixture.store.check().await),
        "all connections are in use"
    );
    assert_eq!(reason(stuck.await), "the database does not answer in time");
    gate.open();
    tokio::time::resume();
    add_user(&fixture.store, "ada").await.unwrap();
}

/// Likewise.
#[tokio::test(start_paused = true)]
async fn a_unit_that_was_said_to_take_long_is_waited_for() {
    let options = DatabaseOptions {
        work: Duration::from_hours(1),
        ..DatabaseOptions::default()
    };
    let fixture = Fixture::with(TestEngine::Postgres, options);
    let (gate, mut wait) = Gate::new();
    let mut long = started(fixture.store.write(move |work| {
        wait();
        insert_user(work, "ada")
    }));
    gate.wait_until_entered();
    let early = tokio::time::timeout(Duration::from_mins(59), long.as_mut()).await;
    assert!(early.is_err(), "{early:?}");
    gate.open();
    tokio::time::resume();
    long.await.unwrap();
    assert!(has_user(&fixture.store, "ada").await);
}

#[tokio::test]
async fn closing_finishes_what_is_under_way() {
    for engine in [TestEngine::Postgres, TestEngine::Mysql] {
        let fixture = Fixture::new(engine);
        let (gate, mut wait) = Gate::new();
        let unit = started(fixture.store.write(move |work| {
            wait();
            insert_user(work, "ada")
        }));
        gate.wait_until_entered();
        let database = Arc::clone(&fixture.database);
        let closing = thread::spawn(move || database.close());
        gate.open();
        unit.await.unwrap();
        closing.join().unwrap();
        assert!(matches!(
            add_user(&fixture.store, "bob").await,
            Err(StoreError::Unavailable(_))
        ));
        assert!(has_user(&fixture.another(), "ada").await);
    }
}
