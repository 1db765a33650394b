//! What every store must do with many tasks at once.

use docket_application::ports::store::{Store, StoreError};
use docket_domain::task::{NewTask, TaskPatch, Version};
use docket_domain::{Patch, Priority, Task, TaskDraft, TaskId, UserId};

use super::concurrency::in_threads;
use super::work::{add_task, add_tasks, add_user, commit, list, read, write};
use crate::fixtures::{self, draft, full_draft, tags, title, user_id};

list_cases!("bulk":
    a_thousand_tasks_are_added_in_their_order,
    tasks_added_at_once_from_many_sides_are_not_mixed_up,
    no_tasks_are_added_changed_and_removed_like_some,
    none_is_added_for_someone_who_is_gone,
    tasks_of_several_are_added_at_once_or_none,
    many_are_found_whosever_they_are_and_what_is_missing_is_left_out,
    a_thousand_tasks_are_changed,
    texts_of_many_are_kept_byte_for_byte,
    all_are_changed_or_none,
    all_are_removed_or_none,
);

/// A thousand drafts, no two alike, with all kinds of tags.
fn thousand() -> impl Iterator<Item = TaskDraft> {
    (0..1000).map(|number: usize| TaskDraft {
        priority: Priority::ALL[number % 4],
        tags: tags(["", "a", "a,b", "b,\u{e9}", "deep work"][number % 5]),
        ..draft(&format!("task {number}"))
    })
}

fn renamed(task: &Task, name: &str) -> Task {
    let mut task = task.clone();
    let patch = TaskPatch {
        title: Some(title(name)),
        tags: Some(tags("renamed")),
        ..TaskPatch::default()
    };
    assert!(task.edit(&patch, fixtures::instant()));
    task
}

/// Stores tasks that were read at these versions.
fn update_all(store: &Store, changes: Vec<(Task, Version)>) -> Result<(), StoreError> {
    write(store, move |work| {
        let changes: Vec<_> = changes.iter().map(|(task, at)| (task, *at)).collect();
        work.tasks().update_all(&changes)
    })
}

fn remove_all(store: &Store, read: Vec<(TaskId, Version)>) -> Result<(), StoreError> {
    write(store, move |work| work.tasks().remove_all(&read))
}

/// Each with its version.
fn versions(tasks: &[Task]) -> Vec<(TaskId, Version)> {
    let version = |task: &Task| (task.id(), task.record().version);
    tasks.iter().map(version).collect()
}

fn assert_stale(outcome: &Result<(), StoreError>) {
    assert!(matches!(outcome, Err(StoreError::Stale)), "{outcome:?}");
}

fn a_thousand_tasks_are_added_in_their_order(store: &Store) {
    let owner = add_user(store).id;
    let added = add_tasks(store, owner, thousand());
    assert_eq!(added.len(), 1000);
    assert!(added.is_sorted_by(|one, other| one.id() < other.id()));
    for (task, draft) in added.iter().zip(thousand()) {
        let expected = fixtures::new_task(owner, draft).stored_as(task.id());
        assert_eq!(*task, expected);
    }
    assert_eq!(list(store, owner), added);
}

fn tasks_added_at_once_from_many_sides_are_not_mixed_up(store: &Store) {
    let owner = add_user(store).id;
    let added = in_threads(|thread| {
        let round = |round: usize| {
            let name = |number: usize| full_draft(&format!("{thread}.{round}.{number}"));
            add_tasks(store, owner, (0..20).map(name))
        };
        (0..5).map(round).collect::<Vec<_>>()
    });
    for (thread, rounds) in added.iter().enumerate() {
        for (round, tasks) in rounds.iter().enumerate() {
            assert!(tasks.is_sorted_by(|one, other| one.id() < other.id()));
            for (number, task) in tasks.iter().enumerate() {
                let expected = format!("{thread}.{round}.{number}");
                assert_eq!(task.record().title.as_str(), expected);
            }
        }
    }
    let mut all: Vec<Task> = added.into_iter().flatten().flatten().collect();
    all.sort_by_key(Task::id);
    assert_eq!(list(store, owner), all);
}

fn no_tasks_are_added_changed_and_removed_like_some(store: &Store) {
    let task = add_task(store, add_user(store).id, draft("read"));
    let added = commit(store, |work| work.tasks().add_all(&[]));
    assert_eq!(added, Some(Vec::new()));
    assert_eq!(read(store, |work| work.tasks().find_all(&[])), []);
    update_all(store, Vec::new()).expect("nothing is stale");
    remove_all(store, Vec::new()).expect("nothing is stale");
    assert_eq!(list(store, task.owner()), [task]);
}

fn none_is_added_for_someone_who_is_gone(store: &Store) {
    let owner = add_user(store).id;
    assert!(commit(store, move |work| work.users().remove(owner)));
    for nobody in [owner, user_id(i64::MAX)] {
        let tasks = [full_draft("a"), draft("b")].map(|draft| fixtures::new_task(nobody, draft));
        let added = commit(store, move |work| work.tasks().add_all(&tasks));
        assert_eq!(added, None);
        assert_eq!(list(store, nobody), []);
    }
}

fn tasks_of_several_are_added_at_once_or_none(store: &Store) {
    let [one, other] = [(); 2].map(|()| add_user(store).id);
    let new = |owner, draft| fixtures::new_task(owner, draft);
    let tasks = [
        new(one, full_draft("a")),
        new(other, full_draft("b")),
        new(one, draft("c")),
    ];
    let given = tasks.clone();
    let added = commit(store, move |work| work.tasks().add_all(&given)).expect("both are there");
    let records = added.iter().map(Task::record);
    assert!(records.eq(tasks.iter().map(NewTask::record)));
    assert!(added.is_sorted_by_key(Task::id));
    assert_eq!(list(store, one), [added[0].clone(), added[2].clone()]);
    assert_eq!(list(store, other), [added[1].clone()]);

    let tasks = [new(one, draft("d")), new(user_id(i64::MAX), draft("e"))];
    let added = commit(store, move |work| work.tasks().add_all(&tasks));
    assert_eq!(added, None);
    assert_eq!(list(store, one).len(), 2);
}

fn many_are_found_whosever_they_are_and_what_is_missing_is_left_out(store: &Store) {
    let [one, other] = [(); 2].map(|()| add_user(store).id);
    let mut all = add_tasks(store, one, thousand().take(500));
    all.extend(add_tasks(store, other, thousand().take(499)));
    let gone = add_task(store, one, full_draft("gone"));
    remove_all(store, versions(std::slice::from_ref(&gone))).expect("it stands there");
    // Backwards, and with what is not there; then some of them twice.
    let mut ids: Vec<TaskId> = all.iter().rev().map(Task::id).collect();
    ids.insert(300, gone.id());
    ids.push(fixtures::task_id(i64::MAX));
    assert_eq!(find_all(store, ids), all);
    let twice = [&all[..3], &all[..2]].concat();
    assert_eq!(
        find_all(store, twice.iter().map(Task::id).collect()),
        all[..3]
    );
}

/// What is found, by id.
fn find_all(store: &Store, ids: Vec<TaskId>) -> Vec<Task> {
    let mut found = read(store, move |work| work.tasks().find_all(&ids));
    found.sort_by_key(Task::id);
    found
}

fn a_thousand_tasks_are_changed(store: &Store) {
    let owner = add_user(store).id;
    let added = add_tasks(store, owner, thousand());
    let change = |(number, task): (usize, &Task)| renamed(task, &format!("changed {number}"));
    let changed: Vec<Task> = added.iter().enumerate().map(change).collect();
    let read_at = added.iter().map(|task| task.record().version);
    update_all(store, changed.iter().cloned().zip(read_at).collect()).expect("nothing is stale");
    assert_eq!(list(store, owner), changed);
    remove_all(store, versions(&changed)).expect("nothing is stale");
    assert_eq!(list(store, owner), []);
}

fn texts_of_many_are_kept_byte_for_byte(store: &Store) {
    let owner = add_user(store).id;
    // Blanks at the end of short texts are what databases like to lose on the way through a
    // table made for a statement; so each text is changed with no longer one beside it.
    for text in [
        "",
        " ",
        "a ",
        "  a  ",
        "\n",
        "\t\u{3000}",
        "\u{e9} ",
        "\u{1f980} \u{feff}",
        "it's \\ \"%_\" -- `?` $1",
    ] {
        for number in [1, 3] {
            let text = Some(fixtures::description(text));
            let described = |_| TaskDraft {
                description: text.clone(),
                ..draft("a")
            };
            let added = add_tasks(store, owner, (0..number).map(described));
            for task in &added {
                assert_eq!(task.record().description, text);
            }
            assert!(list(store, owner).ends_with(&added));
            let plain = add_tasks(store, owner, (0..number).map(|_| draft("b")));
            let patch = TaskPatch {
                description: Patch::Set(text.clone().expect("there is one")),
                ..TaskPatch::default()
            };
            let mut changed = plain.clone();
            for task in &mut changed {
                assert!(task.edit(&patch, fixtures::instant()));
            }
            let read_at = plain.iter().map(|task| task.record().version);
            let pairs = changed.iter().cloned().zip(read_at).collect();
            update_all(store, pairs).expect("nothing is stale");
            assert!(
                list(store, owner).ends_with(&changed),
                "{text:?}, {number} at once"
            );
        }
    }
}

/// Five tasks of a new user, of which the third is not as it was when the others were read: it
/// stands at another version, or is gone.
fn five_with_one_stale(store: &Store, is_gone: bool) -> (UserId, Vec<Task>) {
    let owner = add_user(store).id;
    let tasks = add_tasks(store, owner, ["a", "b", "c", "d", "e"].map(full_draft));
    let third = tasks[2].clone();
    if is_gone {
        remove_all(store, versions(&[third])).expect("it stands there");
    } else {
        let changed = renamed(&third, "meanwhile");
        update_all(store, vec![(changed, third.record().version)]).expect("it stands there");
    }
    (owner, tasks)
}

fn all_are_changed_or_none(store: &Store) {
    for is_gone in [true, false] {
        let (owner, tasks) = five_with_one_stale(store, is_gone);
        let before = list(store, owner);
        let change = |task: &Task| (renamed(task, "lost"), task.record().version);
        assert_stale(&update_all(store, tasks.iter().map(change).collect()));
        assert_eq!(list(store, owner), before);
        let others = [0, 1, 3, 4].map(|at| change(&tasks[at]));
        update_all(store, others.to_vec()).expect("none of the others is stale");
    }
}

fn all_are_removed_or_none(store: &Store) {
    for is_gone in [true, false] {
        let (owner, mut tasks) = five_with_one_stale(store, is_gone);
        let before = list(store, owner);
        assert_stale(&remove_all(store, versions(&tasks)));
        assert_eq!(list(store, owner), before);
        tasks.remove(2);
        remove_all(store, versions(&tasks)).expect("none of the others is stale");
        assert_eq!(list(store, owner).len(), usize::from(!is_gone));
    }
}
