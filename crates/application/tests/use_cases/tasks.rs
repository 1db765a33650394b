//! Creating, reading, listing, changing and deleting tasks.

use docket_application::{Caller, PageRequest, TaskError};
use docket_domain::task::StatusChange;
use docket_domain::{Action, Patch, Status, Task, TaskPatch};
use docket_testkit::fixtures::{draft, full_draft, instant, task_id, title};

use crate::world::World;

fn rename(name: &str) -> TaskPatch {
    TaskPatch {
        title: Some(title(name)),
        ..TaskPatch::default()
    }
}

fn ids(tasks: &[Task]) -> Vec<i64> {
    tasks.iter().map(|task| task.id().get()).collect()
}

#[tokio::test]
async fn a_created_task_is_the_callers_and_is_read_back() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let created = world.tasks.create(&ada, full_draft("read")).await.unwrap();
    let record = created.record();
    assert_eq!((record.owner, record.version.get()), (ada.user_id(), 1));
    assert_eq!(
        (record.created_at, record.updated_at),
        (instant(), instant())
    );
    assert_eq!(world.tasks.get(&ada, created.id()).await.unwrap(), created);
}

#[tokio::test]
async fn a_task_is_not_created_for_an_account_that_is_gone() {
    let world = World::new();
    let ada = world.caller("ada").await;
    world.remove_user(ada.user_id()).await;
    let outcome = world.tasks.create(&ada, draft("read")).await;
    assert!(matches!(outcome, Err(TaskError::OwnerGone)), "{outcome:?}");
}

#[tokio::test]
async fn a_list_has_the_callers_tasks_alone_page_by_page() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    let mut own = Vec::new();
    for _ in 0..5 {
        own.push(world.task(&ada, draft("read")).await);
        world.task(&grace, draft("write")).await;
    }
    let list = async |page| world.tasks.list(&ada, page).await.unwrap();
    assert_eq!(list(PageRequest::default()).await, own);
    assert_eq!(list(PageRequest::new(1, 2)).await, own[1..3]);
    assert_eq!(ids(&list(PageRequest::new(4, 1000)).await), ids(&own[4..]));
    assert_eq!(list(PageRequest::new(5, 1)).await, []);
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_counts_it() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let task = world.task(&ada, full_draft("read")).await;
    world.clock.advance_seconds(60);
    let patch = TaskPatch {
        description: Patch::Clear,
        status: Some(StatusChange::To(Status::Completed)),
        ..rename("write")
    };
    let edited = world.tasks.edit(&ada, task.id(), patch).await.unwrap();
    let (before, after) = (task.record(), edited.record());
    let now = instant().plus_seconds(60);
    assert_eq!(
        (after.title.as_str(), after.description.as_ref()),
        ("write", None)
    );
    assert_eq!(
        (after.priority, after.due_date),
        (before.priority, before.due_date)
    );
    assert_eq!(
        (after.version.get(), after.updated_at, after.created_at),
        (2, now, instant())
    );
    assert_eq!(
        (after.status, after.completed_at),
        (Status::Completed, Some(now))
    );
    assert_eq!(world.tasks.get(&ada, task.id()).await.unwrap(), edited);
}

#[tokio::test]
async fn a_replacement_takes_away_what_it_does_not_name() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let task = world.task(&ada, full_draft("read")).await;
    world.clock.advance_seconds(60);
    let replaced = world
        .tasks
        .replace(&ada, task.id(), draft("write"))
        .await
        .unwrap();
    let record = replaced.record();
    assert_eq!(
        (record.title.as_str(), record.status),
        ("write", Status::Pending)
    );
    assert_eq!((record.description.as_ref(), record.due_date), (None, None));
    assert_eq!(
        (record.version.get(), record.updated_at),
        (2, instant().plus_seconds(60))
    );
    assert_eq!(world.tasks.get(&ada, task.id()).await.unwrap(), replaced);
}

#[tokio::test]
async fn a_change_that_changes_nothing_leaves_version_and_instants() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let task = world.task(&ada, full_draft("read")).await;
    world.clock.advance_seconds(60);
    for patch in [TaskPatch::default(), rename("  read "), reopen()] {
        assert_eq!(
            world.tasks.edit(&ada, task.id(), patch).await.unwrap(),
            task
        );
    }
    assert_eq!(
        world
            .tasks
            .replace(&ada, task.id(), full_draft("read"))
            .await
            .unwrap(),
        task
    );
    assert_eq!(world.stored_task(task.id()).await, Some(task));
}

fn reopen() -> TaskPatch {
    TaskPatch {
        status: Some(StatusChange::Reopen),
        ..TaskPatch::default()
    }
}

#[tokio::test]
async fn a_deleted_task_is_gone_and_no_other_is() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let (deleted, kept) = (
        world.task(&ada, draft("a")).await,
        world.task(&ada, draft("b")).await,
    );
    world.tasks.delete(&ada, deleted.id()).await.unwrap();
    let outcome = world.tasks.get(&ada, deleted.id()).await;
    assert!(
        matches!(outcome, Err(TaskError::NotFound(id)) if id == deleted.id()),
        "{outcome:?}"
    );
    assert_eq!(
        world
            .tasks
            .list(&ada, PageRequest::default())
            .await
            .unwrap(),
        [kept]
    );
}

/// What each use case that names a task answers, with what it asks for.
async fn ask_everything(
    world: &World,
    caller: &Caller,
    id: i64,
) -> [(Action, Result<(), TaskError>); 4] {
    let (tasks, id) = (&world.tasks, task_id(id));
    [
        (Action::Read, tasks.get(caller, id).await.map(drop)),
        (
            Action::Edit,
            tasks.edit(caller, id, rename("changed")).await.map(drop),
        ),
        (
            Action::Edit,
            tasks.replace(caller, id, draft("changed")).await.map(drop),
        ),
        (Action::Delete, tasks.delete(caller, id).await),
    ]
}

#[tokio::test]
async fn a_stranger_is_denied_everything_and_changes_nothing() {
    let world = World::new();
    let (ada, stranger) = (world.caller("ada").await, world.caller("grace").await);
    let task = world.task(&ada, full_draft("read")).await;
    for (asked, outcome) in ask_everything(&world, &stranger, task.id().get()).await {
        let Err(TaskError::Denied(id, denied)) = outcome else {
            panic!("{asked}: {outcome:?}")
        };
        assert_eq!(
            (id, denied.actor, denied.action),
            (task.id(), stranger.user_id(), asked)
        );
    }
    assert_eq!(world.stored_task(task.id()).await, Some(task));
}

#[tokio::test]
async fn a_stranger_is_denied_also_what_would_change_nothing() {
    let world = World::new();
    let (ada, stranger) = (world.caller("ada").await, world.caller("grace").await);
    let task = world.task(&ada, full_draft("read")).await;
    let outcome = world
        .tasks
        .edit(&stranger, task.id(), TaskPatch::default())
        .await;
    assert!(matches!(outcome, Err(TaskError::Denied(..))), "{outcome:?}");
    let outcome = world
        .tasks
        .replace(&stranger, task.id(), full_draft("read"))
        .await;
    assert!(matches!(outcome, Err(TaskError::Denied(..))), "{outcome:?}");
}

#[tokio::test]
async fn a_task_that_is_not_there_is_not_found_by_anyone() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let deleted = world.task(&ada, draft("read")).await.id();
    world.tasks.delete(&ada, deleted).await.unwrap();
    for missing in [deleted.get(), 99_999, i64::MAX] {
        for (asked, outcome) in ask_everything(&world, &ada, missing).await {
            assert!(
                matches!(outcome, Err(TaskError::NotFound(id)) if id.get() == missing),
                "{asked}: {outcome:?}"
            );
        }
    }
}
