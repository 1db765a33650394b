//! Every order, with ties.

use docket_application::ports::store::Store;
use docket_application::tasks::TaskQuery;
use docket_domain::list::{Direction, SortKey};
use docket_domain::task::NewTask;
use docket_domain::{Task, TaskOrder};

use super::{Scene, every_order};
use crate::fixtures::{draft, instant, title};
use crate::suite::work::{add_user, commit, query, update};

list_cases!("lists":
    every_order_is_the_domains_own,
    statuses_and_priorities_sort_by_rank,
    no_due_date_comes_last_in_both_directions,
    the_id_breaks_ties_in_both_directions,
    titles_sort_without_case_and_by_code_point,
    titles_that_differ_late_or_grow_when_folded_are_told_apart,
    a_changed_task_takes_its_new_place,
);

fn in_order(key: SortKey, direction: Direction) -> TaskQuery {
    TaskQuery {
        order: TaskOrder { key, direction },
        ..TaskQuery::default()
    }
}

/// The scene's tasks by `key`, each as what `value` makes of it.
fn sorted<T>(
    store: &Store,
    scene: &Scene,
    (key, direction): (SortKey, Direction),
    value: impl Fn(&Task) -> T,
) -> Vec<T> {
    let found = query(store, scene.owner, &in_order(key, direction));
    found.iter().map(value).collect()
}

fn every_order_is_the_domains_own(store: &Store) {
    let scene = Scene::set(store);
    for order in every_order() {
        let mut expected = scene.tasks.clone();
        expected.sort_by(|one, other| order.compare(one, other));
        let asked = in_order(order.key, order.direction);
        assert_eq!(query(store, scene.owner, &asked), expected, "{order:?}");
    }
}

fn statuses_and_priorities_sort_by_rank(store: &Store) {
    let scene = Scene::set(store);
    let words = |key, direction| {
        let mut words = sorted(store, &scene, (key, direction), |task| match key {
            SortKey::Status => task.record().status.as_str(),
            SortKey::Priority => task.record().priority.as_str(),
            _ if task.record().completed_at.is_some() => "completed",
            _ => "not completed",
        });
        words.dedup();
        words
    };
    for (key, ascending) in [
        (
            SortKey::Status,
            &["pending", "in_progress", "completed", "cancelled"][..],
        ),
        (SortKey::Priority, &["low", "medium", "high", "urgent"]),
        (SortKey::Completed, &["not completed", "completed"]),
    ] {
        assert_eq!(words(key, Direction::Ascending), ascending);
        let descending: Vec<&str> = ascending.iter().rev().copied().collect();
        assert_eq!(words(key, Direction::Descending), descending);
    }
}

fn no_due_date_comes_last_in_both_directions(store: &Store) {
    let scene = Scene::set(store);
    let days = |direction| {
        let mut days = sorted(store, &scene, (SortKey::DueDate, direction), |task| {
            task.record().due_date.map(|due| due.to_string())
        });
        days.dedup();
        days
    };
    let mut expected = [
        Some("1970-01-01".to_owned()),
        Some("2026-11-19".to_owned()),
        Some("2026-11-20".to_owned()),
        Some("2026-11-21".to_owned()),
        None,
    ];
    assert_eq!(days(Direction::Ascending), expected);
    expected[..4].reverse();
    assert_eq!(days(Direction::Descending), expected);
}

fn the_id_breaks_ties_in_both_directions(store: &Store) {
    let scene = Scene::set(store);
    for order in every_order().filter(|order| order.key != SortKey::Id) {
        let found = sorted(store, &scene, (order.key, order.direction), Clone::clone);
        let ties = found
            .windows(2)
            .filter(|pair| order.key.value_of(&pair[0]) == order.key.value_of(&pair[1]));
        let ascending: Vec<bool> = ties.map(|pair| pair[0].id() < pair[1].id()).collect();
        assert!(ascending.len() > 50, "the scene has too few ties");
        assert!(ascending.iter().all(|is_so| *is_so), "{order:?}");
    }
}

/// Asserts that tasks with these titles, which stand in order, are listed in this order and in
/// its reverse.
fn assert_ascending(store: &Store, titles: &[String]) {
    let owner = add_user(store).id;
    // Added against their order, so that ids do not help.
    let tasks: Vec<NewTask> = titles
        .iter()
        .rev()
        .map(|name| NewTask::create(owner, draft(name), instant()))
        .collect();
    commit(store, move |work| work.tasks().add_all(&tasks)).expect("the owner is there");
    let found = |direction| -> Vec<String> {
        let tasks = query(store, owner, &in_order(SortKey::Title, direction));
        let name = |task: &Task| task.record().title.as_str().to_owned();
        tasks.iter().map(name).collect()
    };
    assert_eq!(found(Direction::Ascending), titles);
    let descending: Vec<String> = titles.iter().rev().cloned().collect();
    assert_eq!(found(Direction::Descending), descending);
}

fn titles_sort_without_case_and_by_code_point(store: &Store) {
    // What databases like to get wrong: blanks at the end count for nothing, punctuation counts
    // for nothing, a control character sorts after the end, letters with accents sort by the
    // letter, and characters above U+FFFF sort by their halves.
    let ascending = [
        "!",
        "-",
        "10",
        "9",
        "_",
        "a",
        "A\tb",
        "a\nb",
        "a b",
        "A!",
        "a-b",
        "a.",
        "AA",
        "ab",
        "A\u{301}",
        "a\u{200b}",
        "B",
        "co-op",
        "coop",
        "Stra\u{df}d",
        "STRASSE",
        "strat",
        "z",
        "\u{c5}",
        "\u{e9}",
        "\u{c9}!",
        "\u{f8}",
        "\u{3b1}",
        "\u{391}\u{3b2}",
        "\u{4e2d}",
        "\u{e000}",
        "\u{ff41}",
        "\u{ff22}",
        "\u{fffd}",
        "\u{10428}",
        "\u{10401}",
        "\u{1f980}",
    ];
    assert_ascending(store, &ascending.map(str::to_owned));
}

fn titles_that_differ_late_or_grow_when_folded_are_told_apart(store: &Store) {
    let long = |letter: &str, last: &str| format!("{}{last}", letter.repeat(199));
    // The last ones are three times as long when folded.
    assert_ascending(
        store,
        &[
            long("x", "a"),
            long("x", "B"),
            long("\u{390}", "a"),
            long("\u{390}", "B"),
            long("\u{390}", "\u{390}"),
            long("\u{1f980}", "\u{1f980}"),
            long("\u{1f980}", "\u{1f981}"),
        ],
    );
}

fn a_changed_task_takes_its_new_place(store: &Store) {
    let scene = Scene::set(store);
    let before = scene.tasks[40].clone();
    let mut after = before.clone();
    let patch = docket_domain::TaskPatch {
        title: Some(title("\u{1f980}")),
        ..docket_domain::TaskPatch::default()
    };
    assert!(after.edit(&patch, instant().plus_seconds(60)));
    update(store, &before, &after);
    for key in [SortKey::Title, SortKey::UpdatedAt] {
        let last = sorted(store, &scene, (key, Direction::Ascending), Clone::clone).pop();
        assert_eq!(last.as_ref(), Some(&after), "{key:?}");
    }
}
