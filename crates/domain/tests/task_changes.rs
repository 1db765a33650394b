//! What a change does to a task, and to what is known about the change.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use docket_domain::task::{NewTask, StatusChange, TaskRecord, Version};
use docket_domain::{
    Description, DueDate, Patch, Priority, Status, Tags, Task, TaskDraft, TaskId, TaskPatch,
    Timestamp, Title, UserId, Violation,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_microseconds(second * 1_000_000).unwrap()
}

fn title(raw: &str) -> Title {
    Title::parse(raw).unwrap()
}

fn description(raw: &str) -> Description {
    Description::parse(raw).unwrap()
}

fn tags(joined: &str) -> Tags {
    Tags::split(joined).unwrap()
}

fn day(days: i32) -> DueDate {
    DueDate::from_days(days).unwrap()
}

/// A task created at the second 100.
fn task_of(draft: TaskDraft) -> Task {
    NewTask::create(UserId::new(1).unwrap(), draft, at(100)).stored_as(TaskId::new(7).unwrap())
}

fn task(status: Status) -> Task {
    task_of(TaskDraft {
        status,
        ..full_draft()
    })
}

fn full_draft() -> TaskDraft {
    TaskDraft {
        title: title("read"),
        description: Some(description("a book")),
        status: Status::InProgress,
        priority: Priority::High,
        due_date: Some(day(20_000)),
        tags: tags("deep work,reading"),
    }
}

fn status_patch(change: StatusChange) -> TaskPatch {
    TaskPatch {
        status: Some(change),
        ..TaskPatch::default()
    }
}

#[test]
fn a_new_task_is_at_its_first_version_and_complete_only_if_it_is_said() {
    for status in Status::ALL {
        let record = task(status).into_record();
        assert_eq!(record.version, Version::FIRST);
        assert_eq!((record.created_at, record.updated_at), (at(100), at(100)));
        let completed_at = (status == Status::Completed).then(|| at(100));
        assert_eq!(record.completed_at, completed_at);
    }
}

#[test]
fn an_edit_changes_what_it_names_and_nothing_else() {
    let nothing = TaskPatch::default;
    let full = || task_of(full_draft()).into_record();
    let (text, first_day) = (description(""), day(0));
    for (patch, expected) in [
        (
            TaskPatch {
                title: Some(title("write")),
                ..nothing()
            },
            TaskRecord {
                title: title("write"),
                ..full()
            },
        ),
        (
            TaskPatch {
                description: Patch::Set(text.clone()),
                ..nothing()
            },
            TaskRecord {
                description: Some(text),
                ..full()
            },
        ),
        (
            TaskPatch {
                description: Patch::Clear,
                ..nothing()
            },
            TaskRecord {
                description: None,
                ..full()
            },
        ),
        (
            TaskPatch {
                priority: Some(Priority::Low),
                ..nothing()
            },
            TaskRecord {
                priority: Priority::Low,
                ..full()
            },
        ),
        (
            TaskPatch {
                due_date: Patch::Set(first_day),
                ..nothing()
            },
            TaskRecord {
                due_date: Some(first_day),
                ..full()
            },
        ),
        (
            TaskPatch {
                due_date: Patch::Clear,
                ..nothing()
            },
            TaskRecord {
                due_date: None,
                ..full()
            },
        ),
        (
            TaskPatch {
                tags: Some(tags("reading,b")),
                ..nothing()
            },
            TaskRecord {
                tags: tags("b,reading"),
                ..full()
            },
        ),
        (
            status_patch(StatusChange::To(Status::Pending)),
            TaskRecord {
                status: Status::Pending,
                ..full()
            },
        ),
    ] {
        let mut edited = task_of(full_draft());
        assert!(edited.edit(&patch, at(200)));
        let version = Version::new(2).unwrap();
        assert_eq!(
            edited.into_record(),
            TaskRecord {
                version,
                updated_at: at(200),
                ..expected
            }
        );
    }
}

#[test]
fn an_edit_that_names_what_stands_already_changes_nothing() {
    let same = TaskPatch {
        title: Some(title("  read ")),
        description: Patch::Set(description("a book")),
        status: Some(StatusChange::To(Status::InProgress)),
        priority: Some(Priority::High),
        due_date: Patch::Set(day(20_000)),
        tags: Some(tags("reading,deep work,reading")),
    };
    for patch in [
        TaskPatch::default(),
        same,
        status_patch(StatusChange::Reopen),
    ] {
        let before = task_of(full_draft());
        let mut edited = before.clone();
        assert!(!edited.edit(&patch, at(200)));
        assert_eq!(edited, before);
    }
}

#[test]
fn clearing_what_is_not_there_changes_nothing() {
    let before = task_of(TaskDraft::new(title("read")));
    let mut edited = before.clone();
    let patch = TaskPatch {
        description: Patch::Clear,
        due_date: Patch::Clear,
        ..TaskPatch::default()
    };
    assert!(!edited.edit(&patch, at(200)));
    assert_eq!(edited, before);
}

#[test]
fn a_replacement_takes_away_what_it_does_not_name() {
    let mut replaced = task_of(full_draft());
    assert!(replaced.replace(&TaskDraft::new(title("read")), at(200)));
    let record = replaced.into_record();
    assert_eq!((record.description, record.due_date), (None, None));
    assert_eq!(record.tags, Tags::default());
    assert_eq!(
        (record.status, record.priority),
        (Status::Pending, Priority::Medium)
    );
    assert_eq!((record.version.get(), record.updated_at), (2, at(200)));
    assert_eq!(record.created_at, at(100));
}

#[test]
fn a_replacement_by_the_same_changes_nothing() {
    let before = task_of(full_draft());
    let mut replaced = before.clone();
    assert!(!replaced.replace(&full_draft(), at(200)));
    assert_eq!(replaced, before);
}

#[test]
fn a_task_is_completed_once_and_remembers_when() {
    let mut completed = task(Status::Pending);
    assert!(completed.complete(at(200)));
    assert_eq!(completed.record().completed_at, Some(at(200)));
    // An edit of something else leaves the instant, and completing it again does too.
    let patch = TaskPatch {
        title: Some(title("write")),
        ..TaskPatch::default()
    };
    assert!(completed.edit(&patch, at(300)));
    assert!(!completed.complete(at(400)));
    assert_eq!(completed.record().completed_at, Some(at(200)));
    assert_eq!(completed.record().updated_at, at(300));
}

#[test]
fn a_task_that_is_reopened_and_completed_again_remembers_the_last_time() {
    let mut reopened = task(Status::Completed);
    assert!(reopened.reopen(at(200)));
    assert_eq!(
        (reopened.record().status, reopened.record().completed_at),
        (Status::Pending, None)
    );
    assert!(!reopened.reopen(at(300)));
    assert!(reopened.complete(at(400)));
    assert_eq!(reopened.record().completed_at, Some(at(400)));
}

#[test]
fn a_cancelled_task_is_no_longer_a_completed_one() {
    let mut cancelled = task(Status::Completed);
    assert!(cancelled.cancel(at(200)));
    assert_eq!(cancelled.record().completed_at, None);
    assert!(!cancelled.cancel(at(300)));
    assert!(
        !cancelled.reopen(at(300)),
        "only completed tasks are reopened"
    );
}

#[test]
fn a_clock_that_was_set_back_makes_no_task_older() {
    let mut edited = task(Status::Pending);
    assert!(edited.complete(at(50)));
    let record = edited.record();
    assert_eq!(
        (record.updated_at, record.completed_at),
        (at(100), Some(at(100)))
    );
    assert_eq!(record.version.get(), 2);
}

#[test]
fn an_open_task_is_overdue_from_the_day_after_it_is_due() {
    for status in Status::ALL {
        for (today, is_past) in [(19_999, false), (20_000, false), (20_001, true)] {
            let is_open = matches!(status, Status::Pending | Status::InProgress);
            assert_eq!(
                task(status).is_overdue(day(today)),
                is_open && is_past,
                "{status} {today}"
            );
        }
    }
    assert!(!task_of(TaskDraft::new(title("read"))).is_overdue(DueDate::MAX));
}

#[test]
fn a_task_from_elsewhere_whose_completion_contradicts_its_status_is_refused() {
    for status in Status::ALL {
        for completed_at in [None, Some(at(100))] {
            let record = TaskRecord {
                status,
                completed_at,
                ..task(Status::Pending).into_record()
            };
            let restored = Task::restore(TaskId::new(7).unwrap(), record.clone());
            let taken_over = NewTask::take_over(record.clone());
            assert_eq!(
                taken_over.map(NewTask::into_record),
                restored.clone().map(Task::into_record)
            );
            if (status == Status::Completed) == completed_at.is_some() {
                assert_eq!(restored.map(Task::into_record), Ok(record));
            } else {
                assert_eq!(restored, Err(Violation::Contradiction("status")));
            }
        }
    }
}

fn statuses() -> impl Strategy<Value = Status> {
    prop::sample::select(&Status::ALL)
}

fn priorities() -> impl Strategy<Value = Priority> {
    prop::sample::select(&Priority::ALL)
}

fn titles() -> impl Strategy<Value = Title> {
    prop::sample::select(vec!["a", "b", "c"]).prop_map(title)
}

fn descriptions() -> impl Strategy<Value = Description> {
    prop::sample::select(vec!["", "a", "b"]).prop_map(description)
}

fn tag_sets() -> impl Strategy<Value = Tags> {
    prop::sample::select(vec!["", "a", "a,b", "b"]).prop_map(tags)
}

fn days() -> impl Strategy<Value = DueDate> {
    (0..3).prop_map(day)
}

fn patches<T: Clone + std::fmt::Debug + 'static>(
    values: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Patch<T>> {
    prop_oneof![
        Just(Patch::Keep),
        Just(Patch::Clear),
        values.prop_map(Patch::Set)
    ]
}

fn drafts() -> impl Strategy<Value = TaskDraft> {
    (
        titles(),
        option::of(descriptions()),
        statuses(),
        priorities(),
        option::of(days()),
        tag_sets(),
    )
        .prop_map(
            |(title, description, status, priority, due_date, tags)| TaskDraft {
                title,
                description,
                status,
                priority,
                due_date,
                tags,
            },
        )
}

/// One of the changes that a task can undergo.
#[derive(Debug, Clone)]
enum Change {
    Edit(TaskPatch),
    Replace(TaskDraft),
    Tag(Tags),
    Complete,
    Reopen,
    Cancel,
}

impl Change {
    fn apply(&self, task: &mut Task, now: Timestamp) -> bool {
        match self {
            Self::Edit(patch) => task.edit(patch, now),
            Self::Replace(draft) => task.replace(draft, now),
            Self::Tag(tags) => task.set_tags(tags, now),
            Self::Complete => task.complete(now),
            Self::Reopen => task.reopen(now),
            Self::Cancel => task.cancel(now),
        }
    }
}

fn changes() -> impl Strategy<Value = Change> {
    let status = prop_oneof![
        Just(StatusChange::Reopen),
        statuses().prop_map(StatusChange::To)
    ];
    let patch = (
        option::of(titles()),
        patches(descriptions()),
        option::of(status),
        option::of(priorities()),
        patches(days()),
        option::of(tag_sets()),
    )
        .prop_map(
            |(title, description, status, priority, due_date, tags)| TaskPatch {
                title,
                description,
                status,
                priority,
                due_date,
                tags,
            },
        );
    prop_oneof![
        4 => patch.prop_map(Change::Edit),
        2 => drafts().prop_map(Change::Replace),
        1 => tag_sets().prop_map(Change::Tag),
        1 => Just(Change::Complete),
        1 => Just(Change::Reopen),
        1 => Just(Change::Cancel),
    ]
}

/// A record without what is known about its changes.
fn content(record: &TaskRecord) -> TaskRecord {
    TaskRecord {
        version: Version::FIRST,
        updated_at: at(0),
        completed_at: None,
        ..record.clone()
    }
}

proptest! {
    #[test]
    fn whatever_happens_to_a_task_its_invariants_hold(
        draft in drafts(),
        history in vec((changes(), 0_i64..300), 0..20),
    ) {
        let mut task = task_of(draft);
        for (change, second) in history {
            let before = task.clone();
            let changed = change.apply(&mut task, at(second));
            let (old, new) = (before.record(), task.record());

            prop_assert_eq!(task.id(), before.id());
            prop_assert_eq!((new.owner, new.created_at), (old.owner, old.created_at));
            prop_assert_eq!(new.status == Status::Completed, new.completed_at.is_some());
            prop_assert_eq!(changed, content(old) != content(new));
            if changed {
                prop_assert_eq!(new.version, old.version.next());
                prop_assert_eq!(new.updated_at, old.updated_at.max(at(second)));
            } else {
                prop_assert_eq!(old, new);
            }
            if old.status == new.status {
                prop_assert_eq!(old.completed_at, new.completed_at);
            }
            prop_assert!(new.completed_at.is_none_or(|then| then <= new.updated_at));
            prop_assert!(Task::restore(task.id(), new.clone()).is_ok());
        }
    }

    #[test]
    fn the_same_change_twice_changes_nothing_more(draft in drafts(), change in changes()) {
        let mut task = task_of(draft);
        // Reopening is the one change that depends on the status, and it is over at once.
        let _ = change.apply(&mut task, at(200));
        let once = task.clone();
        prop_assert!(!change.apply(&mut task, at(300)));
        prop_assert_eq!(task, once);
    }
}
