//! What is done once, however often it is asked for.

use docket_application::ports::idempotency::{Attempt, IdempotencyKey};
use docket_application::tasks::Answer;
use docket_application::{Caller, TaskError};
use docket_domain::Task;
use docket_testkit::fixtures::draft;

use crate::world::{KEPT, World};

fn attempt(key: &str, fingerprint: u8) -> Attempt {
    Attempt {
        key: IdempotencyKey::parse(key).unwrap(),
        fingerprint: [fingerprint; 32],
    }
}

/// The ids and titles of tasks.
fn render(tasks: &[Task]) -> Vec<u8> {
    let line = |task: &Task| format!("{} {}\n", task.id(), task.record().title.as_str());
    tasks.iter().map(line).collect::<String>().into_bytes()
}

/// Asks for two tasks.
async fn ask(
    world: &World,
    caller: &Caller,
    key: &str,
    fingerprint: u8,
) -> Result<Answer, TaskError> {
    let drafts = vec![draft("a"), draft("b")];
    world
        .tasks
        .create_all_once(caller, drafts, attempt(key, fingerprint), render)
        .await
}

#[tokio::test]
async fn asked_again_it_answers_the_same_bytes_and_does_nothing() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let first = ask(&world, &ada, "key", 1).await.unwrap();
    assert!(!first.is_replay);
    let created = world.list(&ada).await;
    assert_eq!((created.len(), &first.bytes), (2, &render(&created)));
    // Whatever became of the tasks meanwhile.
    world
        .tasks
        .delete_all(&ada, vec![created[0].id()])
        .await
        .unwrap();
    let second = ask(&world, &ada, "key", 1).await.unwrap();
    assert_eq!((second.bytes, second.is_replay), (first.bytes, true));
    assert_eq!(world.list(&ada).await, created[1..]);
}

#[tokio::test]
async fn a_key_stands_for_one_request_alone() {
    let world = World::new();
    let ada = world.caller("ada").await;
    ask(&world, &ada, "key", 1).await.unwrap();
    let outcome = ask(&world, &ada, "key", 2).await;
    assert!(matches!(outcome, Err(TaskError::KeyReused)), "{outcome:?}");
    assert_eq!(world.list(&ada).await.len(), 2);
    // Another key and the same request is another one.
    assert!(!ask(&world, &ada, "Key", 1).await.unwrap().is_replay);
    assert_eq!(world.list(&ada).await.len(), 4);
}

#[tokio::test]
async fn everyone_has_keys_of_their_own() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    for (caller, fingerprint) in [(&ada, 1), (&grace, 2)] {
        let answer = ask(&world, caller, "key", fingerprint).await.unwrap();
        assert!(!answer.is_replay);
    }
    assert_eq!(world.list(&grace).await.len(), 2);
}

#[tokio::test]
async fn a_key_is_free_again_once_its_answer_has_expired() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let first = ask(&world, &ada, "key", 1).await.unwrap();
    world.clock.advance_seconds(KEPT.into());
    assert!(ask(&world, &ada, "key", 1).await.unwrap().is_replay);
    world.clock.advance_seconds(1);
    // For the same request and for any other.
    let second = ask(&world, &ada, "key", 2).await.unwrap();
    assert!(!second.is_replay);
    assert_ne!(first.bytes, second.bytes);
    let again = ask(&world, &ada, "key", 2).await.unwrap();
    assert_eq!((again.bytes, again.is_replay), (second.bytes, true));
    assert_eq!(world.list(&ada).await.len(), 4);
}

#[tokio::test]
async fn an_act_that_fails_keeps_nothing() {
    let world = World::new();
    let ada = world.caller("ada").await;
    world.remove_user(ada.user_id()).await;
    for _ in 0..2 {
        let outcome = ask(&world, &ada, "key", 1).await;
        assert!(matches!(outcome, Err(TaskError::OwnerGone)), "{outcome:?}");
    }
    let (user, key) = (ada.user_id(), attempt("key", 1).key);
    let now = docket_testkit::fixtures::instant();
    let kept = world
        .store
        .read(move |work| work.answers().find(user, &key, now));
    assert_eq!(kept.await.unwrap(), None);
}
