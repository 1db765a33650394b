//! Which tasks a list has, and in which order.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::cmp::Ordering;

use docket_domain::list::{Direction, Range, Search, SortKey};
use docket_domain::task::NewTask;
use docket_domain::{
    Description, DueDate, Priority, Status, Tags, Task, TaskDraft, TaskFilter, TaskId, TaskOrder,
    TaskPatch, Timestamp, Title, UserId,
};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn at(second: i64) -> Timestamp {
    Timestamp::from_microseconds(second * 1_000_000).unwrap()
}

fn day(days: i32) -> DueDate {
    DueDate::from_days(days).unwrap()
}

fn stored(id: i64, draft: TaskDraft, now: Timestamp) -> Task {
    NewTask::create(UserId::new(1).unwrap(), draft, now).stored_as(TaskId::new(id).unwrap())
}

fn titled(title: &str) -> TaskDraft {
    TaskDraft::new(Title::parse(title).unwrap())
}

/// A task in progress of high priority, due on the day 100, created at 10 and changed at 20.
fn task() -> Task {
    let draft = TaskDraft {
        description: Some(Description::parse("from Cover to cover").unwrap()),
        status: Status::InProgress,
        priority: Priority::High,
        due_date: Some(day(100)),
        tags: Tags::split("home,work").unwrap(),
        ..titled("read")
    };
    let mut task = stored(7, draft, at(10));
    let patch = TaskPatch {
        title: Some(Title::parse("Read 100%").unwrap()),
        ..TaskPatch::default()
    };
    assert!(task.edit(&patch, at(20)));
    task
}

fn all() -> TaskFilter {
    TaskFilter::default()
}

fn range<T>(from: Option<T>, to: Option<T>) -> Range<T> {
    Range { from, to }
}

/// Filters with one part each that [`task`] satisfies.
fn satisfied() -> Vec<TaskFilter> {
    let search = |raw| Search::parse(raw).unwrap();
    let tags = |joined| Tags::split(joined).unwrap();
    let mut filters = vec![
        TaskFilter {
            statuses: [Status::InProgress].into(),
            ..all()
        },
        TaskFilter {
            statuses: Status::ALL.into(),
            ..all()
        },
        TaskFilter {
            priorities: [Priority::Low, Priority::High].into(),
            ..all()
        },
        TaskFilter {
            completed: Some(false),
            ..all()
        },
        TaskFilter {
            overdue: Some((true, day(101))),
            ..all()
        },
        TaskFilter {
            overdue: Some((false, day(100))),
            ..all()
        },
        TaskFilter {
            has_due_date: Some(true),
            ..all()
        },
    ];
    filters.extend(["", "work", "work,home"].map(|it| TaskFilter {
        tags: tags(it),
        ..all()
    }));
    let words = ["", "READ", "cover", "0%", "to read", "100% 100%"];
    filters.extend(words.map(|it| TaskFilter {
        search: search(it),
        ..all()
    }));
    for (from, to) in [(None, Some(100)), (Some(100), None), (Some(100), Some(100))] {
        let due = range(from.map(day), to.map(day));
        filters.push(TaskFilter { due, ..all() });
    }
    for (from, to) in [
        (None, Some(0)),
        (Some(0), None),
        (Some(0), Some(0)),
        (Some(-1), Some(1)),
    ] {
        let around = |second: i64| {
            let end = |it: Option<i64>| it.map(|it| at(second + it));
            range(end(from), end(to))
        };
        filters.push(TaskFilter {
            created: around(10),
            ..all()
        });
        filters.push(TaskFilter {
            updated: around(20),
            ..all()
        });
    }
    filters
}

/// Filters with one part each that [`task`] does not satisfy.
fn unsatisfied() -> Vec<TaskFilter> {
    let search = |raw| Search::parse(raw).unwrap();
    let tags = |joined| Tags::split(joined).unwrap();
    let mut filters = vec![
        TaskFilter {
            statuses: [Status::Pending, Status::Completed].into(),
            ..all()
        },
        TaskFilter {
            priorities: [Priority::Urgent].into(),
            ..all()
        },
        TaskFilter {
            completed: Some(true),
            ..all()
        },
        TaskFilter {
            overdue: Some((false, day(101))),
            ..all()
        },
        TaskFilter {
            overdue: Some((true, day(100))),
            ..all()
        },
        TaskFilter {
            has_due_date: Some(false),
            ..all()
        },
    ];
    filters.extend(["Work", "home,other"].map(|it| TaskFilter {
        tags: tags(it),
        ..all()
    }));
    let words = ["100_", "read write", "%from", "cover\u{301}"];
    filters.extend(words.map(|it| TaskFilter {
        search: search(it),
        ..all()
    }));
    for (from, to) in [(None, Some(99)), (Some(101), None), (Some(101), Some(99))] {
        let due = range(from.map(day), to.map(day));
        filters.push(TaskFilter { due, ..all() });
    }
    for (from, to) in [(None, Some(-1)), (Some(1), None)] {
        let around = |second: i64| {
            let end = |it: Option<i64>| it.map(|it| at(second + it));
            range(end(from), end(to))
        };
        filters.push(TaskFilter {
            created: around(10),
            ..all()
        });
        filters.push(TaskFilter {
            updated: around(20),
            ..all()
        });
    }
    filters
}

#[test]
fn every_part_of_a_filter_is_asked() {
    assert!(all().matches(&task()));
    for filter in satisfied() {
        assert!(filter.matches(&task()), "{filter:?}");
    }
    for filter in unsatisfied() {
        assert!(!filter.matches(&task()), "{filter:?}");
    }
}

#[test]
fn one_part_that_does_not_hold_is_enough() {
    for filter in unsatisfied() {
        let with_more = TaskFilter {
            has_due_date: filter.has_due_date.or(Some(true)),
            completed: filter.completed.or(Some(false)),
            ..filter
        };
        assert!(!with_more.matches(&task()), "{with_more:?}");
    }
}

#[test]
fn what_has_no_due_date_is_due_on_no_day_and_never_overdue() {
    let task = stored(7, titled("read"), at(10));
    let due = |from, to| TaskFilter {
        due: range(from, to),
        ..all()
    };
    assert!(due(None, None).matches(&task));
    for (from, to) in [(Some(DueDate::MIN), None), (None, Some(DueDate::MAX))] {
        assert!(!due(from, to).matches(&task));
    }
    for wanted in [true, false] {
        let overdue = TaskFilter {
            overdue: Some((wanted, DueDate::MAX)),
            ..all()
        };
        assert_eq!(overdue.matches(&task), !wanted);
        let has_due_date = TaskFilter {
            has_due_date: Some(wanted),
            ..all()
        };
        assert_eq!(has_due_date.matches(&task), !wanted);
    }
}

#[test]
fn only_a_completed_task_is_completed_and_only_an_open_one_overdue() {
    for status in Status::ALL {
        let draft = TaskDraft {
            status,
            due_date: Some(day(0)),
            ..titled("read")
        };
        let task = stored(7, draft, at(10));
        for wanted in [true, false] {
            let completed = TaskFilter {
                completed: Some(wanted),
                ..all()
            };
            assert_eq!(
                completed.matches(&task),
                (status == Status::Completed) == wanted
            );
            let overdue = TaskFilter {
                overdue: Some((wanted, day(1))),
                ..all()
            };
            assert_eq!(overdue.matches(&task), status.is_open() == wanted);
        }
    }
}

#[test]
fn no_word_is_found_across_title_and_description() {
    let description = Some(Description::parse("flower").unwrap());
    let task = stored(
        7,
        TaskDraft {
            description,
            ..titled("sun")
        },
        at(10),
    );
    let finds = |raw| {
        let search = Search::parse(raw).unwrap();
        TaskFilter { search, ..all() }.matches(&task)
    };
    assert!(finds("sun flower") && finds("FLOW su"));
    assert!(!finds("sunflower") && !finds("nf"));
}

fn sorted(order: TaskOrder, tasks: &[Task]) -> Vec<i64> {
    let mut tasks: Vec<&Task> = tasks.iter().collect();
    tasks.sort_by(|one, other| order.compare(one, other));
    tasks.iter().map(|task| task.id().get()).collect()
}

#[test]
fn no_due_date_comes_last_and_ids_ascend_in_both_directions() {
    let due = |id, due_date: Option<i32>| {
        let due_date = due_date.map(day);
        stored(
            id,
            TaskDraft {
                due_date,
                ..titled("read")
            },
            at(10),
        )
    };
    let tasks = [
        due(5, None),
        due(4, Some(2)),
        due(3, Some(1)),
        due(2, None),
        due(1, Some(2)),
    ];
    for (direction, expected) in [
        (Direction::Ascending, [3, 1, 4, 2, 5]),
        (Direction::Descending, [1, 4, 3, 2, 5]),
    ] {
        let order = TaskOrder {
            key: SortKey::DueDate,
            direction,
        };
        assert_eq!(sorted(order, &tasks), expected);
    }
}

#[test]
fn titles_are_ordered_without_case_and_by_code_point() {
    let titles = [
        "a",
        "A\tb",
        "a b",
        "A!",
        "ab",
        "B",
        "STRA\u{df}E",
        "z",
        "\u{c9}",
        "\u{1f980}",
    ];
    let tasks: Vec<Task> = titles
        .iter()
        .zip(1..)
        .map(|(title, id)| stored(id, titled(title), at(10)))
        .collect();
    let order = TaskOrder {
        key: SortKey::Title,
        direction: Direction::Ascending,
    };
    assert_eq!(sorted(order, &tasks), (1..=10).collect::<Vec<i64>>());
}

fn tasks() -> impl Strategy<Value = Task> {
    let titles = select(vec!["a", "A", "b", "a!", "\u{e9}", "\u{1f980}"]);
    let kinds = (select(&Status::ALL), select(&Priority::ALL));
    let due_date = option::of((0..3).prop_map(day));
    (1..6_i64, titles, kinds, due_date, 0..3_i64).prop_map(
        |(id, title, (status, priority), due_date, second)| {
            let draft = TaskDraft {
                status,
                priority,
                due_date,
                ..titled(title)
            };
            stored(id, draft, at(second))
        },
    )
}

fn orders() -> impl Strategy<Value = TaskOrder> {
    let direction = select(vec![Direction::Ascending, Direction::Descending]);
    (select(&SortKey::ALL), direction).prop_map(|(key, direction)| TaskOrder { key, direction })
}

proptest! {
    #[test]
    fn an_order_is_total(order in orders(), a in tasks(), b in tasks(), c in tasks()) {
        prop_assert_eq!(order.compare(&a, &a), Ordering::Equal);
        prop_assert_eq!(order.compare(&a, &b), order.compare(&b, &a).reverse());
        if order.compare(&a, &b).is_le() && order.compare(&b, &c).is_le() {
            prop_assert!(order.compare(&a, &c).is_le());
        }
        // Two tasks of a list never have the same id, so one of them comes first.
        prop_assert_eq!(order.compare(&a, &b) == Ordering::Equal,
            a.id() == b.id() && order.key.value_of(&a) == order.key.value_of(&b));
    }

    #[test]
    fn what_comes_after_a_position_is_the_rest_of_the_list(
        order in orders(),
        mut list in proptest::collection::btree_map(1..20_i64, tasks(), 1..12)
            .prop_map(|tasks| tasks.into_iter().map(|(id, task)| {
                Task::restore(TaskId::new(id).unwrap(), task.into_record()).unwrap()
            }).collect::<Vec<Task>>()),
    ) {
        list.sort_by(|one, other| order.compare(one, other));
        for (at, task) in list.iter().enumerate() {
            let place = order.position(task);
            let after: Vec<&Task> = list
                .iter()
                .filter(|other| order.compare_positions(&order.position(other), &place).is_gt())
                .collect();
            prop_assert_eq!(after, list[at + 1..].iter().collect::<Vec<_>>());
        }
    }
}
