//! SQLite: one writer, many units in one commit.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use docket_application::ports::store::StoreError;
use docket_persistence::{Database, DatabaseOptions, DatabaseUrl, OpenError, SqliteError};
use docket_testkit::database::TestEngine;

use crate::common::{Fixture, Gate, add_user, has_user, insert_user, poll_once, started};

#[tokio::test]
async fn neighbours_of_units_that_fail_or_panic_in_one_commit_are_kept() {
    let fixture = Fixture::new(TestEngine::Sqlite);
    let store = &fixture.store;
    let (gate, mut wait) = Gate::new();
    let first = started(store.write::<_, StoreError, _>(move |_| {
        wait();
        Ok(())
    }));
    gate.wait_until_entered();
    // All of these wait while the first one is at work, so they share the next commit.
    let kept = started(add_user(store, "kept"));
    let failing = started(store.write(|work| {
        insert_user(work, "undone")?;
        Err::<(), _>(StoreError::Stale)
    }));
    let panicking = started(store.write::<(), StoreError, _>(|work| {
        insert_user(work, "unwound")?;
        panic!("a unit of work that panics, on purpose");
    }));
    let duplicate = started(add_user(store, "KEPT"));
    let swallowing = started(store.write::<_, StoreError, _>(|work| {
        insert_user(work, "before")?;
        assert!(insert_user(work, "kept").is_err());
        insert_user(work, "after")
    }));
    gate.open();
    first.await.unwrap();
    kept.await.unwrap();
    assert!(matches!(failing.await, Err(StoreError::Stale)));
    assert!(matches!(panicking.await, Err(StoreError::Panicked)));
    assert!(matches!(duplicate.await, Err(StoreError::Duplicate(_))));
    swallowing.await.unwrap();
    for (name, there) in [
        ("kept", true),
        ("before", true),
        ("after", true),
        ("undone", false),
        ("unwound", false),
    ] {
        assert_eq!(has_user(store, name).await, there, "{name}");
    }
}

#[tokio::test]
async fn a_full_queue_answers_at_once_and_who_has_gone_away_is_not_worked_for() {
    const QUEUE: usize = 1024;
    let fixture = Fixture::new(TestEngine::Sqlite);
    let store = &fixture.store;
    let (gate, mut wait) = Gate::new();
    let first = started(store.write::<_, StoreError, _>(move |_| {
        wait();
        Ok(())
    }));
    gate.wait_until_entered();
    let runs = Arc::new(AtomicUsize::new(0));
    let count = || {
        let runs = Arc::clone(&runs);
        store.write::<_, StoreError, _>(move |_| {
            runs.fetch_add(1, Ordering::Relaxed);
            Ok(())
        })
    };
    let mut waiting: Vec<_> = (0..QUEUE).map(|_| started(count())).collect();
    let mut refused: std::pin::Pin<Box<dyn Future<Output = _>>> = Box::pin(count());
    assert!(matches!(
        poll_once(&mut refused),
        Poll::Ready(Err(StoreError::Unavailable(Some(_))))
    ));
    waiting.truncate(3);
    gate.open();
    first.await.unwrap();
    for unit in waiting {
        unit.await.unwrap();
    }
    add_user(store, "after-all-of-them").await.unwrap();
    assert_eq!(runs.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn closing_finishes_what_waits_and_empties_the_write_ahead_log() {
    let fixture = Fixture::new(TestEngine::Sqlite);
    let store = &fixture.store;
    let (gate, mut wait) = Gate::new();
    let first = started(store.write::<_, StoreError, _>(move |_| {
        wait();
        Ok(())
    }));
    gate.wait_until_entered();
    let waiting = started(add_user(store, "waiting"));
    let database = Arc::clone(&fixture.database);
    let closing = thread::spawn(move || database.close());
    gate.open();
    first.await.unwrap();
    waiting.await.unwrap();
    closing.join().unwrap();
    assert!(matches!(
        add_user(store, "late").await,
        Err(StoreError::Unavailable(Some(_)))
    ));

    let path = fixture.url.sqlite_path().unwrap();
    let log = path.with_extension("db-wal");
    assert!(!log.exists(), "{} is still there", log.display());
    let reopened = fixture.another();
    assert!(has_user(&reopened, "waiting").await && !has_user(&reopened, "late").await);
}

#[tokio::test]
async fn a_table_that_is_missing_fails_one_unit_and_no_more() {
    use diesel::connection::SimpleConnection;
    use diesel::{Connection, SqliteConnection};

    let fixture = Fixture::new(TestEngine::Sqlite);
    let path = fixture
        .url
        .sqlite_path()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    let mut admin = SqliteConnection::establish(&path).unwrap();
    admin
        .batch_execute("ALTER TABLE users RENAME TO users_of_old")
        .unwrap();
    let failed = add_user(&fixture.store, "ada").await;
    assert!(
        matches!(failed, Err(StoreError::Unavailable(_))),
        "{failed:?}"
    );
    admin
        .batch_execute("ALTER TABLE users_of_old RENAME TO users")
        .unwrap();
    add_user(&fixture.store, "ada").await.unwrap();
}

#[tokio::test]
async fn a_unit_that_another_process_keeps_waiting_fails_and_the_next_one_starts_clean() {
    use diesel::connection::SimpleConnection;
    use diesel::{Connection, SqliteConnection};

    let fixture = Fixture::new(TestEngine::Sqlite);
    let path = fixture
        .url
        .sqlite_path()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    let mut other = SqliteConnection::establish(&path).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let refused = add_user(&fixture.store, "ada").await;
    assert!(
        matches!(refused, Err(StoreError::Unavailable(Some(_)))),
        "{refused:?}"
    );
    other.batch_execute("ROLLBACK").unwrap();
    add_user(&fixture.store, "ada").await.unwrap();
}

#[tokio::test]
async fn all_who_wait_behind_another_process_are_told_when_the_first_ones_are() {
    use diesel::connection::SimpleConnection;
    use diesel::{Connection, SqliteConnection};

    // More than are tried at once, so that most of them wait for others who wait.
    const WAITING: usize = 200;
    let fixture = Fixture::new(TestEngine::Sqlite);
    let path = fixture.url.sqlite_path().unwrap().to_str().unwrap();
    let mut other = SqliteConnection::establish(path).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let begun = Instant::now();
    let store = &fixture.store;
    let waiting: Vec<_> = (0..WAITING)
        .map(|number| format!("user{number}"))
        .map(|name| started(async move { add_user(store, &name).await }))
        .collect();
    for answer in waiting {
        let refused = answer.await;
        assert!(
            matches!(refused, Err(StoreError::Unavailable(Some(_)))),
            "{refused:?}"
        );
    }
    let waited = begun.elapsed();
    // Two seconds are waited for the lock: once, and not once for each batch.
    assert!(waited < Duration::from_secs(4), "{waited:?}");
}

fn open(raw: &str) -> SqliteError {
    match Database::open(
        &DatabaseUrl::parse(raw).unwrap(),
        DatabaseOptions::default(),
    ) {
        Err(OpenError::Sqlite(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_that_cannot_be_used_is_refused_at_once_with_its_reason() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().display();
    let missing = open(&format!("sqlite:///{root}/missing/docket.db"));
    assert!(
        matches!(missing, SqliteError::DirectoryMissing(_)),
        "{missing}"
    );
    let a_directory = open(&format!("sqlite:///{root}"));
    assert!(
        matches!(a_directory, SqliteError::IsDirectory(_)),
        "{a_directory}"
    );
    let file = directory.path().join("notes.txt");
    std::fs::write(&file, "not a database, but a file of notes\n".repeat(50)).unwrap();
    let notes = open(&format!("sqlite:///{}", file.display()));
    assert!(matches!(notes, SqliteError::NotADatabase(_)), "{notes}");
}

#[tokio::test]
async fn as_many_readers_as_are_asked_for_read_at_once() {
    const READERS: usize = 3;
    let options = DatabaseOptions {
        pool_size: NonZeroUsize::new(READERS),
        ..DatabaseOptions::default()
    };
    let fixture = Fixture::with(TestEngine::Sqlite, options);
    let mut gates = Vec::new();
    for _ in 0..READERS {
        let (gate, mut wait) = Gate::new();
        let unit = started(fixture.store.read::<_, StoreError, _>(move |_| {
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
