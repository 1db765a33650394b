//! Units that write by one statement, without a transaction around it.

use docket_application::ports::store::StoreError;
use docket_testkit::database::TestEngine;

use crate::common::{Fixture, has_user, insert_user};

async fn a_unit_that_may_write_once_is_refused_a_second_write(engine: TestEngine) {
    let fixture = Fixture::new(engine);
    let unit = fixture.store.write_one::<_, StoreError, _>(|work| {
        insert_user(work, "first")?;
        insert_user(work, "second")
    });
    assert!(matches!(unit.await, Err(StoreError::Failed(_))));
    assert!(!has_user(&fixture.store, "second").await);
}

#[tokio::test]
async fn a_unit_that_may_write_once_is_refused_a_second_write_on_any_engine() {
    for engine in TestEngine::ALL {
        a_unit_that_may_write_once_is_refused_a_second_write(engine).await;
    }
}
