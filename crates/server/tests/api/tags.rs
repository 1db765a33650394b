//! The tags of one task.

use serde_json::{Value, json};

use crate::harness::{App, Case, Client, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    tags_are_a_set_in_code_point_order,
    a_patch_replaces_all_tags_or_none,
    a_replacement_without_tags_takes_them_away,
    a_task_has_fifty_tags_at_most,
    a_tag_has_fifty_characters_at_most,
    what_is_no_tag_is_refused_where_it_stands,
    tags_are_no_other_type_than_an_array_of_strings,
    tags_are_added_in_both_forms,
    tags_that_are_there_already_are_no_error,
    bad_additions_are_refused_and_change_nothing,
    a_tag_is_taken_away_once,
    tags_in_paths_are_percent_encoded,
    a_tag_in_a_path_keeps_the_rules_of_tags,
);

/// A new task with these tags.
#[track_caller]
fn tagged(client: &Client, tags: &Value) -> Value {
    client
        .create(&json!({"title": "tagged", "tags": tags}))
        .created()
}

/// So many different tags, in code-point order.
fn many(count: usize) -> Value {
    (0..count)
        .map(|number| format!("tag {number:02}"))
        .collect()
}

fn tags_are_a_set_in_code_point_order(app: &App) {
    let ada = app.user("ada");
    for (sent, expected) in [
        (json!([]), json!([])),
        (json!(["b", "a"]), json!(["a", "b"])),
        (json!(["a", " a ", "a\u{a0}", "\u{3000}a"]), json!(["a"])),
        (
            json!(["é", "z", "e\u{301}", "É", "Z"]),
            json!(["Z", "e\u{301}", "z", "É", "é"]),
        ),
        (json!(["ß", "ss", "SS"]), json!(["SS", "ss", "ß"])),
        // UTF-16 would have the first one last.
        (
            json!(["\u{1f600}", "\u{ffe6}"]),
            json!(["\u{ffe6}", "\u{1f600}"]),
        ),
        (
            json!(["deep  work", "a/b", "%2F", "'\"\\", "?#&"]),
            json!(["%2F", "'\"\\", "?#&", "a/b", "deep  work"]),
        ),
    ] {
        let task = tagged(&ada, &sent);
        assert_eq!(task["tags"], expected);
        assert_eq!(ada.task(&task["id"]).ok(), task);
    }
}

fn a_patch_replaces_all_tags_or_none(app: &App) {
    let ada = app.user("ada");
    let task = tagged(&ada, &json!(["a", "b"]));
    let id = &task["id"];
    let renamed = ada.edit(id, &json!({"title": "b"})).ok();
    assert_eq!(
        (&renamed["tags"], &renamed["version"]),
        (&json!(["a", "b"]), &json!(2))
    );
    let other = ada.edit(id, &json!({"tags": ["c", "b"]})).ok();
    assert_eq!(
        (&other["tags"], &other["version"]),
        (&json!(["b", "c"]), &json!(3))
    );
    assert!(other["updated_at"].as_str() > renamed["updated_at"].as_str());
    assert_eq!(ada.edit(id, &json!({"tags": ["c", "b", "c"]})).ok(), other);
    ada.edit(id, &json!({"tags": null}))
        .refuses_by("tags", "wrong_type");
    let none = ada.edit(id, &json!({"tags": []})).ok();
    assert_eq!((&none["tags"], &none["version"]), (&json!([]), &json!(4)));
    assert_eq!(ada.task(id).ok(), none);
}

fn a_replacement_without_tags_takes_them_away(app: &App) {
    let ada = app.user("ada");
    let task = tagged(&ada, &json!(["a", "b"]));
    let id = &task["id"];
    assert_eq!(ada.replace(id, &task).ok(), task);
    let other = ada.replace(id, &json!({"title": "b", "tags": ["z"]})).ok();
    assert_eq!(other["tags"], json!(["z"]));
    ada.replace(id, &json!({"title": "b", "tags": null}))
        .refuses("tags");
    let none = ada.replace(id, &json!({"title": "b"})).ok();
    assert_eq!((&none["tags"], &none["version"]), (&json!([]), &json!(3)));
}

fn a_task_has_fifty_tags_at_most(app: &App) {
    let ada = app.user("ada");
    let full = tagged(&ada, &many(50));
    assert_eq!(full["tags"], many(50));
    let id = &full["id"];
    for answer in [
        ada.create(&json!({"title": "a", "tags": many(51)})),
        ada.edit(id, &json!({"tags": many(51)})),
        ada.replace(id, &json!({"title": "a", "tags": many(51)})),
        ada.add_tags(id, &json!(["one more"])),
        ada.add_tags(id, &json!({"tags": ["one more"]})),
        ada.add_tags(id, &json!(["tag 00", "one more"])),
    ] {
        answer.refuses("tags");
    }
    // Doubles count once.
    let mut doubled = many(50);
    doubled
        .as_array_mut()
        .unwrap()
        .extend([json!(" tag 00 "), json!("tag 01")]);
    assert_eq!(tagged(&ada, &doubled)["tags"], many(50));
    assert_eq!(ada.add_tags(id, &many(50)).ok(), full);
    assert_eq!(ada.list("?limit=1").ok()[0], full);
}

fn a_tag_has_fifty_characters_at_most(app: &App) {
    let ada = app.user("ada");
    for character in ["x", "é", "\u{1f600}"] {
        let longest = character.repeat(50);
        let task = tagged(&ada, &json!([format!("  {longest} ")]));
        assert_eq!(task["tags"], json!([longest]));
        let too_long = json!({"title": "a", "tags": [character.repeat(51)]});
        let answer = ada.create(&too_long);
        answer.refuses_by("tags", "too_long");
        assert_eq!(answer.pointers(), ["/tags/0"]);
    }
    // All that one task can have, on every engine.
    let longest: Value = (0..50)
        .map(|number| format!("{number:02}{}", "\u{1f600}".repeat(48)))
        .collect();
    let task = tagged(&ada, &longest);
    assert_eq!(task["tags"], longest);
    assert_eq!(ada.task(&task["id"]).ok(), task);
}

fn what_is_no_tag_is_refused_where_it_stands(app: &App) {
    let ada = app.user("ada");
    let task = tagged(&ada, &json!(["a"]));
    let id = &task["id"];
    for bad in [
        "", " ", "\u{3000}", "a,b", ",", "a\nb", "a\tb", "\n", "a\n", "a\0", "\u{7f}", "a\u{85}b",
    ] {
        let tags = json!(["good", bad, "fine"]);
        for answer in [
            ada.create(&json!({"title": "a", "tags": tags})),
            ada.edit(id, &json!({"tags": tags})),
            ada.replace(id, &json!({"title": "a", "tags": tags})),
            ada.add_tags(id, &json!({"tags": tags})),
        ] {
            assert_eq!(answer.pointers(), ["/tags/1"], "{bad:?}");
            assert_eq!(answer.faults(), ["tags"], "{bad:?}");
        }
        assert_eq!(ada.add_tags(id, &tags).pointers(), ["/1"], "{bad:?}");
    }
    let answer = ada.edit(id, &json!({"title": "", "tags": ["", "a", 7, null]}));
    let mut pointers = answer.pointers();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/tags/0", "/tags/2", "/tags/3", "/title"]);
    assert_eq!(ada.list("").ok(), json!([task]));
}

fn tags_are_no_other_type_than_an_array_of_strings(app: &App) {
    let ada = app.user("ada");
    for tags in [
        json!("a"),
        json!({"a": true}),
        json!(1),
        json!(true),
        Value::Null,
    ] {
        let answer = ada.create(&json!({"title": "a", "tags": tags}));
        answer.refuses_by("tags", "wrong_type");
        assert_eq!(answer.pointers(), ["/tags"]);
    }
    for tag in [json!(1), json!(["a"]), json!({}), json!(false), Value::Null] {
        let answer = ada.create(&json!({"title": "a", "tags": ["b", tag]}));
        answer.refuses_by("tags", "wrong_type");
        assert_eq!(answer.pointers(), ["/tags/1"]);
    }
}

fn tags_are_added_in_both_forms(app: &App) {
    let ada = app.user("ada");
    let before = tagged(&ada, &json!(["m"]));
    let id = &before["id"];
    let two = ada.add_tags(id, &json!(["z", " a "])).ok();
    let mut expected = before.clone();
    expected["tags"] = json!(["a", "m", "z"]);
    expected["version"] = json!(2);
    expected["updated_at"] = two["updated_at"].clone();
    assert_eq!(two, expected);
    assert!(two["updated_at"].as_str() > before["updated_at"].as_str());
    let three = ada.add_tags(id, &json!({"tags": ["b"]})).ok();
    assert_eq!(
        (&three["tags"], &three["version"]),
        (&json!(["a", "b", "m", "z"]), &json!(3))
    );
    assert_eq!(ada.task(id).ok(), three);
}

fn tags_that_are_there_already_are_no_error(app: &App) {
    let ada = app.user("ada");
    let before = tagged(&ada, &json!(["a", "b"]));
    let id = &before["id"];
    for more in [
        json!(["a"]),
        json!({"tags": ["b", "a", "a"]}),
        json!([]),
        json!({"tags": []}),
    ] {
        assert_eq!(ada.add_tags(id, &more).ok(), before, "nothing has changed");
    }
    // Case makes another tag.
    assert_eq!(
        ada.add_tags(id, &json!(["A", "a"])).ok()["tags"],
        json!(["A", "a", "b"])
    );
}

fn bad_additions_are_refused_and_change_nothing(app: &App) {
    let ada = app.user("ada");
    let before = tagged(&ada, &json!(["a"]));
    let id = &before["id"];
    for (body, field) in [
        (json!({}), "tags"),
        (json!({"tags": null}), "tags"),
        (json!({"tags": "b"}), "tags"),
    ] {
        ada.add_tags(id, &body).refuses(field);
    }
    for body in [json!("b"), json!(1), json!(null), json!(true)] {
        ada.add_tags(id, &body).problem(422, "validation_failed");
    }
    let unknown = ada.add_tags(id, &json!({"tags": ["b"], "tag": "c"}));
    assert_eq!(unknown.problem(422, "unknown_field")["field"], "tag");
    let missing = ada.add_tags(&json!(9_999), &json!(["b"]));
    assert_eq!(missing.problem(404, "task_not_found")["task_id"], 9_999);
    assert_eq!(ada.task(id).ok(), before);
}

fn a_tag_is_taken_away_once(app: &App) {
    let ada = app.user("ada");
    let before = tagged(&ada, &json!(["a", "A", "b"]));
    let id = &before["id"];
    let after = ada.remove_tag(id, "a").ok();
    assert_eq!(
        (&after["tags"], &after["version"]),
        (&json!(["A", "b"]), &json!(2))
    );
    assert!(after["updated_at"].as_str() > before["updated_at"].as_str());
    for absent in ["a", "B", "nothing"] {
        let problem = ada.remove_tag(id, absent).problem(404, "tag_not_found");
        assert_eq!(problem["tag"], absent);
    }
    assert_eq!(ada.task(id).ok(), after);
    ada.remove_tag(&json!(9_999), "a")
        .problem(404, "task_not_found");
}

fn tags_in_paths_are_percent_encoded(app: &App) {
    let ada = app.user("ada");
    for (tag, encoded) in [
        ("deep work", "deep%20work"),
        ("100%", "100%25"),
        ("a/b", "a%2Fb"),
        ("a/b", "a%2fb"),
        ("%2F", "%252F"),
        ("été", "%C3%A9t%C3%A9"),
        ("\u{1f600}", "%F0%9F%98%80"),
        ("a+b", "a+b"),
        ("a+b", "a%2Bb"),
        ("?#", "%3F%23"),
        ("..", "%2E%2E"),
        ("x;y=1", "x;y=1"),
        ("\"<>\\^`{|}", "%22%3C%3E%5C%5E%60%7B%7C%7D"),
        ("bulk", "bulk"),
        ("trimmed", "%20trimmed%20"),
    ] {
        let task = tagged(&ada, &json!([tag, "other"]));
        let after = ada.remove_tag(&task["id"], encoded).ok();
        assert_eq!(after["tags"], json!(["other"]), "{encoded}");
        let problem = ada
            .remove_tag(&task["id"], encoded)
            .problem(404, "tag_not_found");
        assert_eq!(problem["tag"], tag);
    }
}

fn a_tag_in_a_path_keeps_the_rules_of_tags(app: &App) {
    let ada = app.user("ada");
    let id = tagged(&ada, &json!(["a"]))["id"].clone();
    let long = "x".repeat(51);
    for bad in [
        "a,b",
        "a%2Cb",
        "%00",
        "a%0Ab",
        "%20",
        "%FF",
        "%C3",
        long.as_str(),
    ] {
        ada.remove_tag(&id, bad).refuses("tag");
        ada.rename_tag(bad, "b").refuses("tag");
        ada.delete_tag(bad).refuses("tag");
    }
}
