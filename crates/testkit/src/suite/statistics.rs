//! What every store must count.

use docket_application::Statistics;
use docket_application::ports::store::Store;
use docket_domain::{DueDate, Priority, Status, TaskDraft, UserId};

use super::work::{add_tasks, add_user, commit};
use crate::block_on;
use crate::fixtures::{draft, due_date, tag, tags};

list_cases!("statistics":
    someone_without_tasks_has_nothing_to_count,
    every_kind_is_counted_by_itself,
    overdue_is_what_is_open_and_was_due_before_today,
    every_tag_is_counted_in_code_point_order,
    the_tasks_of_others_are_not_counted,
);

/// The statistics of `owner`, kinds in order.
fn statistics(store: &Store, owner: UserId, today: &str) -> Statistics {
    let today: DueDate = due_date(today);
    let answer = block_on(store.snapshot(move |work| work.tasks().statistics(owner, today)));
    let mut found = answer.expect("the unit of work reads");
    found.by_kind.sort_unstable();
    found
}

/// So many drafts of each status and priority that no two numbers are the same.
fn every_kind() -> Vec<((Status, Priority), u64)> {
    let kinds = Status::ALL
        .into_iter()
        .flat_map(|status| Priority::ALL.map(|priority| (status, priority)));
    kinds.zip(1..).collect()
}

fn drafts() -> impl Iterator<Item = TaskDraft> {
    every_kind()
        .into_iter()
        .flat_map(|((status, priority), number)| {
            (0..number).map(move |_| TaskDraft {
                status,
                priority,
                ..draft("read")
            })
        })
}

fn someone_without_tasks_has_nothing_to_count(store: &Store) {
    let owner = add_user(store).id;
    assert_eq!(
        statistics(store, owner, "2026-11-20"),
        Statistics::default()
    );
}

fn every_kind_is_counted_by_itself(store: &Store) {
    let owner = add_user(store).id;
    add_tasks(store, owner, drafts());
    let found = statistics(store, owner, "2026-11-20");
    assert_eq!(found.by_kind, every_kind());
    assert_eq!((found.overdue, found.by_tag.len()), (0, 0));
    assert_eq!(found.total(), 136);
    assert_eq!(found.with_status(Status::Completed), 9 + 10 + 11 + 12);
    assert_eq!(found.with_priority(Priority::Low), 1 + 5 + 9 + 13);
    // A kind that does not occur is absent.
    let one = add_user(store).id;
    add_tasks(store, one, [draft("read")]);
    let found = statistics(store, one, "2026-11-20");
    assert_eq!(found.by_kind, [((Status::Pending, Priority::Medium), 1)]);
}

fn overdue_is_what_is_open_and_was_due_before_today(store: &Store) {
    let owner = add_user(store).id;
    let days = [None, Some("2026-11-19"), Some("2026-11-20")];
    let due = Status::ALL.into_iter().flat_map(|status| {
        days.map(|day| TaskDraft {
            status,
            due_date: day.map(due_date),
            ..draft("read")
        })
    });
    add_tasks(store, owner, due);
    for (today, expected) in [
        ("1970-01-01", 0),
        ("2026-11-19", 0),
        ("2026-11-20", 2),
        ("2026-11-21", 4),
        ("9999-12-31", 4),
    ] {
        assert_eq!(statistics(store, owner, today).overdue, expected, "{today}");
    }
}

fn every_tag_is_counted_in_code_point_order(store: &Store) {
    let owner = add_user(store).id;
    let joined = ["\u{1f980},a", "\u{ff5e},a", "A", "", "a,\u{e9}", "e\u{301}"];
    let tagged = joined.map(|joined| TaskDraft {
        tags: tags(joined),
        ..draft("read")
    });
    add_tasks(store, owner, tagged);
    let found = statistics(store, owner, "2026-11-20");
    let expected = [
        ("A", 1),
        ("a", 3),
        ("e\u{301}", 1),
        ("\u{e9}", 1),
        ("\u{ff5e}", 1),
        ("\u{1f980}", 1),
    ];
    assert_eq!(
        found.by_tag,
        expected.map(|(name, count)| (tag(name), count))
    );
    assert_eq!(found.total(), 6, "a task counts once, whatever its tags");
}

fn the_tasks_of_others_are_not_counted(store: &Store) {
    let [owner, other] = [(); 2].map(|()| add_user(store).id);
    let late = || TaskDraft {
        due_date: Some(due_date("2026-11-19")),
        tags: tags("work"),
        ..draft("read")
    };
    add_tasks(store, owner, [late()]);
    add_tasks(store, other, [late(), late()]);
    for (user, number) in [(owner, 1), (other, 2)] {
        let found = statistics(store, user, "2026-11-20");
        assert_eq!((found.total(), found.overdue), (number, number));
        assert_eq!(found.by_tag, [(tag("work"), number)]);
    }
    assert!(commit(store, move |work| work.users().remove(other)));
    assert_eq!(
        statistics(store, other, "2026-11-20"),
        Statistics::default()
    );
    assert_eq!(statistics(store, owner, "2026-11-20").total(), 1);
}
