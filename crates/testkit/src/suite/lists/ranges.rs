//! Ranges of days and of instants.

use docket_application::ports::store::Store;
use docket_domain::list::Range;
use docket_domain::task::NewTask;
use docket_domain::{DueDate, TaskFilter, Timestamp};

use super::{DAYS, Scene, created_at, matching};
use crate::fixtures::{draft, due_date, title};
use crate::suite::work::{add_user, commit, count, list, query, update};

list_cases!("lists":
    a_range_of_due_dates_has_both_its_ends_and_excludes_no_due_date,
    a_range_of_creation_has_both_its_ends,
    a_range_of_changes_goes_by_the_last_one,
    a_range_reaches_from_the_first_instant_to_the_last,
);

/// Every range between some of these bounds, open ones and empty ones included.
fn ranges<T: Copy>(bounds: &[T]) -> Vec<Range<T>> {
    let ends = || bounds.iter().copied().map(Some).chain([None]);
    ends()
        .flat_map(|from| ends().map(move |to| Range { from, to }))
        .collect()
}

/// Whether `value` is in `range`, in other words than the domain's.
fn is_in<T: Ord + Copy>(range: Range<T>, value: T) -> bool {
    range.from.unwrap_or(value) <= value && range.to.unwrap_or(value) >= value
}

fn a_range_of_due_dates_has_both_its_ends_and_excludes_no_due_date(store: &Store) {
    let scene = Scene::set(store);
    let mut bounds: Vec<DueDate> = DAYS.into_iter().flatten().map(due_date).collect();
    bounds.push(DueDate::MAX);
    for range in ranges(&bounds) {
        let filter = TaskFilter {
            due: range,
            ..TaskFilter::default()
        };
        let is_open = range.from.is_none() && range.to.is_none();
        scene.assert_finds(store, &filter, |record| {
            record.due_date.map_or(is_open, |due| is_in(range, due))
        });
    }
}

fn a_range_of_creation_has_both_its_ends(store: &Store) {
    let scene = Scene::set(store);
    for range in ranges(&[1, 2, 4, 9].map(created_at)) {
        let filter = TaskFilter {
            created: range,
            ..TaskFilter::default()
        };
        scene.assert_finds(store, &filter, |record| is_in(range, record.created_at));
    }
}

fn a_range_of_changes_goes_by_the_last_one(store: &Store) {
    let mut scene = Scene::set(store);
    for (number, task) in scene.tasks.iter_mut().enumerate().step_by(3) {
        let before = task.clone();
        let patch = docket_domain::TaskPatch {
            title: Some(title("changed")),
            ..docket_domain::TaskPatch::default()
        };
        assert!(task.edit(&patch, created_at(6 + number % 2)));
        update(store, &before, task);
    }
    for range in ranges(&[2, 5, 6, 7].map(created_at)) {
        let filter = TaskFilter {
            updated: range,
            ..TaskFilter::default()
        };
        scene.assert_finds(store, &filter, |record| is_in(range, record.updated_at));
    }
}

fn a_range_reaches_from_the_first_instant_to_the_last(store: &Store) {
    let owner = add_user(store).id;
    let instants = [Timestamp::MIN, created_at(0), Timestamp::MAX];
    let tasks = instants.map(|now| NewTask::create(owner, draft("read"), now));
    commit(store, move |work| work.tasks().add_all(&tasks)).expect("the owner is there");
    let all = list(store, owner);
    for (first, last) in [(0, 2), (0, 0), (2, 2), (1, 2), (0, 1)] {
        let range = Range {
            from: Some(instants[first]),
            to: Some(instants[last]),
        };
        let filter = TaskFilter {
            created: range,
            updated: range,
            ..TaskFilter::default()
        };
        let expected = &all[first..=last];
        assert_eq!(query(store, owner, &matching(filter.clone())), expected);
        let number = u64::try_from(expected.len()).expect("few");
        assert_eq!(count(store, owner, &filter), number);
    }
}
