//! Creating, reading, listing, changing and deleting tasks.

use docket_application::tasks::Precondition;
use docket_application::{Caller, TaskError, TaskService};
use docket_domain::task::StatusChange;
use docket_domain::{Action, Patch, Status, TaskPatch};
use docket_testkit::fixtures::{draft, full_draft, instant, tag, tags, task_id, title};

use crate::world::World;

/// Whatever stands.
const ANY: Precondition = Precondition::None;

fn rename(name: &str) -> TaskPatch {
    TaskPatch {
        title: Some(title(name)),
        ..TaskPatch::default()
    }
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
    let edited = world.tasks.edit(&ada, task.id(), patch, ANY).await.unwrap();
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
        .replace(&ada, task.id(), draft("write"), ANY)
        .await
        .unwrap();
    let record = replaced.record();
    assert_eq!(
        (record.title.as_str(), record.status),
        ("write", Status::Pending)
    );
    assert_eq!((record.description.as_ref(), record.due_date), (None, None));
    assert!(record.tags.is_empty());
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
    let retag = TaskPatch {
        tags: Some(tags("reading,deep work")),
        ..TaskPatch::default()
    };
    for patch in [TaskPatch::default(), rename("  read "), reopen(), retag] {
        assert_eq!(
            world.tasks.edit(&ada, task.id(), patch, ANY).await.unwrap(),
            task
        );
    }
    assert_eq!(
        world
            .tasks
            .replace(&ada, task.id(), full_draft("read"), ANY)
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
    world.tasks.delete(&ada, deleted.id(), ANY).await.unwrap();
    let outcome = world.tasks.get(&ada, deleted.id()).await;
    assert!(
        matches!(outcome, Err(TaskError::NotFound(id)) if id == deleted.id()),
        "{outcome:?}"
    );
    assert_eq!(world.list(&ada).await, [kept]);
}

/// What each use case that names a task answers, with what it asks for.
async fn ask_everything(
    tasks: &TaskService,
    caller: &Caller,
    id: i64,
) -> [(Action, Result<(), TaskError>); 6] {
    let id = task_id(id);
    let changed = rename("changed");
    let edited = tasks.edit(caller, id, changed, ANY).await;
    let replaced = tasks.replace(caller, id, draft("changed"), ANY).await;
    let tagged = tasks.add_tags(caller, id, tags("changed"), ANY).await;
    let untagged = tasks.remove_tag(caller, id, tag("reading"), ANY).await;
    [
        (Action::Read, tasks.get(caller, id).await.map(drop)),
        (Action::Edit, edited.map(drop)),
        (Action::Edit, replaced.map(drop)),
        (Action::Edit, tagged.map(drop)),
        (Action::Edit, untagged.map(drop)),
        (Action::Delete, tasks.delete(caller, id, ANY).await),
    ]
}

#[tokio::test]
async fn a_stranger_is_denied_everything_and_changes_nothing() {
    let world = World::new();
    let (ada, stranger) = (world.caller("ada").await, world.caller("grace").await);
    let task = world.task(&ada, full_draft("read")).await;
    for (asked, outcome) in ask_everything(&world.tasks, &stranger, task.id().get()).await {
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
        .edit(&stranger, task.id(), TaskPatch::default(), ANY)
        .await;
    assert!(matches!(outcome, Err(TaskError::Denied(..))), "{outcome:?}");
    let outcome = world
        .tasks
        .replace(&stranger, task.id(), full_draft("read"), ANY)
        .await;
    assert!(matches!(outcome, Err(TaskError::Denied(..))), "{outcome:?}");
}

#[tokio::test]
async fn a_task_that_is_not_there_is_not_found_by_anyone() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let deleted = world.task(&ada, draft("read")).await.id();
    world.tasks.delete(&ada, deleted, ANY).await.unwrap();
    for missing in [deleted.get(), 99_999, i64::MAX] {
        for (asked, outcome) in ask_everything(&world.tasks, &ada, missing).await {
            assert!(
                matches!(outcome, Err(TaskError::NotFound(id)) if id.get() == missing),
                "{asked}: {outcome:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_stranger_is_told_nothing_where_foreign_tasks_are_hidden() {
    let world = World::new();
    let (ada, stranger) = (world.caller("ada").await, world.caller("grace").await);
    let task = world.task(&ada, full_draft("read")).await;
    let hiding = world.hiding();
    for (asked, outcome) in ask_everything(&hiding, &stranger, task.id().get()).await {
        assert!(
            matches!(outcome, Err(TaskError::NotFound(id)) if id == task.id()),
            "{asked}: {outcome:?}"
        );
    }
    assert_eq!(hiding.get(&ada, task.id()).await.unwrap(), task);
}
