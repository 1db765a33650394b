//! What every store must do when many ask at once.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;

use docket_application::ports::store::{Entity, Store, StoreError};
use docket_domain::task::{TaskPatch, Version};
use docket_domain::{Patch, Task, TaskId};

use super::transactions::panic_silently;
use super::work::{add_task, add_user, commit, find_task, hash, list, write};
use crate::fixtures::{self, description, draft, title, unique};

list_cases!("concurrency":
    no_change_is_lost,
    ids_are_distinct,
    a_name_is_given_once,
    a_task_is_removed_once,
    a_change_and_a_removal_do_not_both_win,
    units_that_fail_harm_none_of_their_neighbours,
    no_task_is_left_of_someone_who_leaves,
);

pub(super) const THREADS: usize = 8;

/// What `run` answers in each of so many threads, which begin at once; each is told its number.
pub(super) fn in_threads<T: Send>(run: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(THREADS);
    let (start, run) = (&start, &run);
    thread::scope(|scope| {
        let begin = |number| {
            scope.spawn(move || {
                start.wait();
                run(number)
            })
        };
        let threads: Vec<_> = (0..THREADS).map(begin).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no thread panics"))
            .collect()
    })
}

/// Reads the task, writes one letter more at the end of its description, and tries again when
/// the store says that someone was faster more often than it tries again by itself.
fn append(store: &Store, id: TaskId) {
    loop {
        let outcome = write(store, move |work| {
            let mut task = work.tasks().find(id)?.expect("it is there");
            let read_at = task.record().version;
            let before = task
                .record()
                .description
                .as_ref()
                .map_or("", |text| text.as_str());
            let text = Patch::Set(description(&format!("{before}x")));
            let patch = TaskPatch {
                description: text,
                ..TaskPatch::default()
            };
            assert!(task.edit(&patch, fixtures::instant()));
            work.tasks().update(&task, read_at)
        });
        match outcome {
            Ok(()) => return,
            Err(StoreError::Stale) => {}
            Err(other) => panic!("a change did not end: {other:?}"),
        }
    }
}

fn no_change_is_lost(store: &Store) {
    const CHANGES: usize = 25;
    let id = add_task(store, add_user(store).id, draft("read")).id();
    in_threads(|_| (0..CHANGES).for_each(|_| append(store, id)));
    let record = find_task(store, id).expect("it is there").into_record();
    assert_eq!(
        record.description,
        Some(description(&"x".repeat(THREADS * CHANGES)))
    );
    assert_eq!(record.version, Version::new(1 + 200).expect("positive"));
}

fn ids_are_distinct(store: &Store) {
    let owner = add_user(store).id;
    let ids: Vec<TaskId> = in_threads(|_| {
        (0..10)
            .map(|_| add_task(store, owner, draft("read")).id())
            .collect::<Vec<_>>()
    })
    .concat();
    let distinct: BTreeSet<TaskId> = ids.iter().copied().collect();
    assert_eq!(distinct.len(), THREADS * 10);
    let listed: Vec<TaskId> = list(store, owner).iter().map(Task::id).collect();
    assert_eq!(listed, distinct.into_iter().collect::<Vec<_>>());
}

fn a_name_is_given_once(store: &Store) {
    for _ in 0..5 {
        let name = unique("Ada");
        let outcomes = in_threads(|number| {
            let spelling = if number % 2 == 0 {
                name.to_uppercase()
            } else {
                name.clone()
            };
            let user = fixtures::new_user(fixtures::identity(&spelling));
            write(store, move |work| work.users().add(user.clone(), &hash()))
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert!(
                matches!(error, StoreError::Duplicate(Entity::Username)),
                "{error:?}"
            );
        }
    }
}

fn a_task_is_removed_once(store: &Store) {
    let owner = add_user(store).id;
    for _ in 0..5 {
        let task = add_task(store, owner, draft("read"));
        let (id, version) = (task.id(), task.record().version);
        let outcomes = in_threads(|_| write(store, move |work| work.tasks().remove(id, version)));
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert!(matches!(error, StoreError::Stale), "{error:?}");
        }
    }
}

fn a_change_and_a_removal_do_not_both_win(store: &Store) {
    let owner = add_user(store).id;
    for _ in 0..5 {
        let task = add_task(store, owner, draft("read"));
        let (id, version) = (task.id(), task.record().version);
        let outcomes = in_threads(|number| {
            let mut changed = task.clone();
            let patch = TaskPatch {
                title: Some(title("changed")),
                ..TaskPatch::default()
            };
            assert!(changed.edit(&patch, fixtures::instant()));
            write(store, move |work| {
                if number % 2 == 0 {
                    work.tasks().remove(id, version)
                } else {
                    work.tasks().update(&changed, version)
                }
            })
        });
        let winners: Vec<usize> = (0..THREADS)
            .filter(|number| outcomes[*number].is_ok())
            .collect();
        assert_eq!(winners.len(), 1, "{outcomes:?}");
        assert_eq!(find_task(store, id).is_none(), winners[0].is_multiple_of(2));
    }
}

fn units_that_fail_harm_none_of_their_neighbours(store: &Store) {
    let owner = add_user(store).id;
    let added = in_threads(|number| {
        let add = |round: usize| {
            let task = fixtures::new_task(owner, draft(&format!("{number}.{round}")));
            let outcome = write(store, move |work| {
                let added = work.tasks().add(&task)?;
                match (number + round) % 3 {
                    0 => Ok(added.expect("the owner is there")),
                    1 => Err(StoreError::Unavailable(None)),
                    _ => panic_silently(),
                }
            });
            match (number + round) % 3 {
                0 => return Some(outcome.expect("nothing is wrong with this one")),
                1 => assert!(
                    matches!(outcome, Err(StoreError::Unavailable(None))),
                    "{outcome:?}"
                ),
                _ => assert!(matches!(outcome, Err(StoreError::Panicked)), "{outcome:?}"),
            }
            None
        };
        (0..12).filter_map(add).collect::<Vec<Task>>()
    });
    let mut added = added.concat();
    added.sort_by_key(Task::id);
    assert_eq!(added.len(), THREADS * 4);
    assert_eq!(list(store, owner), added);
}

fn no_task_is_left_of_someone_who_leaves(store: &Store) {
    for _ in 0..5 {
        let owner = add_user(store).id;
        let added = in_threads(|number| {
            if number == 0 {
                assert!(commit(store, move |work| work.users().remove(owner)));
                return None;
            }
            let task = fixtures::new_task(owner, draft("read"));
            commit(store, move |work| work.tasks().add(&task))
        });
        for task in added.into_iter().flatten() {
            assert_eq!(find_task(store, task.id()), None);
        }
        assert_eq!(list(store, owner), []);
    }
}
