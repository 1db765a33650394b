//! Whatever is changed, tags are found where they are, and nowhere else.

use docket_application::ports::store::{Store, StoreError};
use docket_domain::task::TaskPatch;
use docket_domain::{Tag, Tags, Task, UserId};

use super::{having, only, tagged};
use crate::fixtures::{at, instant, tag, tags, title};
use crate::suite::work::{
    add_task, add_tasks, add_user, commit, count, count_by_tag, find_tagged, find_task, list,
    query, read, update, write,
};

list_cases!("tags":
    tags_follow_an_update,
    tags_follow_an_update_of_many,
    tags_stay_when_something_else_changes,
    tags_go_with_their_task,
    tags_are_as_they_were_after_a_unit_that_failed,
    tags_are_as_they_were_after_a_stale_update,
);

/// Every tag of these cases.
const EVERY: &str = "a,b,c,A,\u{e9},e\u{301},deep work";

/// Asserts that every way to find tasks by tag agrees with the tasks themselves.
#[track_caller]
fn assert_in_step(store: &Store, owner: UserId) {
    let tasks = list(store, owner);
    let mut counts = Vec::new();
    for tag in tags(EVERY).iter() {
        let has_it = |task: &&Task| task.record().tags.contains(tag);
        let expected: Vec<Task> = tasks.iter().filter(has_it).cloned().collect();
        let asked = having(only(tag));
        assert_eq!(query(store, owner, &asked), expected, "listed by {tag:?}");
        assert_eq!(find_tagged(store, owner, tag), expected, "found by {tag:?}");
        let number = u64::try_from(expected.len()).expect("few");
        assert_eq!(count(store, owner, &asked.filter), number);
        if number > 0 {
            counts.push((tag.clone(), number));
        }
    }
    assert_eq!(count_by_tag(store, owner), counts);
    for task in &tasks {
        assert_eq!(find_task(store, task.id()).as_ref(), Some(task));
    }
    let ids: Vec<_> = tasks.iter().map(Task::id).collect();
    let mut found = read(store, move |work| work.tasks().find_all(&ids));
    found.sort_by_key(Task::id);
    assert_eq!(found, tasks);
}

fn retagged(task: &Task, tags: &Tags) -> Task {
    let mut task = task.clone();
    assert!(task.set_tags(tags, instant()), "they are others");
    task
}

fn tags_follow_an_update(store: &Store) {
    let owner = add_user(store).id;
    let mut task = add_task(store, owner, tagged(Tags::default()));
    add_task(store, owner, tagged(tags("a,b")));
    for after in [
        "a",
        "b",
        "a,b",
        "b,c",
        "A,c",
        "a",
        EVERY,
        "\u{e9}",
        "e\u{301}",
        "",
        "deep work",
    ] {
        let changed = retagged(&task, &tags(after));
        update(store, &task, &changed);
        assert_eq!(find_task(store, task.id()).as_ref(), Some(&changed));
        assert_in_step(store, owner);
        task = changed;
    }
}

fn tags_follow_an_update_of_many(store: &Store) {
    let owner = add_user(store).id;
    let before = ["a", "a,b", "", "c,A", EVERY, "b"];
    let after = ["b", "a", "c,\u{e9}", "", "a", "a,b,c"];
    let added = add_tasks(store, owner, before.map(|joined| tagged(tags(joined))));
    let untouched = add_task(store, owner, tagged(tags("a,c")));
    let changed: Vec<Task> = added
        .iter()
        .zip(after)
        .map(|(task, joined)| retagged(task, &tags(joined)))
        .collect();
    let expected = [changed.clone(), vec![untouched]].concat();
    commit(store, move |work| {
        let versions = added.iter().map(|task| task.record().version);
        let pairs: Vec<_> = changed.iter().zip(versions).collect();
        work.tasks().update_all(&pairs)
    });
    assert_eq!(list(store, owner), expected);
    assert_in_step(store, owner);
}

fn tags_stay_when_something_else_changes(store: &Store) {
    let owner = add_user(store).id;
    let task = add_task(store, owner, tagged(tags("a,deep work")));
    let mut changed = task.clone();
    let patch = TaskPatch {
        title: Some(title("write")),
        ..TaskPatch::default()
    };
    assert!(changed.edit(&patch, at("2026-02-01T00:00:00Z")));
    update(store, &task, &changed);
    assert_eq!(list(store, owner), [changed]);
    assert_in_step(store, owner);
}

fn tags_go_with_their_task(store: &Store) {
    let owner = add_user(store).id;
    let joined = ["a,b", "b,c", "c,A", "a"];
    let added = add_tasks(store, owner, joined.map(|joined| tagged(tags(joined))));
    let (id, version) = (added[0].id(), added[0].record().version);
    commit(store, move |work| work.tasks().remove(id, version));
    assert_in_step(store, owner);
    let two: Vec<_> = added[1..3]
        .iter()
        .map(|task| (task.id(), task.record().version))
        .collect();
    commit(store, move |work| work.tasks().remove_all(&two));
    assert_in_step(store, owner);
    assert_eq!(count_by_tag(store, owner), [(tag("a"), 1)]);
    assert!(commit(store, move |work| work.users().remove(owner)));
    assert_eq!(count_by_tag(store, owner), []);
    assert_eq!(find_tagged(store, owner, &tag("a")), []);
}

fn tags_are_as_they_were_after_a_unit_that_failed(store: &Store) {
    let owner = add_user(store).id;
    let task = add_task(store, owner, tagged(tags("a,b")));
    let (read_at, changed) = (task.record().version, retagged(&task, &tags("b,c")));
    let outcome: Result<(), _> = write(store, move |work| {
        work.tasks().update(&changed, read_at)?;
        let counts = work.tasks().count_by_tag(owner)?;
        let named: Vec<&str> = counts.iter().map(|(tag, _)| Tag::as_str(tag)).collect();
        assert_eq!(named, ["b", "c"], "a unit sees its own writes");
        Err(StoreError::Unavailable(None))
    });
    assert!(outcome.is_err());
    assert_eq!(list(store, owner), [task]);
    assert_in_step(store, owner);
}

fn tags_are_as_they_were_after_a_stale_update(store: &Store) {
    let owner = add_user(store).id;
    let task = add_task(store, owner, tagged(tags("a,b")));
    let (late, changed) = (task.record().version.next(), retagged(&task, &tags("b,c")));
    let outcome = write(store, move |work| work.tasks().update(&changed, late));
    assert!(matches!(outcome, Err(StoreError::Stale)), "{outcome:?}");
    assert_eq!(list(store, owner), [task]);
    assert_in_step(store, owner);
}
