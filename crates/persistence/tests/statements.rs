//! How many statements there are, and how the engines plan them.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "statements/explain.rs"]
mod explain;
#[path = "statements/plans.rs"]
mod plans;
#[path = "statements/recorder.rs"]
mod recorder;
#[path = "statements/trips.rs"]
mod trips;
#[path = "statements/users.rs"]
mod users;

use docket_application::PageRequest;
use docket_application::ports::store::StoreError;
use docket_application::tasks::TaskQuery;
use docket_domain::{Tag, Tags, Task, TaskId, UserId};
use docket_testkit::database::TestEngine;
use docket_testkit::{block_on, fixtures};

use recorder::Recorded;

/// Tags, separated by commas.
fn tags(joined: &str) -> Tags {
    Tags::split(joined).unwrap()
}

/// Adds so many tasks with tags.
fn add_tasks(recorded: &Recorded, owner: UserId, count: usize) -> Vec<Task> {
    let tasks: Vec<_> = (0..count)
        .map(|number| {
            let mut draft = fixtures::full_draft(&format!("task {number}"));
            draft.tags = tags(&format!("home,n{},work", number % 7));
            fixtures::new_task(owner, draft)
        })
        .collect();
    let added = recorded
        .store
        .write::<_, StoreError, _>(move |work| work.tasks().add_all(&tasks));
    block_on(added).unwrap().unwrap()
}

fn a_page_is_one_statement_whatever_its_size(engine: TestEngine) {
    let recorded = Recorded::new(engine);
    let owner = recorded.add_user("ada");
    add_tasks(&recorded, owner, 300);
    for limit in [1, 10, 300] {
        let query = TaskQuery {
            page: PageRequest::new(0, limit),
            ..TaskQuery::default()
        };
        let (page, statements) = recorded.statements(|store| {
            block_on(store.read::<_, StoreError, _>(move |work| {
                work.tasks().list(owner, &query, limit.into())
            }))
        });
        let page = page.unwrap();
        assert_eq!(page.len(), usize::from(limit));
        assert!(page.iter().all(|task| task.record().tags.iter().len() == 3));
        assert_eq!(statements.len(), 1, "{statements:#?}");
    }
}

#[test]
fn a_page_is_one_statement_whatever_its_size_on_any_engine() {
    for engine in TestEngine::ALL {
        a_page_is_one_statement_whatever_its_size(engine);
    }
}

/// A task alone is one statement; where the id is asked for afterwards, two. With tags it is one
/// more.
#[test]
fn a_task_is_added_by_as_few_statements_as_the_engine_allows() {
    for (engine, expected) in [
        (TestEngine::Sqlite, 2),
        (TestEngine::Postgres, 1),
        (TestEngine::Mysql, 2),
    ] {
        let recorded = Recorded::new(engine);
        let owner = recorded.add_user("ada");
        for (joined, expected) in [("", expected), ("home,work", expected + 1)] {
            let mut draft = fixtures::draft("one");
            draft.tags = tags(joined);
            let task = fixtures::new_task(owner, draft);
            let (added, statements) = recorded.statements(|store| {
                block_on(store.write::<_, StoreError, _>(move |work| work.tasks().add(&task)))
            });
            assert!(added.unwrap().is_some());
            assert_eq!(statements.len(), expected, "{statements:#?}");
        }
    }
}

fn a_thousand_tasks_take_few_statements(engine: TestEngine) {
    let recorded = Recorded::new(engine);
    let owner = recorded.add_user("ada");
    let (added, statements) = recorded.statements(|_| add_tasks(&recorded, owner, 1000));
    assert!(statements.len() <= 3, "{}", statements.len());
    assert!(added.windows(2).all(|pair| pair[0].id() < pair[1].id()));

    let ids: Vec<TaskId> = added.iter().map(Task::id).collect();
    let tag = Tag::parse("changed").unwrap();
    let (outcome, statements) = recorded.statements(|store| {
        let ids = ids.clone();
        block_on(store.write::<_, StoreError, _>(move |work| {
            let mut tasks = work.tasks().find_all(&ids)?;
            let mut changes = Vec::new();
            for task in &mut tasks {
                let read_at = task.record().version;
                let title = fixtures::title(&format!("\u{c9}t\u{e9} {}", task.id()));
                let patch = docket_domain::TaskPatch {
                    title: Some(title),
                    tags: Some(tags("changed,home")),
                    ..docket_domain::TaskPatch::default()
                };
                assert!(task.edit(&patch, fixtures::instant()));
                changes.push((&*task, read_at));
            }
            work.tasks().update_all(&changes)
        }))
    });
    outcome.unwrap();
    assert!(statements.len() <= 5, "{}", statements.len());

    let (found, counts) = block_on(recorded.store.snapshot::<_, StoreError, _>({
        let tag = tag.clone();
        move |work| {
            let found = work.tasks().find_tagged(owner, &tag, None, 1000)?;
            Ok((found, work.tasks().count_by_tag(owner)?))
        }
    }))
    .unwrap();
    assert_eq!(found.iter().map(Task::id).collect::<Vec<_>>(), ids);
    assert!(found.iter().all(|task| task.record().version.get() == 2));
    assert_eq!(counts, [(tag, 1000), (Tag::parse("home").unwrap(), 1000)]);

    let (outcome, statements) = recorded.statements(|store| {
        block_on(store.write::<_, StoreError, _>(move |work| {
            let read: Vec<_> = found
                .iter()
                .map(|task| (task.id(), task.record().version))
                .collect();
            work.tasks().remove_all(&read)
        }))
    });
    outcome.unwrap();
    assert_eq!(statements.len(), 1, "{statements:#?}");
    let counts = recorded
        .store
        .read::<_, StoreError, _>(move |work| work.tasks().count_by_tag(owner));
    assert!(block_on(counts).unwrap().is_empty());
}

#[test]
fn a_thousand_tasks_take_few_statements_on_sqlite() {
    a_thousand_tasks_take_few_statements(TestEngine::Sqlite);
}

#[test]
fn a_thousand_tasks_take_few_statements_on_postgres() {
    a_thousand_tasks_take_few_statements(TestEngine::Postgres);
}

#[test]
fn a_thousand_tasks_take_few_statements_on_mysql() {
    a_thousand_tasks_take_few_statements(TestEngine::Mysql);
}
