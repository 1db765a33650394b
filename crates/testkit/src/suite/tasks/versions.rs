//! What every store must do with changes of tasks, and with those that come too late.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use docket_application::ports::store::{Store, StoreError};
use docket_domain::task::{StatusChange, TaskPatch, Version};
use docket_domain::{Patch, Priority, Status, Tags, Task};

use crate::fixtures::{self, at, description, draft, due_date, full_draft, tags, title};
use crate::suite::work::{add_task, add_user, commit, find_task, list, write};

list_cases!("tasks":
    an_update_stores_everything,
    an_update_can_take_everything_away,
    an_update_leaves_other_tasks_alone,
    an_update_at_another_version_is_stale,
    an_update_of_a_removed_task_is_stale,
    a_removal_at_another_version_is_stale,
    a_removal_of_a_removed_task_is_stale,
    a_unit_that_met_something_stale_is_run_again,
);

fn edited(task: &Task, patch: &TaskPatch, now: &str) -> Task {
    let mut task = task.clone();
    assert!(task.edit(patch, at(now)), "the patch changes something");
    task
}

/// A change of the title alone.
fn renamed(task: &Task, name: &str) -> Task {
    let patch = TaskPatch {
        title: Some(title(name)),
        ..TaskPatch::default()
    };
    edited(task, &patch, "2026-02-01T00:00:00.000001Z")
}

fn update(store: &Store, task: &Task, read_at: Version) -> Result<(), StoreError> {
    let task = task.clone();
    write(store, move |work| work.tasks().update(&task, read_at))
}

fn remove(store: &Store, task: &Task, read_at: Version) -> Result<(), StoreError> {
    let id = task.id();
    write(store, move |work| work.tasks().remove(id, read_at))
}

#[track_caller]
fn assert_stale(outcome: &Result<(), StoreError>) {
    assert!(
        matches!(outcome, Err(StoreError::Stale)),
        "expected Stale, got {outcome:?}"
    );
}

fn an_update_stores_everything(store: &Store) {
    let task = add_task(store, add_user(store).id, draft("read"));
    let patch = TaskPatch {
        title: Some(title("write")),
        description: Patch::Set(description("")),
        status: Some(StatusChange::To(Status::Completed)),
        priority: Some(Priority::Urgent),
        due_date: Patch::Set(due_date("9999-12-31")),
        tags: Some(tags("\u{e9},write")),
    };
    let changed = edited(&task, &patch, "2026-02-01T00:00:00.000001Z");
    update(store, &changed, task.record().version).expect("it stands at that version");
    let found = find_task(store, task.id()).expect("it is there");
    assert_eq!(found, changed);
    assert_eq!(found.record().version, task.record().version.next());
    assert_eq!(list(store, task.owner()), [changed]);
}

fn an_update_can_take_everything_away(store: &Store) {
    let completed = docket_domain::TaskDraft {
        status: Status::Completed,
        ..full_draft("read")
    };
    let task = add_task(store, add_user(store).id, completed);
    let patch = TaskPatch {
        description: Patch::Clear,
        status: Some(StatusChange::Reopen),
        due_date: Patch::Clear,
        tags: Some(Tags::default()),
        ..TaskPatch::default()
    };
    let changed = edited(&task, &patch, "2026-02-01T00:00:00Z");
    update(store, &changed, task.record().version).expect("it stands at that version");
    assert_eq!(find_task(store, task.id()), Some(changed));
}

fn an_update_leaves_other_tasks_alone(store: &Store) {
    let owner = add_user(store).id;
    let [before, task, after] =
        ["a", "b", "c"].map(|name| add_task(store, owner, full_draft(name)));
    let changed = renamed(&task, "d");
    update(store, &changed, task.record().version).expect("it stands at that version");
    assert_eq!(list(store, owner), [before, changed, after]);
}

fn an_update_at_another_version_is_stale(store: &Store) {
    let task = add_task(store, add_user(store).id, draft("first"));
    let first = task.record().version;
    let second = renamed(&task, "second");
    update(store, &second, first).expect("it stands at that version");
    for read_at in [first, first.next().next()] {
        assert_stale(&update(store, &renamed(&task, "lost"), read_at));
    }
    assert_eq!(find_task(store, task.id()), Some(second));
}

fn an_update_of_a_removed_task_is_stale(store: &Store) {
    let task = add_task(store, add_user(store).id, draft("read"));
    let version = task.record().version;
    remove(store, &task, version).expect("it stands at that version");
    assert_stale(&update(store, &renamed(&task, "lost"), version));
    assert_eq!(find_task(store, task.id()), None);
}

fn a_removal_at_another_version_is_stale(store: &Store) {
    let task = add_task(store, add_user(store).id, draft("first"));
    let first = task.record().version;
    let second = renamed(&task, "second");
    update(store, &second, first).expect("it stands at that version");
    for read_at in [first, first.next().next()] {
        assert_stale(&remove(store, &task, read_at));
    }
    assert_eq!(find_task(store, task.id()), Some(second));
}

fn a_removal_of_a_removed_task_is_stale(store: &Store) {
    let task = add_task(store, add_user(store).id, draft("read"));
    let version = task.record().version;
    remove(store, &task, version).expect("it stands at that version");
    assert_stale(&remove(store, &task, version));
}

fn a_unit_that_met_something_stale_is_run_again(store: &Store) {
    let task = add_task(store, add_user(store).id, draft("read"));
    let (id, version) = (task.id(), task.record().version);
    let (lost, changed) = (renamed(&task, "lost"), renamed(&task, "kept"));
    let kept = changed.clone();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    commit(store, move |work| {
        if counted.fetch_add(1, Ordering::Relaxed) == 0 {
            // As if someone had been faster; what this run writes before must be undone.
            work.tasks().update(&lost, version)?;
            work.tasks().update(&lost, version)
        } else {
            let found = work.tasks().find(id)?.expect("it is there");
            work.tasks().update(&changed, found.record().version)
        }
    });
    assert_eq!(runs.load(Ordering::Relaxed), 2);
    assert_eq!(find_task(store, id), Some(kept));
    // And not for ever, if it meets it each time.
    let another = fixtures::task_id(i64::MAX);
    let counted = Arc::clone(&runs);
    let outcome = write(store, move |work| {
        counted.fetch_add(1, Ordering::Relaxed);
        work.tasks().remove(another, version)
    });
    assert_stale(&outcome);
    assert!(runs.load(Ordering::Relaxed) > 3, "it was not run again");
}
