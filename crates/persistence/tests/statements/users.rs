//! Users and their sessions: how many statements there are, and how they are planned.

use docket_application::administration::UserQuery;
use docket_application::ports::store::StoreError;
use docket_application::ports::tokens::{SecretDigest, TokenDigests};
use docket_domain::UserId;
use docket_testkit::database::TestEngine;
use docket_testkit::{block_on, fixtures};

use crate::explain::Session;
use crate::recorder::Recorded;

/// The digests of the token that has this number, of the one family there is.
fn digests(number: u8) -> TokenDigests {
    TokenDigests {
        family: SecretDigest([0xff; 32]),
        own: SecretDigest([number; 32]),
    }
}

/// Begins a session as one does who logs in.
fn log_in(recorded: &Recorded, user: UserId) -> docket_domain::Session {
    let session = fixtures::new_session(user);
    let begun = recorded.store.write::<_, StoreError, _>(move |work| {
        work.users().find(user)?;
        work.users().find_credentials(user)?;
        work.sessions().list(user, fixtures::instant())?;
        work.sessions().add(session.clone(), &digests(1))
    });
    block_on(begun).unwrap()
}

/// That a token is good is asked with each request.
fn few_statements_keep_someone_logged_in(engine: TestEngine) {
    let recorded = Recorded::new(engine);
    let user = recorded.add_user("ada");
    let (session, statements) = recorded.statements(|_| log_in(&recorded, user));
    let expected = if engine == TestEngine::Mysql { 5 } else { 4 };
    assert_eq!(statements.len(), expected, "{statements:#?}");

    let id = session.id;
    let (found, statements) = recorded.statements(|store| {
        block_on(store.read::<_, StoreError, _>(move |work| {
            work.sessions().find_user(id, fixtures::instant())
        }))
    });
    assert_eq!(found.unwrap().unwrap().id, user);
    assert_eq!(statements.len(), 1, "{statements:#?}");
    assert!(!statements[0].contains("password_hash"), "{statements:#?}");

    let (renewed, statements) = recorded.statements(|store| {
        block_on(store.write::<_, StoreError, _>(move |work| {
            let found = work.sessions().find_family(&digests(1).family)?.unwrap();
            work.users().find(found.session.user_id)?;
            work.sessions()
                .rotate(&found.session, &found.token, &digests(2).own)
        }))
    });
    assert!(renewed.unwrap());
    assert_eq!(statements.len(), 3, "{statements:#?}");
}

#[test]
fn few_statements_keep_someone_logged_in_on_any_engine() {
    for engine in TestEngine::ALL {
        few_statements_keep_someone_logged_in(engine);
    }
}

/// PostgreSQL is asked for a lock before, MySQL whether there are others by then.
#[test]
fn the_administrators_are_held_by_two_statements_where_others_may_hold_them() {
    for (engine, expected) in [
        (TestEngine::Sqlite, 1),
        (TestEngine::Postgres, 2),
        (TestEngine::Mysql, 2),
    ] {
        let recorded = Recorded::new(engine);
        let (held, statements) = recorded.statements(|store| {
            block_on(store.write::<_, StoreError, _>(|work| work.users().hold_active_admins()))
        });
        assert!(held.unwrap().is_empty());
        assert_eq!(statements.len(), expected, "{statements:#?}");
    }
}

/// Users of whom one in a thousand is an administrator, each with a session.
const FILL: &str = "INSERT INTO users (username, username_key, password_hash, role, is_active, \
    time_zone, created_at) SELECT 'user-' || n, 'user-' || n, 'hash', \
    CASE WHEN n % 1000 = 0 THEN 'admin' ELSE 'user' END, TRUE, 'UTC', 0 FROM numbers; \
    INSERT INTO sessions (user_id, family, token, created_at, last_used_at, expires_at, ends_at) \
    SELECT id, DIGEST, DIGEST, 0, 0, 1800000000000000 + id, 1900000000000000 FROM users";

fn users_and_sessions_are_found_by_an_index(engine: TestEngine) {
    let recorded = Recorded::new(engine);
    let (digest, key) = if engine == TestEngine::Sqlite {
        ("CAST(printf('%032d', id) AS BLOB)", "INTEGER PRIMARY KEY")
    } else {
        ("convert_to(lpad(id::text, 32, '0'), 'UTF8')", "users_pkey")
    };
    let mut session = Session::beside(&recorded, engine);
    session.fill(10_000, &FILL.replace("DIGEST", digest));
    let (user, now) = (fixtures::user_id(42), fixtures::instant());
    let page = UserQuery {
        after: Some(user),
        ..UserQuery::default()
    };
    let (found, statements) = recorded.statements(|store| {
        block_on(store.read::<_, StoreError, _>(move |work| {
            let admins = work.users().hold_active_admins()?;
            let page = work.users().list(&page, 101)?;
            let sessions = work.sessions().list(user, now)?;
            let found = work.sessions().find_user(sessions[0].id, now)?;
            Ok((admins.len(), page.len(), found.map(|user| user.id)))
        }))
    });
    assert_eq!(found.unwrap(), (10, 101, Some(user)));
    let indices = ["users_admins", key, "sessions_user_id", key];
    assert_eq!(statements.len(), indices.len(), "{statements:#?}");
    for (statement, index) in statements.iter().zip(indices) {
        let plan = session.explain(statement);
        // All of a partial index may be read.
        let reads_all = |line: &str| {
            let line = line.to_lowercase();
            line.contains("scan") && !line.contains("index")
        };
        let is_found = plan.contains(index) && !plan.lines().any(reads_all);
        assert!(is_found, "{statement}\n{plan}");
    }
}

#[test]
fn users_and_sessions_are_found_by_an_index_on_sqlite() {
    users_and_sessions_are_found_by_an_index(TestEngine::Sqlite);
}

#[test]
fn users_and_sessions_are_found_by_an_index_on_postgres() {
    users_and_sessions_are_found_by_an_index(TestEngine::Postgres);
}
