//! Tags, of one task and of all.

use docket_application::tasks::Precondition;
use docket_application::{TagError, TaskError};
use docket_domain::{Task, TaskDraft};
use docket_testkit::fixtures::{draft, instant, tag, tags};

use crate::world::World;

const ANY: Precondition = Precondition::None;

/// A draft with these tags.
fn tagged(joined: &str) -> TaskDraft {
    TaskDraft {
        tags: tags(joined),
        ..draft("read")
    }
}

/// Tags and version of a task.
fn standing(task: &Task) -> (String, i64) {
    (task.record().tags.join(), task.record().version.get())
}

#[tokio::test]
async fn more_tags_are_added_to_those_that_are_there() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let task = world.task(&ada, tagged("b")).await;
    world.clock.advance_seconds(60);
    let add = async |joined| {
        world
            .tasks
            .add_tags(&ada, task.id(), tags(joined), ANY)
            .await
    };
    let after = add("c,b,a").await.unwrap();
    assert_eq!(standing(&after), ("a,b,c".to_owned(), 2));
    assert_eq!(after.record().updated_at, instant().plus_seconds(60));
    assert_eq!(world.stored_task(task.id()).await.as_ref(), Some(&after));
    // Those that are there already are no error, and no change.
    world.clock.advance_seconds(60);
    assert_eq!(add("a,c").await.unwrap(), after);
}

#[tokio::test]
async fn a_task_does_not_get_more_than_fifty_tags() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let fifty: Vec<String> = (0..50).map(|number| number.to_string()).collect();
    let task = world.task(&ada, tagged(&fifty.join(","))).await;
    let outcome = world
        .tasks
        .add_tags(&ada, task.id(), tags("1,more"), ANY)
        .await;
    assert!(
        matches!(outcome, Err(TaskError::TooManyTags(_))),
        "{outcome:?}"
    );
    assert_eq!(world.stored_task(task.id()).await, Some(task));
}

#[tokio::test]
async fn a_tag_is_taken_away_once() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let task = world.task(&ada, tagged("a,b")).await;
    let remove = async |name| {
        world
            .tasks
            .remove_tag(&ada, task.id(), tag(name), ANY)
            .await
    };
    assert_eq!(standing(&remove("a").await.unwrap()), ("b".to_owned(), 2));
    for missing in ["a", "B"] {
        let outcome = remove(missing).await;
        assert!(
            matches!(&outcome, Err(TaskError::NoSuchTag(name)) if *name == tag(missing)),
            "{outcome:?}"
        );
    }
    assert_eq!(standing(&world.list(&ada).await[0]), ("b".to_owned(), 2));
}

#[tokio::test]
async fn a_list_of_tags_counts_the_callers_tasks() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    for joined in ["b,a", "b", "", "B"] {
        world.task(&ada, tagged(joined)).await;
    }
    world.task(&grace, tagged("b,c")).await;
    assert_eq!(
        world.tags.list(&ada).await.unwrap(),
        [(tag("B"), 1), (tag("a"), 1), (tag("b"), 2)]
    );
}

#[tokio::test]
async fn a_renamed_tag_merges_with_one_that_is_there() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    for joined in ["old", "new,old", "new", "other"] {
        world.task(&ada, tagged(joined)).await;
    }
    let foreign = world.task(&grace, tagged("old")).await;
    world.clock.advance_seconds(60);
    let changed = world
        .tags
        .rename(&ada, tag("old"), tag("new"))
        .await
        .unwrap();
    assert_eq!(changed, 2);
    let after: Vec<_> = world.list(&ada).await.iter().map(standing).collect();
    let expected = [("new", 2), ("new", 2), ("new", 1), ("other", 1)];
    assert_eq!(
        after,
        expected.map(|(joined, version)| (joined.to_owned(), version))
    );
    assert_eq!(world.stored_task(foreign.id()).await, Some(foreign));
}

#[tokio::test]
async fn a_tag_renamed_to_itself_changes_nothing() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let task = world.task(&ada, tagged("a,b")).await;
    world.clock.advance_seconds(60);
    assert_eq!(
        world.tags.rename(&ada, tag("a"), tag("a")).await.unwrap(),
        0
    );
    assert_eq!(world.list(&ada).await, [task]);
}

#[tokio::test]
async fn a_removed_tag_is_gone_from_all_of_the_callers_tasks() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    for joined in ["a,b", "a", "b"] {
        world.task(&ada, tagged(joined)).await;
    }
    let foreign = world.task(&grace, tagged("a")).await;
    assert_eq!(world.tags.remove(&ada, tag("a")).await.unwrap(), 2);
    assert_eq!(world.tags.list(&ada).await.unwrap(), [(tag("b"), 2)]);
    assert_eq!(world.list(&grace).await, [foreign]);
}

#[tokio::test]
async fn a_tag_that_none_of_the_callers_tasks_has_is_not_found() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    world.task(&ada, tagged("A")).await;
    world.task(&grace, tagged("a")).await;
    for outcome in [
        world.tags.rename(&ada, tag("a"), tag("b")).await,
        world.tags.remove(&ada, tag("a")).await,
    ] {
        assert!(
            matches!(&outcome, Err(TagError::NotFound(name)) if *name == tag("a")),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_tag_of_very_many_tasks_is_renamed_in_all_of_them() {
    let world = World::new();
    let ada = world.caller("ada").await;
    // More than are read at once, and every third of them not.
    for _ in 0..2 {
        let drafts = (0..900).map(|number| tagged(["old", "new,old", "new"][number % 3]));
        world
            .tasks
            .create_all(&ada, drafts.collect())
            .await
            .unwrap();
    }
    let changed = world
        .tags
        .rename(&ada, tag("old"), tag("new"))
        .await
        .unwrap();
    assert_eq!(changed, 1200);
    assert_eq!(world.tags.list(&ada).await.unwrap(), [(tag("new"), 1800)]);
    // To a name that comes later, what was changed is not met again.
    let changed = world
        .tags
        .rename(&ada, tag("new"), tag("newer"))
        .await
        .unwrap();
    assert_eq!(changed, 1800);
}
