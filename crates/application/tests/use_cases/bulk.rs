//! Many tasks at once.

use docket_application::TaskError;
use docket_domain::task::StatusChange;
use docket_domain::{Status, Task, TaskId, TaskPatch};
use docket_testkit::fixtures::{draft, full_draft, instant, task_id};

use crate::world::World;

fn ids(tasks: &[Task]) -> Vec<TaskId> {
    tasks.iter().map(Task::id).collect()
}

fn complete() -> TaskPatch {
    TaskPatch {
        status: Some(StatusChange::To(Status::Completed)),
        ..TaskPatch::default()
    }
}

/// Asserts that these tasks were missing, in this order.
#[track_caller]
fn assert_missing<T: std::fmt::Debug>(outcome: Result<T, TaskError>, expected: &[TaskId]) {
    match outcome {
        Err(TaskError::NoneChanged { missing, .. }) => assert_eq!(missing, expected),
        other => panic!("expected missing tasks, got {other:?}"),
    }
}

#[tokio::test]
async fn many_tasks_are_created_in_their_order() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let drafts = vec![draft("c"), full_draft("a"), draft("b")];
    let created = world.tasks.create_all(&ada, drafts.clone()).await.unwrap();
    assert!(created.is_sorted_by_key(Task::id));
    for (task, draft) in created.iter().zip(&drafts) {
        let record = task.record();
        assert_eq!((&record.title, &record.tags), (&draft.title, &draft.tags));
        assert_eq!(
            (record.owner, record.created_at),
            (ada.user_id(), instant())
        );
    }
    assert_eq!(world.list(&ada).await, created);
}

#[tokio::test]
async fn none_is_created_for_an_account_that_is_gone() {
    let world = World::new();
    let ada = world.caller("ada").await;
    world.remove_user(ada.user_id()).await;
    let outcome = world
        .tasks
        .create_all(&ada, vec![draft("a"), draft("b")])
        .await;
    assert!(matches!(outcome, Err(TaskError::OwnerGone)), "{outcome:?}");
}

#[tokio::test]
async fn all_are_edited_and_answered_in_the_order_asked() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let drafts = ["a", "b", "c", "d"].map(draft).to_vec();
    let created = world.tasks.create_all(&ada, drafts).await.unwrap();
    let asked = [2, 0, 3].map(|at| created[at].id()).to_vec();
    world.clock.advance_seconds(60);
    let edited = world
        .tasks
        .edit_all(&ada, asked.clone(), complete())
        .await
        .unwrap();
    assert_eq!(ids(&edited), asked);
    for task in &edited {
        let record = task.record();
        assert_eq!(
            (record.status, record.version.get()),
            (Status::Completed, 2)
        );
        assert_eq!(world.stored_task(task.id()).await.as_ref(), Some(task));
    }
    assert_eq!(
        world.stored_task(created[1].id()).await.as_ref(),
        Some(&created[1])
    );
    // Once more changes nothing, neither versions nor instants.
    world.clock.advance_seconds(60);
    let again = world.tasks.edit_all(&ada, asked, complete()).await.unwrap();
    assert_eq!(again, edited);
}

#[tokio::test]
async fn what_is_missing_is_named_in_the_order_asked_and_nothing_changes() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    let own = world
        .tasks
        .create_all(&ada, vec![draft("a"), draft("b")])
        .await
        .unwrap();
    let foreign = world.task(&grace, draft("c")).await;
    let asked = vec![
        task_id(i64::MAX),
        own[1].id(),
        foreign.id(),
        own[0].id(),
        task_id(99_999),
    ];
    let missing = [asked[0], asked[2], asked[4]];
    assert_missing(
        world.tasks.edit_all(&ada, asked.clone(), complete()).await,
        &missing,
    );
    assert_missing(world.tasks.delete_all(&ada, asked).await, &missing);
    assert_eq!(world.list(&ada).await, own);
    assert_eq!(world.list(&grace).await, [foreign]);
}

#[tokio::test]
async fn foreign_tasks_are_missing_whatever_is_told_of_them_one_by_one() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    let foreign = world.task(&grace, draft("c")).await.id();
    for tasks in [&world.tasks, &world.hiding()] {
        let outcome = tasks.edit_all(&ada, vec![foreign], complete()).await;
        assert_missing(outcome, &[foreign]);
        assert_missing(tasks.delete_all(&ada, vec![foreign]).await, &[foreign]);
    }
}

#[tokio::test]
async fn all_are_deleted_and_no_others() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let drafts = ["a", "b", "c"].map(draft).to_vec();
    let created = world.tasks.create_all(&ada, drafts).await.unwrap();
    let asked = vec![created[2].id(), created[0].id()];
    world.tasks.delete_all(&ada, asked.clone()).await.unwrap();
    assert_eq!(world.list(&ada).await, created[1..2]);
    assert_missing(world.tasks.delete_all(&ada, asked.clone()).await, &asked);
}
