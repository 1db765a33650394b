//! The whole of a list, part by part.

use docket_application::Caller;
use docket_application::tasks::Export;
use docket_domain::list::{Direction, SortKey};
use docket_domain::{Priority, Task, TaskDraft, TaskFilter, TaskOrder};
use docket_testkit::fixtures::{draft, tags};

use crate::world::World;

const PART: usize = Export::PART as usize;

/// So many tasks, not two neighbours of which have the same priority.
async fn create(world: &World, caller: &Caller, count: usize) -> Vec<Task> {
    let ranked = |number: usize| TaskDraft {
        priority: Priority::ALL[number % 4],
        tags: tags(["work", "home"][number % 2]),
        ..draft("read")
    };
    let mut created = Vec::new();
    while created.len() < count {
        let next = (created.len()..count).take(1000).map(ranked).collect();
        created.extend(world.tasks.create_all(caller, next).await.unwrap());
    }
    created
}

/// All that is left of an export, and how many tasks its parts had.
async fn rest(export: &mut Export) -> (Vec<Task>, Vec<usize>) {
    let (mut tasks, mut parts) = (Vec::new(), Vec::new());
    loop {
        let part = export.next_part().await.unwrap();
        if part.is_empty() {
            break;
        }
        parts.push(part.len());
        tasks.extend(part);
    }
    (tasks, parts)
}

fn everything(world: &World, caller: &Caller) -> Export {
    world
        .tasks
        .export(caller, TaskFilter::default(), TaskOrder::default())
}

#[tokio::test]
async fn an_export_has_all_of_the_callers_tasks_in_parts_that_are_bounded() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    create(&world, &grace, 3).await;
    let mut made = 0;
    for (count, sizes) in [
        (0, vec![]),
        (1, vec![1]),
        (PART, vec![PART]),
        (PART + 1, vec![PART, 1]),
        (2 * PART + 7, vec![PART, PART, 7]),
    ] {
        create(&world, &ada, count - made).await;
        made = count;
        let (tasks, parts) = rest(&mut everything(&world, &ada)).await;
        assert_eq!((tasks.len(), &parts), (count, &sizes));
        assert!(tasks.iter().all(|task| task.owner() == ada.user_id()));
        assert!(tasks.is_sorted_by_key(Task::id));
    }
}

#[tokio::test]
async fn an_export_has_the_filter_and_the_order_of_a_list() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let mut expected = create(&world, &ada, 3 * PART).await;
    let filter = TaskFilter {
        tags: tags("work"),
        ..TaskFilter::default()
    };
    let order = TaskOrder {
        key: SortKey::Priority,
        direction: Direction::Descending,
    };
    expected.retain(|task| filter.matches(task));
    expected.sort_by(|one, other| order.compare(one, other));
    let (tasks, _) = rest(&mut world.tasks.export(&ada, filter, order)).await;
    assert_eq!(tasks, expected);
}

#[tokio::test]
async fn what_is_added_and_removed_meanwhile_makes_nothing_come_twice_or_not_at_all() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let created = create(&world, &ada, 3 * PART).await;
    let mut export = everything(&world, &ada);
    let mut seen = export.next_part().await.unwrap();
    // What was seen, with the very last of it, and something of what was not.
    let gone = [0, PART - 1, PART + 3].map(|at| created[at].id());
    world.tasks.delete_all(&ada, gone.to_vec()).await.unwrap();
    let added = create(&world, &ada, 2).await;
    seen.extend(rest(&mut export).await.0);
    let mut expected = created.clone();
    expected.remove(PART + 3);
    expected.extend(added);
    assert_eq!(seen, expected);
}
