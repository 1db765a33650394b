//! Changes that are made to one version of a task alone.

use docket_application::tasks::Precondition;
use docket_application::{Caller, TaskError};
use docket_domain::task::Version;
use docket_domain::{Task, TaskPatch};
use docket_testkit::fixtures::{draft, full_draft, tag, tags, title};

use crate::world::World;

/// One of these versions.
fn one_of(versions: &[i64]) -> Precondition {
    let versions = versions.iter().map(|number| Version::new(*number).unwrap());
    Precondition::OneOf(versions.collect())
}

/// What each use case that changes a task answers under this condition.
async fn change_everything(
    world: &World,
    caller: &Caller,
    task: &Task,
    condition: &Precondition,
) -> [Result<(), TaskError>; 5] {
    let (tasks, id) = (&world.tasks, task.id());
    let patch = TaskPatch {
        title: Some(title("changed")),
        ..TaskPatch::default()
    };
    let edited = tasks.edit(caller, id, patch, condition.clone()).await;
    let replaced = tasks
        .replace(caller, id, draft("changed"), condition.clone())
        .await;
    let tagged = tasks
        .add_tags(caller, id, tags("new"), condition.clone())
        .await;
    let untagged = tasks
        .remove_tag(caller, id, tag("reading"), condition.clone())
        .await;
    let deleted = tasks.delete(caller, id, condition.clone()).await;
    [
        edited.map(drop),
        replaced.map(drop),
        tagged.map(drop),
        untagged.map(drop),
        deleted,
    ]
}

#[tokio::test]
async fn nothing_changes_unless_the_task_stands_at_a_version_that_was_named() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let task = world.task(&ada, full_draft("read")).await;
    for versions in [&[][..], &[2], &[2, 3, i64::MAX]] {
        for outcome in change_everything(&world, &ada, &task, &one_of(versions)).await {
            assert!(
                matches!(outcome, Err(TaskError::VersionConflict { current }) if current.get() == 1),
                "{outcome:?}"
            );
        }
    }
    assert_eq!(world.stored_task(task.id()).await, Some(task));
}

#[tokio::test]
async fn a_change_is_made_to_any_of_the_versions_that_were_named() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let task = world.task(&ada, draft("read")).await;
    let add = async |joined: &str, versions: &[i64]| {
        let condition = one_of(versions);
        world
            .tasks
            .add_tags(&ada, task.id(), tags(joined), condition)
            .await
    };
    assert_eq!(add("a", &[1]).await.unwrap().record().version.get(), 2);
    assert_eq!(add("b", &[7, 2]).await.unwrap().record().version.get(), 3);
    // Who read the first version comes too late, and is told what stands.
    let outcome = add("c", &[1]).await;
    assert!(
        matches!(outcome, Err(TaskError::VersionConflict { current }) if current.get() == 3),
        "{outcome:?}"
    );
    world
        .tasks
        .delete(&ada, task.id(), one_of(&[3]))
        .await
        .unwrap();
    assert_eq!(world.stored_task(task.id()).await, None);
}

#[tokio::test]
async fn a_condition_is_asked_also_of_what_would_change_nothing() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let task = world.task(&ada, full_draft("read")).await;
    let edit = async |condition| {
        let patch = TaskPatch::default();
        world.tasks.edit(&ada, task.id(), patch, condition).await
    };
    assert_eq!(edit(one_of(&[1])).await.unwrap(), task);
    let outcome = edit(one_of(&[2])).await;
    assert!(
        matches!(outcome, Err(TaskError::VersionConflict { .. })),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_stranger_is_denied_whatever_the_condition() {
    let world = World::new();
    let (ada, stranger) = (world.caller("ada").await, world.caller("grace").await);
    let task = world.task(&ada, full_draft("read")).await;
    for condition in [one_of(&[1]), one_of(&[2])] {
        for outcome in change_everything(&world, &stranger, &task, &condition).await {
            assert!(matches!(outcome, Err(TaskError::Denied(..))), "{outcome:?}");
        }
    }
}
