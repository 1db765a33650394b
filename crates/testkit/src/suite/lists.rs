//! What every store must answer to queries of lists.

pub(super) mod filters;
pub(super) mod order;
pub(super) mod pages;
pub(super) mod ranges;
pub(super) mod search;

use docket_application::ports::store::Store;
use docket_application::tasks::TaskQuery;
use docket_domain::list::{Direction, SortKey};
use docket_domain::task::NewTask;
use docket_domain::{
    Priority, Status, Task, TaskDraft, TaskFilter, TaskOrder, TaskRecord, Timestamp, UserId,
};

use super::work::{add_user, commit, count, list, query};
use crate::fixtures::{due_date, instant, tags, title};

/// Every order that there is.
fn every_order() -> impl Iterator<Item = TaskOrder> {
    SortKey::ALL.into_iter().flat_map(|key| {
        [Direction::Ascending, Direction::Descending].map(|direction| TaskOrder { key, direction })
    })
}

/// A query for what matches.
fn matching(filter: TaskFilter) -> TaskQuery {
    TaskQuery {
        filter,
        ..TaskQuery::default()
    }
}

/// The days on which tasks of a [`Scene`] are due: never, and around [`TODAY`].
const DAYS: [Option<&str>; 5] = [
    None,
    Some("1970-01-01"),
    Some("2026-11-19"),
    Some(TODAY),
    Some("2026-11-21"),
];

const TODAY: &str = "2026-11-20";

/// Someone with tasks of many kinds, and someone else with the very same.
struct Scene {
    owner: UserId,
    tasks: Vec<Task>,
}

impl Scene {
    fn set(store: &Store) -> Self {
        let [owner, other] = [(); 2].map(|()| add_user(store).id);
        for owner in [owner, other] {
            let tasks = various_tasks(owner);
            commit(store, move |work| work.tasks().add_all(&tasks)).expect("the owner is there");
        }
        let tasks = list(store, owner);
        Self { owner, tasks }
    }

    /// Asserts that `filter` finds those tasks that `is_wanted`, and no one else's, and that they
    /// are counted.
    #[track_caller]
    fn assert_finds(
        &self,
        store: &Store,
        filter: &TaskFilter,
        is_wanted: impl Fn(&TaskRecord) -> bool,
    ) {
        let wanted = self.tasks.iter().filter(|task| is_wanted(task.record()));
        let wanted: Vec<Task> = wanted.cloned().collect();
        let found = query(store, self.owner, &matching(filter.clone()));
        assert_eq!(found, wanted, "{filter:?}");
        let number = u64::try_from(wanted.len()).expect("few");
        assert_eq!(count(store, self.owner, filter), number, "{filter:?}");
    }
}

/// A task for every status, priority and day, with titles, tags and instants that repeat in
/// rhythms of their own.
fn various_tasks(owner: UserId) -> Vec<NewTask> {
    const TITLES: [&str; 7] = ["b", "A", "a", "B", "\u{c9}t\u{e9}", "a!", "z"];
    const TAGS: [&str; 5] = ["", "work", "home,work", "Work", "home,urgent,work"];
    let mut tasks = Vec::new();
    for status in Status::ALL {
        for priority in Priority::ALL {
            for day in DAYS {
                let number = tasks.len();
                let draft = TaskDraft {
                    status,
                    priority,
                    due_date: day.map(due_date),
                    tags: tags(TAGS[number % TAGS.len()]),
                    ..TaskDraft::new(title(TITLES[number % TITLES.len()]))
                };
                let now = created_at(number % 6);
                tasks.push(NewTask::create(owner, draft, now));
            }
        }
    }
    tasks
}

/// The instant so many microseconds after [`instant`].
fn created_at(microseconds: usize) -> Timestamp {
    let later = i64::try_from(microseconds).expect("few");
    Timestamp::from_microseconds(instant().as_microseconds() + later).expect("within the range")
}
