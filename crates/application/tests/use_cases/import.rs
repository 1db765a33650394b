//! Tasks that come from elsewhere.

use docket_application::TaskError;
use docket_application::ports::idempotency::{Attempt, IdempotencyKey};
use docket_domain::Task;
use docket_domain::task::{History, TaskImport};
use docket_testkit::fixtures::{draft, full_draft, instant};

use crate::world::World;

/// A task that was created an hour ago.
fn import(title: &str) -> TaskImport {
    let history = History {
        created_at: Some(instant().plus_seconds(-3600)),
        completed_at: None,
    };
    TaskImport::new(draft(title), history, instant()).unwrap()
}

#[tokio::test]
async fn tasks_are_imported_in_their_order_with_their_past() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let full = TaskImport::new(full_draft("b"), History::default(), instant()).unwrap();
    let tasks = vec![import("c"), full, import("a")];
    assert_eq!(world.tasks.import(&ada, tasks.clone()).await.unwrap(), 3);
    let found = world.list(&ada).await;
    assert_eq!(found.len(), 3);
    for (task, import) in found.iter().zip(&tasks) {
        let record = task.record();
        assert_eq!(record.title, import.draft().title);
        assert_eq!(record.tags, import.draft().tags);
        assert_eq!(Some(record.created_at), import.history().created_at);
        assert_eq!(record.updated_at, instant());
        assert_eq!(record.version.get(), 1);
    }
}

#[tokio::test]
async fn nothing_can_be_imported_too() {
    let world = World::new();
    let ada = world.caller("ada").await;
    assert_eq!(world.tasks.import(&ada, Vec::new()).await.unwrap(), 0);
    assert_eq!(world.list(&ada).await, []);
}

#[tokio::test]
async fn none_is_imported_for_an_account_that_is_gone() {
    let world = World::new();
    let ada = world.caller("ada").await;
    world.remove_user(ada.user_id()).await;
    let outcome = world.tasks.import(&ada, vec![import("a")]).await;
    assert!(matches!(outcome, Err(TaskError::OwnerGone)), "{outcome:?}");
}

#[tokio::test]
async fn asked_again_under_its_key_an_import_is_answered_and_not_done_again() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let ask = async |fingerprint: u8| {
        let attempt = Attempt {
            key: IdempotencyKey::parse("key").unwrap(),
            fingerprint: [fingerprint; 32],
        };
        let tasks = vec![import("a"), import("b")];
        let render = |tasks: &[Task]| vec![u8::try_from(tasks.len()).unwrap()];
        world.tasks.import_once(&ada, tasks, attempt, render).await
    };
    let first = ask(1).await.unwrap();
    assert_eq!((first.bytes, first.is_replay), (vec![2], false));
    let again = ask(1).await.unwrap();
    assert_eq!((again.bytes, again.is_replay), (vec![2], true));
    assert!(matches!(ask(2).await, Err(TaskError::KeyReused)));
    assert_eq!(world.list(&ada).await.len(), 2);
}
