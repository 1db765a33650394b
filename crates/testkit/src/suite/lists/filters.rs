//! Every part of a filter, alone and together.

use std::collections::BTreeSet;

use docket_application::ports::store::Store;
use docket_domain::list::Range;
use docket_domain::{DueDate, Priority, Status, TaskFilter};

use super::{Scene, TODAY, created_at, matching};
use crate::fixtures::{due_date, search, tag, tags};
use crate::suite::work::{add_user, count, query};

list_cases!("lists":
    no_filter_finds_everything,
    a_filter_finds_one_of_several_statuses,
    a_filter_finds_one_of_several_priorities,
    completed_and_not_completed_are_complements,
    overdue_and_not_overdue_are_complements,
    with_and_without_a_due_date_are_complements,
    a_filter_finds_tasks_with_all_of_the_tags,
    all_parts_of_a_filter_hold_at_once,
    nobody_without_tasks_finds_any,
);

fn no_filter_finds_everything(store: &Store) {
    Scene::set(store).assert_finds(store, &TaskFilter::default(), |_| true);
}

/// All sets of some of these.
fn subsets<T: Copy + Ord>(all: [T; 4]) -> impl Iterator<Item = BTreeSet<T>> {
    (0_usize..16).map(move |bits| {
        let chosen = (0..4).filter(move |bit| bits >> bit & 1 == 1);
        chosen.map(|bit| all[bit]).collect()
    })
}

fn a_filter_finds_one_of_several_statuses(store: &Store) {
    let scene = Scene::set(store);
    for statuses in subsets(Status::ALL) {
        let filter = TaskFilter {
            statuses: statuses.clone(),
            ..TaskFilter::default()
        };
        scene.assert_finds(store, &filter, |record| {
            statuses.is_empty() || statuses.contains(&record.status)
        });
    }
}

fn a_filter_finds_one_of_several_priorities(store: &Store) {
    let scene = Scene::set(store);
    for priorities in subsets(Priority::ALL) {
        let filter = TaskFilter {
            priorities: priorities.clone(),
            ..TaskFilter::default()
        };
        scene.assert_finds(store, &filter, |record| {
            priorities.is_empty() || priorities.contains(&record.priority)
        });
    }
}

fn completed_and_not_completed_are_complements(store: &Store) {
    let scene = Scene::set(store);
    for wanted in [true, false] {
        let filter = TaskFilter {
            completed: Some(wanted),
            ..TaskFilter::default()
        };
        scene.assert_finds(store, &filter, |record| {
            record.completed_at.is_some() == wanted
        });
    }
}

fn overdue_and_not_overdue_are_complements(store: &Store) {
    let scene = Scene::set(store);
    let days = [TODAY, "2026-11-21", "1970-01-01", "9999-12-31"].map(due_date);
    for today in days {
        for wanted in [true, false] {
            let filter = TaskFilter {
                overdue: Some((wanted, today)),
                ..TaskFilter::default()
            };
            scene.assert_finds(store, &filter, |record| {
                let is_open = matches!(record.status, Status::Pending | Status::InProgress);
                (is_open && record.due_date.is_some_and(|due| due < today)) == wanted
            });
        }
    }
}

fn with_and_without_a_due_date_are_complements(store: &Store) {
    let scene = Scene::set(store);
    for wanted in [true, false] {
        let filter = TaskFilter {
            has_due_date: Some(wanted),
            ..TaskFilter::default()
        };
        scene.assert_finds(store, &filter, |record| record.due_date.is_some() == wanted);
    }
}

fn a_filter_finds_tasks_with_all_of_the_tags(store: &Store) {
    let scene = Scene::set(store);
    for joined in [
        "work",
        "home,work",
        "home",
        "Work",
        "Work,work",
        "home,urgent,work",
        "wor",
        "work,other",
        "WORK",
        "%",
        "wor_",
    ] {
        let filter = TaskFilter {
            tags: tags(joined),
            ..TaskFilter::default()
        };
        scene.assert_finds(store, &filter, |record| {
            joined
                .split(',')
                .all(|name| record.tags.contains(&tag(name)))
        });
    }
}

fn all_parts_of_a_filter_hold_at_once(store: &Store) {
    let scene = Scene::set(store);
    let today = due_date(TODAY);
    let filter = TaskFilter {
        statuses: [Status::Pending, Status::InProgress].into(),
        priorities: [Priority::Low, Priority::Medium, Priority::Urgent].into(),
        completed: Some(false),
        overdue: Some((true, today)),
        has_due_date: Some(true),
        tags: tags("work"),
        search: search("A"),
        due: Range {
            from: Some(DueDate::MIN),
            to: Some(today),
        },
        created: Range {
            from: Some(created_at(0)),
            to: Some(created_at(4)),
        },
        updated: Range {
            from: Some(created_at(1)),
            to: None,
        },
    };
    let is_wanted = |record: &docket_domain::TaskRecord| {
        record.status < Status::Completed
            && record.priority != Priority::High
            && record.due_date.is_some_and(|due| due < today)
            && record.tags.contains(&tag("work"))
            && record.title.as_str().to_lowercase().contains('a')
            && (created_at(1)..=created_at(4)).contains(&record.created_at)
    };
    let found = scene.tasks.iter().filter(|task| is_wanted(task.record()));
    assert!(found.count() > 1, "the scene has too few tasks for this");
    scene.assert_finds(store, &filter, is_wanted);
    // One part that nothing satisfies, and nothing is found.
    let nothing = TaskFilter {
        completed: Some(true),
        ..filter
    };
    scene.assert_finds(store, &nothing, |_| false);
}

fn nobody_without_tasks_finds_any(store: &Store) {
    let _scene = Scene::set(store);
    let newcomer = add_user(store).id;
    let today = due_date(TODAY);
    for filter in [
        TaskFilter::default(),
        TaskFilter {
            overdue: Some((false, today)),
            has_due_date: Some(false),
            ..TaskFilter::default()
        },
        TaskFilter {
            search: search("a"),
            tags: tags("work"),
            ..TaskFilter::default()
        },
    ] {
        assert_eq!(query(store, newcomer, &matching(filter.clone())), []);
        assert_eq!(count(store, newcomer, &filter), 0);
    }
}
