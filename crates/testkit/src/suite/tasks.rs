//! What every store must do with tasks.

pub(super) mod versions;

use docket_application::PageRequest;
use docket_application::ports::store::Store;
use docket_application::tasks::TaskQuery;
use docket_domain::task::TaskRecord;
use docket_domain::{DueDate, Priority, Status, Task, TaskDraft, TaskId, Timestamp, UserId};

use super::work::{add_task, add_user, commit, find_task, list, read};
use crate::fixtures::{self, description, draft, title};

list_cases!("tasks":
    a_task_comes_back_as_added,
    every_status_and_priority_is_kept,
    the_first_and_the_last_day_are_kept,
    an_empty_description_is_not_an_absent_one,
    texts_are_kept_byte_for_byte,
    texts_of_the_greatest_length_are_kept,
    an_instant_of_a_task_is_kept_to_the_microsecond,
    a_task_that_is_not_there_is_not_found,
    a_task_is_not_added_for_someone_who_is_gone,
    a_list_has_the_owners_tasks_alone_by_ascending_id,
    a_page_begins_and_ends_where_it_is_asked_to,
    a_removed_task_is_gone,
    an_id_is_not_given_again,
    an_id_is_not_given_again_within_one_unit,
);

/// Adds a task of `draft` and asserts that it is found as it was added.
#[track_caller]
fn assert_kept(store: &Store, owner: UserId, draft: TaskDraft) {
    let new = fixtures::new_task(owner, draft);
    let added = add_task(store, owner, draft_of(new.record()));
    assert_eq!(added, new.stored_as(added.id()));
    assert_eq!(find_task(store, added.id()).as_ref(), Some(&added));
    assert_eq!(list(store, owner).last(), Some(&added));
}

/// What a client decided of the task with this record.
fn draft_of(record: &TaskRecord) -> TaskDraft {
    TaskDraft {
        title: record.title.clone(),
        description: record.description.clone(),
        status: record.status,
        priority: record.priority,
        due_date: record.due_date,
        tags: record.tags.clone(),
    }
}

fn a_task_comes_back_as_added(store: &Store) {
    let owner = add_user(store).id;
    for text in [None, Some(""), Some("from cover to cover")] {
        for due_date in [None, Some(fixtures::due_date("2028-02-29"))] {
            let description = text.map(description);
            assert_kept(
                store,
                owner,
                TaskDraft {
                    description,
                    due_date,
                    ..draft("read")
                },
            );
        }
    }
}

fn every_status_and_priority_is_kept(store: &Store) {
    let owner = add_user(store).id;
    for status in Status::ALL {
        for priority in Priority::ALL {
            assert_kept(
                store,
                owner,
                TaskDraft {
                    status,
                    priority,
                    ..draft("read")
                },
            );
        }
    }
}

fn the_first_and_the_last_day_are_kept(store: &Store) {
    let owner = add_user(store).id;
    for due_date in [DueDate::MIN, DueDate::MAX] {
        assert_kept(
            store,
            owner,
            TaskDraft {
                due_date: Some(due_date),
                ..draft("read")
            },
        );
    }
}

fn an_empty_description_is_not_an_absent_one(store: &Store) {
    let owner = add_user(store).id;
    for expected in [None, Some(description(""))] {
        let added = add_task(
            store,
            owner,
            TaskDraft {
                description: expected.clone(),
                ..draft("read")
            },
        );
        let found = find_task(store, added.id()).expect("it was added");
        assert_eq!(found.record().description, expected);
    }
}

fn texts_are_kept_byte_for_byte(store: &Store) {
    let owner = add_user(store).id;
    for text in [
        "it's \"quoted\" `twice` -- ; DROP TABLE tasks /*",
        "100 % _ [a-z] * ? $1 :a {} \\ \\\\ \\n \\' \\0",
        "e\u{301} is not \u{e9}, \u{212b} is not \u{c5}, \u{fb01} is not fi",
        "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{202e}right to left\u{202c} \u{645}\u{631}\u{62d}\u{628}\u{627}",
        "\u{feff}marked at both ends\u{feff}",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{10ffff} \u{fffd} \u{e000}",
        "two\nlines\tand a tab",
        "Aa \u{130}\u{131} \u{df}\u{1e9e}",
    ] {
        let draft = TaskDraft {
            description: Some(description(text)),
            ..draft(text)
        };
        assert_kept(store, owner, draft);
    }
    for blanks in ["  both sides  ", "trailing   ", "\n", " ", "\t\u{3000}"] {
        assert_kept(
            store,
            owner,
            TaskDraft {
                description: Some(description(blanks)),
                ..draft("read")
            },
        );
    }
}

fn texts_of_the_greatest_length_are_kept(store: &Store) {
    let owner = add_user(store).id;
    for character in ["\u{1f980}", "x", "\u{e9}"] {
        let draft = TaskDraft {
            description: Some(description(&character.repeat(10_000))),
            ..TaskDraft::new(title(&character.repeat(200)))
        };
        assert_kept(store, owner, draft);
    }
}

fn an_instant_of_a_task_is_kept_to_the_microsecond(store: &Store) {
    let owner = add_user(store).id;
    let completed = TaskDraft {
        status: Status::Completed,
        ..draft("read")
    };
    let instants = ["1969-12-31T23:59:59.999999Z", "2038-01-19T03:14:08.000001Z"];
    let bounds = [Timestamp::MIN, Timestamp::MAX];
    for now in instants.map(fixtures::at).into_iter().chain(bounds) {
        let new = docket_domain::task::NewTask::create(owner, completed.clone(), now);
        let added = commit(store, move |work| work.tasks().add(&new)).expect("added");
        let record = find_task(store, added.id())
            .expect("it was added")
            .into_record();
        assert_eq!((record.created_at, record.updated_at), (now, now));
        assert_eq!(record.completed_at, Some(now));
    }
}

fn a_task_that_is_not_there_is_not_found(store: &Store) {
    assert_eq!(find_task(store, fixtures::task_id(i64::MAX)), None);
}

fn a_task_is_not_added_for_someone_who_is_gone(store: &Store) {
    let owner = add_user(store).id;
    assert!(commit(store, move |work| work.users().remove(owner)));
    for nobody in [owner, fixtures::user_id(i64::MAX)] {
        let new = fixtures::new_task(nobody, draft("read"));
        let added = commit(store, move |work| work.tasks().add(&new));
        assert_eq!(added, None);
        assert_eq!(list(store, nobody), []);
    }
}

fn a_list_has_the_owners_tasks_alone_by_ascending_id(store: &Store) {
    let owners = [add_user(store).id, add_user(store).id];
    // Taken in turns, and named against their order, so that no other order looks the same.
    let added: Vec<Task> = (0..10)
        .map(|i| add_task(store, owners[i % 2], draft(&format!("{}", 9 - i))))
        .collect();
    for owner in owners {
        let expected: Vec<Task> = added
            .iter()
            .filter(|task| task.owner() == owner)
            .cloned()
            .collect();
        assert!(expected.is_sorted_by_key(Task::id));
        assert_eq!(list(store, owner), expected);
    }
    assert_eq!(list(store, add_user(store).id), []);
}

fn a_page_begins_and_ends_where_it_is_asked_to(store: &Store) {
    let owner = add_user(store).id;
    let ids: Vec<TaskId> = (0..5)
        .map(|_| add_task(store, owner, draft("read")).id())
        .collect();
    let most = (PageRequest::MAX_SKIP, PageRequest::MAX_LIMIT);
    for (skip, limit) in [
        (0, 1),
        (0, 5),
        (0, 1000),
        (1, 2),
        (4, 1),
        (4, 100),
        (5, 1),
        (6, 2),
        most,
    ] {
        let page = read(store, move |work| {
            let query = TaskQuery {
                page: PageRequest::new(skip, limit),
                ..TaskQuery::default()
            };
            work.tasks().list(owner, &query, limit.into())
        });
        let skipped = usize::try_from(skip).expect("a page is reached");
        let expected: Vec<TaskId> = ids
            .iter()
            .copied()
            .skip(skipped)
            .take(limit.into())
            .collect();
        let found: Vec<TaskId> = page.iter().map(Task::id).collect();
        assert_eq!(found, expected, "skip {skip}, limit {limit}");
    }
}

fn a_removed_task_is_gone(store: &Store) {
    let owner = add_user(store).id;
    let [removed, kept] = [(); 2].map(|()| add_task(store, owner, draft("read")));
    let (id, version) = (removed.id(), removed.record().version);
    commit(store, move |work| work.tasks().remove(id, version));
    assert_eq!(find_task(store, id), None);
    assert_eq!(list(store, owner), [kept]);
}

fn an_id_is_not_given_again(store: &Store) {
    let owner = add_user(store).id;
    let first = add_task(store, owner, draft("read"));
    let (id, version) = (first.id(), first.record().version);
    commit(store, move |work| work.tasks().remove(id, version));
    let second = add_task(store, owner, draft("read")).id();
    assert!(second > id, "{id} was given again, as {second}");
    // Nor when it went with its owner.
    assert!(commit(store, move |work| work.users().remove(owner)));
    let third = add_task(store, add_user(store).id, draft("read")).id();
    assert!(third > second, "{second} was given again, as {third}");
}

fn an_id_is_not_given_again_within_one_unit(store: &Store) {
    let new = fixtures::new_task(add_user(store).id, draft("read"));
    let [first, second] = commit(store, move |work| {
        let first = work.tasks().add(&new)?.expect("the owner is there");
        work.tasks().remove(first.id(), first.record().version)?;
        let second = work.tasks().add(&new)?.expect("the owner is there");
        Ok([first.id(), second.id()])
    });
    assert!(second > first, "{first} was given again, as {second}");
}
