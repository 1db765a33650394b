//! What a unit of work must see that reads by several statements: one state.

use std::sync::atomic::{AtomicUsize, Ordering};

use docket_application::ports::store::{Store, StoreError, UnitOfWork};
use docket_application::tasks::TaskQuery;
use docket_domain::{Tag, TaskDraft, TaskFilter, UserId};

use super::concurrency::{THREADS, in_threads};
use super::work::{add_tasks, add_user, commit, find_task};
use crate::block_on;
use crate::fixtures::{self, draft, due_date, tag, tags};

list_cases!("snapshot":
    a_snapshot_sees_what_was_committed_before,
    a_snapshot_sees_one_state_while_others_write,
);

/// How many tasks there are, by every way to count them.
#[derive(Debug, PartialEq, Eq)]
struct Counts {
    counted: u64,
    listed: usize,
    tagged: usize,
    overdue: u64,
    by_tag: Vec<(Tag, u64)>,
    total: u64,
}

impl Counts {
    /// What is to be counted if there are so many, all of which [`drafts`] made.
    fn of(number: usize) -> Self {
        let count = u64::try_from(number).expect("few");
        let by_tag = [(tag("work"), count)];
        Self {
            counted: count,
            listed: number,
            tagged: number,
            overdue: count,
            by_tag: by_tag.into_iter().filter(|_| number > 0).collect(),
            total: count,
        }
    }

    fn read(work: &mut dyn UnitOfWork, owner: UserId) -> Result<Self, StoreError> {
        let today = due_date("2026-11-20");
        let tasks = work.tasks();
        let counted = tasks.count(owner, &TaskFilter::default())?;
        let listed = tasks.list(owner, &TaskQuery::default(), 2000)?.len();
        let tagged = tasks.find_tagged(owner, &tag("work"), None, 2000)?.len();
        let statistics = tasks.statistics(owner, today)?;
        assert_eq!(statistics.by_tag, tasks.count_by_tag(owner)?);
        Ok(Self {
            counted,
            listed,
            tagged,
            overdue: statistics.overdue,
            total: statistics.total(),
            by_tag: statistics.by_tag,
        })
    }
}

/// Drafts that count in every way.
fn drafts(number: usize) -> impl Iterator<Item = TaskDraft> {
    (0..number).map(|_| TaskDraft {
        due_date: Some(due_date("2026-11-19")),
        tags: tags("work"),
        ..draft("read")
    })
}

fn counts(store: &Store, owner: UserId) -> Counts {
    block_on(store.snapshot(move |work| Counts::read(work, owner))).expect("the unit reads")
}

fn a_snapshot_sees_what_was_committed_before(store: &Store) {
    let owner = add_user(store).id;
    assert_eq!(counts(store, owner), Counts::of(0));
    for number in 1..10 {
        let task = add_tasks(store, owner, drafts(1)).remove(0);
        assert_eq!(counts(store, owner), Counts::of(number));
        assert_eq!(find_task(store, task.id()), Some(task));
    }
}

fn a_snapshot_sees_one_state_while_others_write(store: &Store) {
    const WRITERS: usize = 3;
    let owner = add_user(store).id;
    let writing = AtomicUsize::new(WRITERS);
    let seen = in_threads(|thread| {
        if thread < WRITERS {
            (0..20).for_each(|round| write_something(store, owner, thread + round));
            writing.fetch_sub(1, Ordering::Relaxed);
            return 0;
        }
        let mut snapshots = 0;
        while snapshots == 0 || writing.load(Ordering::Relaxed) > 0 {
            let found = counts(store, owner);
            assert_eq!(found, Counts::of(found.listed));
            snapshots += 1;
        }
        snapshots
    });
    assert!(seen.iter().sum::<usize>() >= THREADS - WRITERS);
}

/// Adds some tasks by one unit of work and, every other time, removes them by another one.
fn write_something(store: &Store, owner: UserId, number: usize) {
    let tasks: Vec<_> = drafts(1 + number % 3)
        .map(|draft| fixtures::new_task(owner, draft))
        .collect();
    let added = commit(store, move |work| work.tasks().add_all(&tasks)).expect("there");
    if number.is_multiple_of(2) {
        let read: Vec<_> = added
            .iter()
            .map(|task| (task.id(), task.record().version))
            .collect();
        commit(store, move |work| work.tasks().remove_all(&read));
    }
}
