//! Lists of tasks.

use docket_application::tasks::TaskQuery;
use docket_application::{Page, PageRequest};
use docket_domain::list::{Direction, SortKey};
use docket_domain::{Priority, Task, TaskDraft, TaskFilter, TaskOrder};
use docket_testkit::fixtures::{draft, tags};

use crate::world::World;

/// A query for a page.
fn page(skip: u32, limit: u16) -> TaskQuery {
    TaskQuery {
        page: PageRequest::new(skip, limit),
        ..TaskQuery::default()
    }
}

#[tokio::test]
async fn a_list_has_the_callers_tasks_alone_page_by_page() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    let mut own = Vec::new();
    for _ in 0..5 {
        own.push(world.task(&ada, draft("read")).await);
        world.task(&grace, draft("write")).await;
    }
    let list = async |query| world.tasks.list(&ada, query).await.unwrap();
    assert_eq!(list(TaskQuery::default()).await.items, own);
    assert_eq!(list(page(1, 2)).await.items, own[1..3]);
    assert_eq!(list(page(4, 1000)).await.items, own[4..]);
    assert_eq!(list(page(5, 1)).await.items, []);
}

#[tokio::test]
async fn a_page_tells_whether_there_is_more_after_it() {
    let world = World::new();
    let ada = world.caller("ada").await;
    for _ in 0..5 {
        world.task(&ada, draft("read")).await;
    }
    for (skip, limit, items, has_more) in [
        (0, 4, 4, true),
        (0, 5, 5, false),
        (0, 6, 5, false),
        (3, 1, 1, true),
        (4, 1, 1, false),
        (9, 1, 0, false),
    ] {
        let found = world.tasks.list(&ada, page(skip, limit)).await.unwrap();
        assert_eq!((found.items.len(), found.has_more), (items, has_more));
        assert_eq!(found.total, None, "nobody asked");
    }
}

#[tokio::test]
async fn the_total_is_of_all_that_match_whatever_the_page() {
    let world = World::new();
    let ada = world.caller("ada").await;
    for number in 0..6 {
        let tagged = TaskDraft {
            tags: tags(["work", "home"][number % 2]),
            ..draft("read")
        };
        world.task(&ada, tagged).await;
    }
    let filter = TaskFilter {
        tags: tags("work"),
        ..TaskFilter::default()
    };
    for (filter, total) in [(filter, 3), (TaskFilter::default(), 6)] {
        for part in [page(0, 1), page(2, 1), page(100, 1)] {
            let query = TaskQuery {
                filter: filter.clone(),
                with_total: true,
                ..part
            };
            let found = world.tasks.list(&ada, query).await.unwrap();
            assert_eq!(found.total, Some(total));
        }
    }
}

#[tokio::test]
async fn a_list_goes_on_after_the_last_task_that_was_seen() {
    let world = World::new();
    let ada = world.caller("ada").await;
    for number in 0..7 {
        let ranked = TaskDraft {
            priority: Priority::ALL[number % 3],
            ..draft("read")
        };
        world.task(&ada, ranked).await;
    }
    let order = TaskOrder {
        key: SortKey::Priority,
        direction: Direction::Descending,
    };
    let mut query = TaskQuery {
        order,
        ..page(0, 3)
    };
    let mut seen: Vec<Task> = Vec::new();
    loop {
        let Page {
            items, has_more, ..
        } = world.tasks.list(&ada, query.clone()).await.unwrap();
        query.after = items.last().map(|last| order.position(last));
        seen.extend(items);
        if !has_more {
            break;
        }
    }
    let mut expected = world.list(&ada).await;
    expected.sort_by(|one, other| order.compare(one, other));
    assert_eq!(seen, expected);
}
