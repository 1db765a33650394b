//! What every store must do with tags.

pub(super) mod index;

use docket_application::ports::store::Store;
use docket_application::tasks::TaskQuery;
use docket_domain::{Tag, Tags, Task, TaskDraft, TaskFilter, UserId};

use super::work::{
    add_task, add_tasks, add_user, count_by_tag, find_tagged, find_task, list, query, read,
};
use crate::fixtures::{draft, tag, tags};

list_cases!("tags":
    tags_come_back_as_a_set_in_code_point_order,
    tags_are_kept_byte_for_byte,
    tags_that_look_alike_are_different,
    a_task_can_have_fifty_tags_of_fifty_characters,
    tags_are_counted_in_code_point_order,
    tags_of_others_are_neither_counted_nor_found,
    tagged_tasks_are_found_page_by_page,
);

/// A draft with these tags.
fn tagged(tags: Tags) -> TaskDraft {
    TaskDraft {
        tags,
        ..draft("read")
    }
}

/// A query for the tasks that have all of these tags.
fn having(tags: Tags) -> TaskQuery {
    TaskQuery {
        filter: TaskFilter {
            tags,
            ..TaskFilter::default()
        },
        ..TaskQuery::default()
    }
}

/// Adds one task for each of these tags, and asserts that each is found by its own alone.
fn assert_told_apart(store: &Store, names: &[&str]) {
    let owner = add_user(store).id;
    let each: Vec<Tag> = names.iter().map(|name| tag(name)).collect();
    let drafts = each.iter().map(|tag| tagged(only(tag)));
    let added = add_tasks(store, owner, drafts);
    assert_eq!(list(store, owner), added);
    for (tag, task) in each.iter().zip(&added) {
        let task = std::slice::from_ref(task);
        assert_eq!(find_tagged(store, owner, tag), task, "{tag:?}");
        assert_eq!(query(store, owner, &having(only(tag))), task, "{tag:?}");
    }
    let mut expected: Vec<(Tag, u64)> = each.into_iter().map(|tag| (tag, 1)).collect();
    expected.sort();
    assert_eq!(count_by_tag(store, owner), expected);
}

/// A set of one tag.
fn only(tag: &Tag) -> Tags {
    Tags::new([tag.clone()]).expect("one is not too many")
}

fn names(tags: &Tags) -> Vec<&str> {
    tags.iter().map(Tag::as_str).collect()
}

fn tags_come_back_as_a_set_in_code_point_order(store: &Store) {
    let owner = add_user(store).id;
    let added = add_task(
        store,
        owner,
        tagged(tags("\u{e9},b,\u{1f980},B,b,\u{ff5e},a")),
    );
    let found = find_task(store, added.id()).expect("it was added");
    assert_eq!(
        names(&found.record().tags),
        ["B", "a", "b", "\u{e9}", "\u{ff5e}", "\u{1f980}"]
    );
    assert_eq!(found, added);
    let none = add_task(store, owner, tagged(Tags::default()));
    assert_eq!(find_task(store, none.id()), Some(none));
}

fn tags_are_kept_byte_for_byte(store: &Store) {
    assert_told_apart(
        store,
        &[
            "it's",
            "\"quoted\"",
            "`; DROP TABLE task_tags -- /*",
            "100%",
            "100_",
            "100\\%",
            "100",
            "100%%",
            "[a-z]*?",
            "deep work",
            "deep  work",
            "{\"a\":[1;2]}",
            "\\",
            "\\\\",
            "\\n",
            "NULL",
            "0",
            "00",
            "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
            "\u{1f468}\u{200d}\u{1f469}",
            "\u{1f468}",
        ],
    );
}

fn tags_that_look_alike_are_different(store: &Store) {
    assert_told_apart(
        store,
        &[
            "Work",
            "work",
            "WORK",
            "w\u{f6}rk",
            "work\u{200b}",
            "work\u{301}",
            "\u{ff57}ork",
            "\u{e9}",
            "e\u{301}",
            "e",
            "\u{c9}",
            "\u{df}",
            "ss",
            "\u{130}",
            "i",
            "I",
            "\u{131}",
            "\u{212b}",
            "\u{c5}",
            "\u{fb01}",
            "fi",
            "\u{feff}fi",
        ],
    );
}

fn a_task_can_have_fifty_tags_of_fifty_characters(store: &Store) {
    let owner = add_user(store).id;
    let stem = "\u{1f980}".repeat(48);
    let fifty = Tags::new((10..60).map(|number| tag(&format!("{stem}{number}"))));
    let fifty = fifty.expect("fifty are allowed");
    let added = add_task(store, owner, tagged(fifty.clone()));
    assert_eq!(find_task(store, added.id()).as_ref(), Some(&added));
    assert_eq!(query(store, owner, &having(fifty.clone())), [added]);
    let expected: Vec<(Tag, u64)> = fifty.iter().map(|tag| (tag.clone(), 1)).collect();
    assert_eq!(count_by_tag(store, owner), expected);
    let last = fifty.iter().last().expect("there are fifty");
    let all_but_one = add_task(
        store,
        owner,
        tagged(fifty.without(last).expect("it is there")),
    );
    assert_eq!(query(store, owner, &having(fifty.clone())).len(), 1);
    assert_eq!(find_tagged(store, owner, last).len(), 1);
    assert_eq!(find_task(store, all_but_one.id()), Some(all_but_one));
}

fn tags_are_counted_in_code_point_order(store: &Store) {
    let owner = add_user(store).id;
    // By code point: not by case, not by language, and not by UTF-16, which would have what lies
    // above U+FFFF before U+FF5E.
    let ordered = [
        "!",
        "0",
        "10",
        "9",
        "A",
        "Z",
        "_",
        "a",
        "a b",
        "a!",
        "ab",
        "b",
        "z",
        "\u{c5}",
        "\u{e9}",
        "\u{3b1}",
        "\u{4e2d}",
        "\u{e000}",
        "\u{ff5e}",
        "\u{fffd}",
        "\u{10000}",
        "\u{1f980}",
        "\u{10fffd}",
    ];
    assert!(ordered.is_sorted());
    let counts = ordered.iter().zip([3_usize, 1, 2].into_iter().cycle());
    let expected: Vec<(Tag, u64)> = counts
        .map(|(name, count)| (tag(name), u64::try_from(count).expect("few")))
        .collect();
    for round in 0..3 {
        let some = expected.iter().rev().filter(|(_, count)| *count > round);
        let some = Tags::new(some.map(|(tag, _)| tag.clone())).expect("not too many");
        add_task(store, owner, tagged(some));
    }
    assert_eq!(count_by_tag(store, owner), expected);
}

fn tags_of_others_are_neither_counted_nor_found(store: &Store) {
    let [owner, other] = [(); 2].map(|()| add_user(store).id);
    let own = add_task(store, owner, tagged(tags("home,work")));
    add_task(store, other, tagged(tags("work,garden")));
    assert_eq!(
        count_by_tag(store, owner),
        [(tag("home"), 1), (tag("work"), 1)]
    );
    assert_eq!(find_tagged(store, owner, &tag("work")), [own]);
    assert_eq!(find_tagged(store, owner, &tag("garden")), []);
    assert_eq!(count_by_tag(store, add_user(store).id), []);
}

fn tagged_tasks_are_found_page_by_page(store: &Store) {
    let owner = add_user(store).id;
    let kinds = ["work", "home,work", "home"];
    let drafts = (0..21).map(|number| tagged(tags(kinds[number % 3])));
    let added = add_tasks(store, owner, drafts);
    let work = tag("work");
    let expected: Vec<Task> = added
        .into_iter()
        .filter(|task| task.record().tags.contains(&work))
        .collect();
    for limit in [1_u16, 4, 14, 500] {
        assert_eq!(in_pages(store, owner, &work, limit), expected, "by {limit}");
    }
    assert_eq!(in_pages(store, owner, &tag("wor"), 5), []);
}

/// The tasks with a tag, read as a use case does that changes them all.
fn in_pages(store: &Store, owner: UserId, wanted: &Tag, limit: u16) -> Vec<Task> {
    let mut found: Vec<Task> = Vec::new();
    loop {
        let (tag, after) = (wanted.clone(), found.last().map(Task::id));
        let page = read(store, move |work| {
            work.tasks().find_tagged(owner, &tag, after, limit)
        });
        if page.is_empty() {
            return found;
        }
        assert!(page.len() <= usize::from(limit));
        found.extend(page);
    }
}
