//! How SQLite and PostgreSQL find the pages of a long list: by an index that has them in order.

use docket_application::ports::store::StoreError;
use docket_application::tasks::TaskQuery;
use docket_domain::list::{Direction, SortKey};
use docket_domain::{Status, TaskFilter, TaskOrder, UserId};
use docket_testkit::block_on;
use docket_testkit::database::TestEngine;

use crate::explain::Session;
use crate::recorder::Recorded;
use crate::tags;

/// How many tasks the list has: enough for a plan to matter.
const TASKS: u32 = 10_000;

/// Tasks of all kinds, four of five another's, of the numbers `n` from 1 on.
const FILL: &str = "INSERT INTO tasks (owner_id, title, description, status, priority, due_date, \
    version, created_at, updated_at, completed_at, title_key, searchable, tags) \
    SELECT CASE WHEN n % 5 = 0 THEN 1 ELSE 2 END, 'Task ' || (n * 7919 % 100003), NULL, n / 5 % 4, n / 20 % 4, \
    CASE WHEN n % 7 = 0 THEN NULL ELSE 20000 + n * 31 % 700 END, 1, 1760000000000000 + n, \
    1760000000000000 + n * 7919 % 100003, \
    CASE WHEN n / 5 % 4 = 2 THEN 1760000000000000 END, \
    'task ' || (n * 7919 % 100003), 'task ' || (n * 7919 % 100003), \
    CASE WHEN n % 1000 < 10 THEN 'rare' ELSE '' END FROM numbers; \
    INSERT INTO task_tags (owner_id, tag, task_id) \
    SELECT owner_id, 'rare', id FROM tasks WHERE tags = 'rare'";

/// A database with a long list, and how to ask for plans on it.
struct Long {
    recorded: Recorded,
    session: Session,
    owner: UserId,
}

impl Long {
    fn new(engine: TestEngine) -> Self {
        let recorded = Recorded::new(engine);
        let owner = recorded.add_user("ada");
        recorded.add_user("bob");
        let mut session = Session::beside(&recorded, engine);
        session.fill(5 * TASKS, FILL);
        Self {
            recorded,
            session,
            owner,
        }
    }

    /// How the first page of a list and one from its middle are found.
    fn plans(&mut self, filter: &TaskFilter, order: TaskOrder) -> [String; 2] {
        let first = TaskQuery {
            filter: filter.clone(),
            order,
            ..TaskQuery::default()
        };
        let owner = self.owner;
        let middle = {
            let query = TaskQuery {
                page: docket_application::PageRequest::new(40, 1),
                ..first.clone()
            };
            let found = self
                .recorded
                .store
                .read::<_, StoreError, _>(move |work| work.tasks().list(owner, &query, 1));
            block_on(found).unwrap().remove(0)
        };
        let next = TaskQuery {
            after: Some(order.position(&middle)),
            ..first.clone()
        };
        [first, next].map(|query| {
            let (page, statements) =
                self.recorded.statements(|store| {
                    block_on(store.read::<_, StoreError, _>(move |work| {
                        work.tasks().list(owner, &query, 101)
                    }))
                });
            assert!(!page.unwrap().is_empty());
            self.session.explain(&statements[0])
        })
    }
}

/// What lists are common, and the index by which each is found.
fn shapes() -> Vec<(TaskFilter, TaskOrder, &'static str)> {
    let order = |key, direction| TaskOrder { key, direction };
    let all = TaskFilter::default;
    let (up, down) = (Direction::Ascending, Direction::Descending);
    vec![
        (all(), order(SortKey::Id, up), "tasks_owner_id"),
        (all(), order(SortKey::Id, down), "tasks_owner_id"),
        (all(), order(SortKey::Title, up), "tasks_title"),
        (all(), order(SortKey::Title, down), "tasks_title"),
        (all(), order(SortKey::Status, up), "tasks_status"),
        (all(), order(SortKey::Completed, up), "tasks_completed"),
        (all(), order(SortKey::Priority, down), "tasks_priority"),
        (all(), order(SortKey::DueDate, up), "tasks_due_date"),
        (all(), order(SortKey::CreatedAt, up), "tasks_created_at"),
        (all(), order(SortKey::CreatedAt, down), "tasks_created_at"),
        (all(), order(SortKey::UpdatedAt, down), "tasks_updated_at"),
        (
            TaskFilter {
                statuses: [Status::Pending].into(),
                ..all()
            },
            order(SortKey::Id, up),
            "tasks_status",
        ),
        (
            TaskFilter {
                tags: tags("rare"),
                ..all()
            },
            order(SortKey::Id, up),
            "task_tags",
        ),
    ]
}

fn common_lists_are_found_by_an_index(engine: TestEngine) {
    let mut long = Long::new(engine);
    for (filter, order, index) in shapes() {
        for plan in long.plans(&filter, order) {
            // The key of the table has all tasks in order, too; where one status is asked for, the
            // planner may take it.
            let may_be_key = !filter.statuses.is_empty() && plan.contains("tasks_pkey");
            let is_found = plan.contains(index) || may_be_key;
            assert!(is_found, "{order:?} {filter:?}\n{plan}");
            // A part of what is sorted by may be left to sort; all of it may not.
            let sorts_all = plan.contains("USE TEMP B-TREE FOR ORDER BY")
                || (plan.contains("Sort  (") && !plan.contains("Incremental Sort  ("));
            assert!(
                !sorts_all || index == "task_tags",
                "{order:?} {filter:?}\n{plan}"
            );
        }
    }
}

#[test]
fn common_lists_are_found_by_an_index_on_sqlite() {
    common_lists_are_found_by_an_index(TestEngine::Sqlite);
}

#[test]
fn common_lists_are_found_by_an_index_on_postgres() {
    common_lists_are_found_by_an_index(TestEngine::Postgres);
}
