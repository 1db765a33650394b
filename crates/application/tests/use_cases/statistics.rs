//! How many tasks of each kind someone has.

use docket_application::{Caller, Statistics};
use docket_domain::user::UserPatch;
use docket_domain::{Priority, Status, TaskDraft, TimeZone};
use docket_testkit::fixtures::{at, draft, due_date, tag, tags};

use crate::world::World;

#[tokio::test]
async fn kinds_and_tags_of_the_callers_tasks_are_counted() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    for (status, priority, joined) in [
        (Status::Pending, Priority::Low, "work"),
        (Status::Pending, Priority::High, "home,work"),
        (Status::Completed, Priority::High, ""),
    ] {
        let kind = TaskDraft {
            status,
            priority,
            tags: tags(joined),
            ..draft("read")
        };
        world.task(&ada, kind.clone()).await;
    }
    world.task(&grace, draft("write")).await;
    let found = world.statistics.of(&ada).await.unwrap();
    assert_eq!((found.total(), found.overdue), (3, 0));
    assert_eq!(Status::ALL.map(|it| found.with_status(it)), [2, 0, 1, 0]);
    assert_eq!(
        Priority::ALL.map(|it| found.with_priority(it)),
        [1, 0, 2, 0]
    );
    assert_eq!(found.by_tag, [(tag("home"), 1), (tag("work"), 2)]);
}

#[tokio::test]
async fn someone_without_tasks_has_none_of_any_kind() {
    let world = World::new();
    let ada = world.caller("ada").await;
    assert_eq!(
        world.statistics.of(&ada).await.unwrap(),
        Statistics::default()
    );
}

#[tokio::test]
async fn overdue_goes_by_the_day_where_the_caller_lives() {
    let world = World::new();
    let mut ada = world.caller("ada").await;
    let due = TaskDraft {
        due_date: Some(due_date("2026-11-20")),
        ..draft("read")
    };
    world.task(&ada, due).await;
    // Noon in London, and the next day in Auckland.
    world.clock.set(at("2026-11-20T12:00:00Z"));
    for (zone, overdue) in [("Europe/London", 0), ("Pacific/Auckland", 1), ("UTC", 0)] {
        let patch = UserPatch {
            time_zone: Some(TimeZone::parse(zone).unwrap()),
            ..UserPatch::default()
        };
        let edited = world.accounts.edit(&ada, patch).await.unwrap();
        ada = Caller::new(edited, ada.session_id());
        assert_eq!(
            world.statistics.of(&ada).await.unwrap().overdue,
            overdue,
            "{zone}"
        );
    }
    world.clock.set(at("2026-11-21T00:00:00Z"));
    assert_eq!(world.statistics.of(&ada).await.unwrap().overdue, 1);
}
