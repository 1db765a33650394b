//! Lists in pages, by position and by number.

use docket_application::PageRequest;
use docket_application::ports::store::Store;
use docket_application::tasks::TaskQuery;
use docket_domain::list::Position;
use docket_domain::{Priority, Status, Task, TaskFilter, TaskOrder, TaskPatch, UserId};

use super::{Scene, every_order};
use crate::fixtures::{due_date, full_draft, instant, tags, title};
use crate::suite::work::{add_task, commit, count, page, query, update};

list_cases!("pages":
    all_pages_by_position_make_the_whole_list,
    a_page_goes_on_after_its_position_whatever_happened_meanwhile,
    a_position_need_not_be_that_of_a_task,
    skipping_begins_after_the_position,
    skipping_beyond_the_end_finds_nothing,
    a_count_is_of_all_pages,
);

fn ordered(order: TaskOrder) -> TaskQuery {
    TaskQuery {
        order,
        ..TaskQuery::default()
    }
}

/// The tasks among `all` that come after `place`.
fn after(order: TaskOrder, all: &[Task], place: &Position) -> Vec<Task> {
    let is_after = |task: &&Task| {
        order
            .compare_positions(&order.position(task), place)
            .is_gt()
    };
    all.iter().filter(is_after).cloned().collect()
}

/// All that `asked` finds, page by page.
fn in_pages(store: &Store, owner: UserId, asked: &TaskQuery, limit: usize) -> Vec<Task> {
    let (mut found, mut asked) = (Vec::new(), asked.clone());
    loop {
        let tasks = page(store, owner, &asked, limit);
        assert!(tasks.len() <= limit);
        let Some(last) = tasks.last() else {
            return found;
        };
        asked.after = Some(asked.order.position(last));
        found.extend(tasks);
    }
}

fn all_pages_by_position_make_the_whole_list(store: &Store) {
    let scene = Scene::set(store);
    for order in every_order() {
        let some = TaskFilter {
            priorities: [Priority::Low, Priority::High].into(),
            tags: tags("work"),
            ..TaskFilter::default()
        };
        for (filter, limits) in [(TaskFilter::default(), [7, 80]), (some, [1, 5])] {
            let asked = TaskQuery {
                filter,
                ..ordered(order)
            };
            let whole = query(store, scene.owner, &asked);
            for limit in limits {
                let found = in_pages(store, scene.owner, &asked, limit);
                assert_eq!(found, whole, "{order:?} by {limit}");
            }
        }
    }
}

fn a_page_goes_on_after_its_position_whatever_happened_meanwhile(store: &Store) {
    for order in every_order() {
        let scene = Scene::set(store);
        let mut asked = ordered(order);
        let mut seen: Vec<Task> = Vec::new();
        for round in 0.. {
            let tasks = page(store, scene.owner, &asked, 13);
            let all = query(store, scene.owner, &ordered(order));
            let mut expected = match &asked.after {
                Some(place) => after(order, &all, place),
                None => all.clone(),
            };
            expected.truncate(13);
            assert_eq!(tasks, expected, "{order:?}, page {round}");
            let Some(last) = tasks.last() else { break };
            asked.after = Some(order.position(last));
            seen.extend(tasks.iter().cloned());
            if round < 4 {
                disturb(store, &all, last);
            }
        }
        // Whatever nobody touched was seen, and once.
        for task in query(store, scene.owner, &ordered(order)) {
            let times = seen.iter().filter(|other| **other == task).count();
            let was_there = scene.tasks.contains(&task);
            assert!(!was_there || times == 1, "{order:?}: seen {times} times");
        }
    }
}

/// Removes the last task that was seen, adds one, and changes the first and the last of all.
fn disturb(store: &Store, all: &[Task], last: &Task) {
    let (id, version) = (last.id(), last.record().version);
    commit(store, move |work| work.tasks().remove(id, version));
    add_task(store, last.owner(), full_draft("between"));
    for (task, name) in [
        (&all[0], "\u{1f980} moved"),
        (&all[all.len() - 1], "! moved"),
    ] {
        let mut changed = task.clone();
        let patch = TaskPatch {
            title: Some(title(name)),
            priority: Some(Priority::Medium),
            ..TaskPatch::default()
        };
        let now = instant().plus_seconds(task.record().version.get());
        if task.id() != id && changed.edit(&patch, now) {
            update(store, task, &changed);
        }
    }
}

fn a_position_need_not_be_that_of_a_task(store: &Store) {
    let scene = Scene::set(store);
    let drafts = [None, Some("1999-12-31"), Some("9999-12-31")].map(|day| {
        let mut draft = full_draft("a between");
        draft.due_date = day.map(due_date);
        draft.status = Status::Cancelled;
        draft
    });
    // Of tasks that were there once, and of ids between the others.
    let mut places = Vec::new();
    for draft in drafts {
        let gone = add_task(store, scene.owner, draft);
        let (id, version) = (gone.id(), gone.record().version);
        commit(store, move |work| work.tasks().remove(id, version));
        places.push(gone);
    }
    for order in every_order() {
        let all = query(store, scene.owner, &ordered(order));
        for gone in &places {
            for id in [gone.id(), scene.tasks[33].id()] {
                let place = Position {
                    id,
                    ..order.position(gone)
                };
                let asked = TaskQuery {
                    after: Some(place.clone()),
                    ..ordered(order)
                };
                let found = query(store, scene.owner, &asked);
                assert_eq!(found, after(order, &all, &place), "{order:?}: {place:?}");
            }
        }
    }
}

fn skipping_begins_after_the_position(store: &Store) {
    let scene = Scene::set(store);
    for order in every_order() {
        let all = query(store, scene.owner, &ordered(order));
        for (at, skip) in [(0, 0_u32), (10, 1), (10, 5), (70, 20)] {
            let asked = TaskQuery {
                after: Some(order.position(&all[at])),
                page: PageRequest::new(skip, 1),
                ..ordered(order)
            };
            let found = page(store, scene.owner, &asked, 3);
            let rest = all[at + 1..].iter();
            let skipped = usize::try_from(skip).expect("few");
            let expected: Vec<Task> = rest.skip(skipped).take(3).cloned().collect();
            assert_eq!(found, expected, "{order:?}");
        }
    }
}

fn skipping_beyond_the_end_finds_nothing(store: &Store) {
    let scene = Scene::set(store);
    let number = u32::try_from(scene.tasks.len()).expect("few");
    for (skip, left) in [
        (number - 1, 1),
        (number, 0),
        (number + 1, 0),
        (PageRequest::MAX_SKIP, 0),
    ] {
        let asked = TaskQuery {
            page: PageRequest::new(skip, 1000),
            ..TaskQuery::default()
        };
        let found = page(store, scene.owner, &asked, 1001);
        assert_eq!(found, scene.tasks[scene.tasks.len() - left..], "{skip}");
    }
}

fn a_count_is_of_all_pages(store: &Store) {
    let scene = Scene::set(store);
    let filter = TaskFilter {
        statuses: [Status::Pending].into(),
        ..TaskFilter::default()
    };
    assert_eq!(count(store, scene.owner, &TaskFilter::default()), 80);
    assert_eq!(count(store, scene.owner, &filter), 20);
}
