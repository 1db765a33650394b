//! What is stored and cannot be what it stands for. Rows are decoded alike on every engine.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use docket_application::ports::store::{Inconsistency, StoreError, UnitOfWork};
use docket_application::ports::tokens::{SecretDigest, TokenDigests};
use docket_domain::SessionId;
use docket_testkit::database::TestEngine;
use docket_testkit::fixtures;

use crate::common::{Fixture, insert_user};

const DIGESTS: TokenDigests = TokenDigests {
    family: SecretDigest([1; 32]),
    own: SecretDigest([2; 32]),
};

/// Which value of a table is found to be wrong after `statement`, when the only user and their
/// only session are read.
async fn fault_after(statement: &str) -> (&'static str, &'static str, i64) {
    let fixture = Fixture::new(TestEngine::Sqlite);
    let added = fixture.store.write::<_, StoreError, _>(|work| {
        let user = insert_user(work, "ada")?;
        work.sessions()
            .add(fixtures::new_session(user.id), &DIGESTS)
    });
    let id = added.await.unwrap().id;
    let path = fixture.url.sqlite_path().unwrap().display().to_string();
    let mut connection = SqliteConnection::establish(&path).unwrap();
    connection
        .batch_execute(&format!(
            "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; {statement}"
        ))
        .unwrap();
    let read = fixture
        .store
        .snapshot::<_, StoreError, _>(move |work| read_all(work, id));
    match read.await {
        Err(StoreError::Inconsistent(Inconsistency {
            table, column, row, ..
        })) => (table, column, row),
        other => panic!("{statement}: {other:?}"),
    }
}

fn read_all(work: &mut dyn UnitOfWork, id: SessionId) -> Result<(), StoreError> {
    let session = work.sessions().find_family(&DIGESTS.family)?.unwrap();
    work.sessions()
        .list(session.session.user_id, fixtures::instant())?;
    work.sessions().find_user(id, fixtures::instant())?;
    Ok(())
}

#[tokio::test]
async fn a_stored_value_that_does_not_decode_is_an_error_that_names_its_place() {
    let cases = [
        ("sessions", "user_id", "-1"),
        ("sessions", "token", "x'00'"),
        ("sessions", "created_at", "253402207201000000"),
        ("sessions", "last_used_at", "-62167219200000001"),
        ("sessions", "expires_at", "253402207201000000"),
        ("sessions", "ends_at", "253402207201000000"),
        ("sessions", "user_agent", "' curl'"),
        ("sessions", "address", "'localhost'"),
        ("users", "role", "'owner'"),
        ("users", "time_zone", "'Nowhere'"),
    ];
    for (table, column, value) in cases {
        let statement = format!("UPDATE {table} SET {column} = {value}");
        assert_eq!(fault_after(&statement).await, (table, column, 1));
    }
}
