//! Random values, few of each kind.

use docket_domain::list::{Direction, Range, SortKey};
use docket_domain::task::StatusChange;
use docket_domain::{
    DueDate, Patch, Priority, Status, Tag, Tags, TaskDraft, TaskFilter, TaskOrder, TaskPatch,
    Timestamp,
};
use proptest::collection::{btree_set, vec};
use proptest::option::{self, weighted};
use proptest::prelude::*;
use proptest::sample::select;

use crate::fixtures;
use crate::model::command::Versions;
use crate::model::shown::{Draft, Filter, Patched};

pub(super) const NAMES: &[&str] = &["ada", "Ada", "grace", "GRACE", "linus"];
pub(super) const ZONES: &[&str] = &["UTC", "Pacific/Auckland", "America/New_York"];
pub(super) const KEYS: &[&str] = &["k", "k", "k", "K"];
const TITLES: &[&str] = &[
    "a",
    "A",
    "a!",
    "a\tb",
    "a b",
    "ab",
    "b",
    "\u{c9}",
    "\u{e9}",
    "e\u{301}",
    "Stra\u{df}e",
    "STRASSE",
    "100%",
    "a_b",
    "it's \\",
    "\u{ff5e}",
    "\u{1f980}",
    "\u{130}",
];
const DESCRIPTIONS: &[&str] = &["", "b a", "\u{c9}%", "\\_ \u{df}", "\na\n", " "];
const TAGS: &[&str] = &[
    "a",
    "A",
    "b",
    "\u{e9}",
    "e\u{301}",
    "it's %_",
    "\u{ff5e}",
    "\u{1f980}",
];
const SEARCHES: &[&str] = &[
    "a",
    "\u{c9}",
    "ss",
    "%",
    "_",
    "\\",
    "a b",
    "b a \u{e9}",
    "'",
    "\u{301}",
    "\u{1f980}",
    "e",
    "ab",
    "\u{df}e",
    "ba",
];
/// The clock stands at 2026-01-02 in UTC at first, and not far from a midnight elsewhere.
const DAYS: &[&str] = &[
    "1970-01-01",
    "2026-01-01",
    "2026-01-02",
    "2026-01-03",
    "9999-12-31",
];
/// What a task has unless said otherwise comes first: values shrink towards it.
const PRIORITIES: &[Priority] = &[
    Priority::Medium,
    Priority::Low,
    Priority::High,
    Priority::Urgent,
];
/// Answers are kept for a minute.
pub(super) const SECONDS: &[i64] = &[61, 60, 1, 0, 86_400, -1];

/// Mostly the first, who has most of the tasks then.
pub(super) fn user() -> impl Strategy<Value = usize> {
    prop_oneof![6 => Just(0), 1 => 1..4_usize]
}

pub(super) fn task() -> impl Strategy<Value = usize> {
    0..16_usize
}

pub(super) fn versions() -> impl Strategy<Value = Versions> {
    weighted(0.3, vec(1..4_i64, 0..3))
}

pub(super) fn tag() -> impl Strategy<Value = Tag> {
    select(TAGS).prop_map(fixtures::tag)
}

pub(super) fn tags(size: std::ops::Range<usize>) -> impl Strategy<Value = Tags> {
    vec(tag(), size).prop_map(|tags| Tags::new(tags).expect("there are not so many"))
}

fn day() -> impl Strategy<Value = DueDate> + Clone {
    select(DAYS).prop_map(fixtures::due_date)
}

fn instant() -> impl Strategy<Value = Timestamp> + Clone {
    select(SECONDS).prop_map(|seconds| fixtures::instant().plus_seconds(seconds))
}

pub(super) fn draft() -> impl Strategy<Value = Draft> {
    let description = weighted(0.4, select(DESCRIPTIONS));
    let (status, priority) = (select(&Status::ALL), select(PRIORITIES));
    let parts = (
        select(TITLES),
        description,
        status,
        priority,
        option::of(day()),
        tags(0..4),
    );
    parts.prop_map(|(title, description, status, priority, due_date, tags)| {
        Draft(TaskDraft {
            title: fixtures::title(title),
            description: description.map(fixtures::description),
            status,
            priority,
            due_date,
            tags,
        })
    })
}

pub(super) fn patch() -> impl Strategy<Value = Patched> {
    let change = prop_oneof![
        4 => select(&Status::ALL).prop_map(StatusChange::To),
        1 => Just(StatusChange::Reopen),
    ];
    let parts = (
        weighted(0.3, select(TITLES)),
        patch_of(select(DESCRIPTIONS)),
        weighted(0.4, change),
        weighted(0.2, select(&Priority::ALL)),
        patch_of(day()),
        weighted(0.4, tags(0..4)),
    );
    parts.prop_map(|(title, description, status, priority, due_date, tags)| {
        Patched(TaskPatch {
            title: title.map(fixtures::title),
            description: description.map(fixtures::description),
            status,
            priority,
            due_date,
            tags,
        })
    })
}

fn patch_of<T: Clone + std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Patch<T>> {
    prop_oneof![
        6 => Just(Patch::Keep),
        1 => Just(Patch::Clear),
        2 => value.prop_map(Patch::Set),
    ]
}

pub(super) fn order() -> impl Strategy<Value = TaskOrder> {
    let direction = select(&[Direction::Ascending, Direction::Descending]);
    (select(&SortKey::ALL), direction).prop_map(|(key, direction)| TaskOrder { key, direction })
}

/// Mostly a part or two of all there are.
pub(super) fn filter() -> impl Strategy<Value = Filter> {
    let kinds = (
        weighted(0.15, btree_set(select(&Status::ALL), 1..3)),
        weighted(0.15, btree_set(select(&Priority::ALL), 1..3)),
        weighted(0.15, any::<bool>()),
        weighted(0.15, (any::<bool>(), day())),
        weighted(0.1, any::<bool>()),
    );
    let contents = (weighted(0.2, tags(1..3)), weighted(0.2, select(SEARCHES)));
    let ranges = (range(day()), range(instant()), range(instant()));
    (kinds, contents, ranges).prop_map(|(kinds, (tags, search), (due, created, updated))| {
        let (statuses, priorities, completed, overdue, has_due_date) = kinds;
        Filter(TaskFilter {
            statuses: statuses.unwrap_or_default(),
            priorities: priorities.unwrap_or_default(),
            completed,
            overdue,
            has_due_date,
            tags: tags.unwrap_or_default(),
            search: search.map(fixtures::search).unwrap_or_default(),
            due,
            created,
            updated,
        })
    })
}

fn range<T: Clone + std::fmt::Debug>(
    end: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = Range<T>> {
    let ends = (weighted(0.6, end.clone()), weighted(0.6, end));
    let range = weighted(0.15, ends.prop_map(|(from, to)| Range { from, to }));
    range.prop_map(|range| {
        range.unwrap_or(Range {
            from: None,
            to: None,
        })
    })
}
