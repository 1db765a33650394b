//! All of one's tags: how often they are used, and their names.

use serde_json::{Value, json};

use crate::harness::{App, Case, Client, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    no_tags_are_an_empty_list,
    tags_are_counted_in_code_point_order,
    counts_follow_every_change,
    a_tag_is_renamed_in_all_tasks,
    renaming_to_a_tag_that_is_there_merges_the_two,
    renaming_to_the_same_name_changes_nothing,
    a_tag_is_deleted_from_all_tasks,
    what_is_not_there_is_not_found,
    tags_of_others_are_left_alone,
    bad_names_are_refused_and_change_nothing,
    names_in_paths_are_percent_encoded,
);

/// A new task with these tags.
#[track_caller]
fn tagged(client: &Client, tags: &[&str]) -> Value {
    client
        .create(&json!({"title": "tagged", "tags": tags}))
        .created()
}

/// The tags with their counts, as they are listed.
#[track_caller]
fn counts(client: &Client) -> Vec<(String, u64)> {
    let list = client.tags().ok();
    let pair = |tag: &Value| {
        assert_eq!(tag.as_object().unwrap().len(), 2, "{tag}");
        (
            tag["name"].as_str().unwrap().to_owned(),
            tag["count"].as_u64().unwrap(),
        )
    };
    list.as_array().unwrap().iter().map(pair).collect()
}

/// Makes sure that these are all tags, in this order.
#[track_caller]
fn assert_counts(client: &Client, expected: &[(&str, u64)]) {
    let expected: Vec<(String, u64)> = expected
        .iter()
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect();
    assert_eq!(counts(client), expected);
}

/// Makes sure that `after` is `before` with these tags, one version on.
#[track_caller]
fn assert_retagged(client: &Client, before: &Value, tags: &[&str]) {
    let after = client.task(&before["id"]).ok();
    let mut expected = before.clone();
    expected["tags"] = json!(tags);
    expected["version"] = json!(before["version"].as_i64().unwrap() + 1);
    expected["updated_at"] = after["updated_at"].clone();
    assert_eq!(after, expected);
    assert!(after["updated_at"].as_str() > before["updated_at"].as_str());
}

fn no_tags_are_an_empty_list(app: &App) {
    let ada = app.user("ada");
    ada.new_task("without");
    assert_eq!(ada.tags().is(200).text(), "[]");
}

fn tags_are_counted_in_code_point_order(app: &App) {
    let ada = app.user("ada");
    for tags in [
        ["b", "é", "Z"].as_slice(),
        &["b", "a"],
        &["z", "\u{1f600}", "\u{ffe6}", "b"],
        &["a b", "a", "a%"],
        &[],
    ] {
        tagged(&ada, tags);
    }
    assert_counts(
        &ada,
        &[
            ("Z", 1),
            ("a", 2),
            ("a b", 1),
            ("a%", 1),
            ("b", 3),
            ("z", 1),
            ("é", 1),
            ("\u{ffe6}", 1),
            ("\u{1f600}", 1),
        ],
    );
}

fn counts_follow_every_change(app: &App) {
    let ada = app.user("ada");
    let (one, two) = (tagged(&ada, &["a", "b"]), tagged(&ada, &["b"]));
    assert_counts(&ada, &[("a", 1), ("b", 2)]);
    ada.edit(&one["id"], &json!({"tags": ["c"]})).ok();
    assert_counts(&ada, &[("b", 1), ("c", 1)]);
    ada.add_tags(&two["id"], &json!(["c"])).ok();
    assert_counts(&ada, &[("b", 1), ("c", 2)]);
    ada.remove_tag(&two["id"], "b").ok();
    assert_counts(&ada, &[("c", 2)]);
    ada.replace(&two["id"], &json!({"title": "without"})).ok();
    assert_counts(&ada, &[("c", 1)]);
    ada.edit_all(&json!([two["id"]]), &json!({"tags": ["d", "c"]}))
        .ok();
    assert_counts(&ada, &[("c", 2), ("d", 1)]);
    ada.create_all(&json!([{"title": "a", "tags": ["d"]}]))
        .is(201);
    assert_counts(&ada, &[("c", 2), ("d", 2)]);
    ada.delete(&one["id"]).no_content();
    ada.delete_all(&json!([two["id"]])).no_content();
    assert_counts(&ada, &[("d", 1)]);
}

fn a_tag_is_renamed_in_all_tasks(app: &App) {
    let ada = app.user("ada");
    let (one, two) = (tagged(&ada, &["a", "m"]), tagged(&ada, &["m"]));
    let (other, none) = (tagged(&ada, &["M", "mm"]), tagged(&ada, &[]));
    assert_eq!(ada.rename_tag("m", " zoo ").ok(), json!({"changed": 2}));
    assert_retagged(&ada, &one, &["a", "zoo"]);
    assert_retagged(&ada, &two, &["zoo"]);
    assert_eq!(ada.task(&other["id"]).ok(), other);
    assert_eq!(ada.task(&none["id"]).ok(), none);
    assert_counts(&ada, &[("M", 1), ("a", 1), ("mm", 1), ("zoo", 2)]);
    assert_eq!(ada.list("?tag=zoo").ok().as_array().unwrap().len(), 2);
    assert_eq!(ada.list("?tag=m").ok(), json!([]));
    // The case of a name is a change.
    assert_eq!(ada.rename_tag("zoo", "Zoo").ok(), json!({"changed": 2}));
}

fn renaming_to_a_tag_that_is_there_merges_the_two(app: &App) {
    let ada = app.user("ada");
    let full: Vec<String> = (0..50).map(|number| format!("t{number:02}")).collect();
    let full: Vec<&str> = full.iter().map(String::as_str).collect();
    let (both, old) = (tagged(&ada, &["a", "b", "c"]), tagged(&ada, &["a"]));
    let new = tagged(&ada, &["b"]);
    let of_fifty = tagged(&ada, &full);
    assert_eq!(ada.rename_tag("a", "b").ok(), json!({"changed": 2}));
    assert_retagged(&ada, &both, &["b", "c"]);
    assert_retagged(&ada, &old, &["b"]);
    assert_eq!(ada.task(&new["id"]).ok(), new, "it had the name already");
    assert_eq!(ada.rename_tag("t00", "t49").ok(), json!({"changed": 1}));
    assert_retagged(&ada, &of_fifty, &full[1..]);
}

fn renaming_to_the_same_name_changes_nothing(app: &App) {
    let ada = app.user("ada");
    let task = tagged(&ada, &["a", "b"]);
    assert_eq!(ada.rename_tag("a", " a ").ok(), json!({"changed": 0}));
    assert_eq!(ada.task(&task["id"]).ok(), task);
    ada.rename_tag("c", "c").problem(404, "tag_not_found");
}

fn a_tag_is_deleted_from_all_tasks(app: &App) {
    let ada = app.user("ada");
    let (one, two) = (tagged(&ada, &["a", "b"]), tagged(&ada, &["a"]));
    let other = tagged(&ada, &["A", "aa"]);
    assert_eq!(ada.delete_tag("a").ok(), json!({"changed": 2}));
    assert_retagged(&ada, &one, &["b"]);
    assert_retagged(&ada, &two, &[]);
    assert_eq!(ada.task(&other["id"]).ok(), other);
    assert_counts(&ada, &[("A", 1), ("aa", 1), ("b", 1)]);
    ada.delete_tag("a").problem(404, "tag_not_found");
}

fn what_is_not_there_is_not_found(app: &App) {
    let ada = app.user("ada");
    let task = tagged(&ada, &["a"]);
    for absent in ["A", "b", "99"] {
        for answer in [ada.rename_tag(absent, "a"), ada.delete_tag(absent)] {
            assert_eq!(answer.problem(404, "tag_not_found")["tag"], absent);
        }
    }
    assert_eq!(ada.task(&task["id"]).ok(), task);
}

fn tags_of_others_are_left_alone(app: &App) {
    let (ada, eve) = (app.user("ada"), app.user("eve"));
    let task = tagged(&ada, &["a", "b"]);
    assert_eq!(eve.tags().ok(), json!([]));
    eve.rename_tag("a", "c").problem(404, "tag_not_found");
    eve.delete_tag("a").problem(404, "tag_not_found");
    tagged(&eve, &["a"]);
    assert_eq!(eve.rename_tag("a", "c").ok(), json!({"changed": 1}));
    assert_eq!(eve.delete_tag("c").ok(), json!({"changed": 1}));
    assert_eq!(ada.task(&task["id"]).ok(), task);
    assert_counts(&ada, &[("a", 1), ("b", 1)]);
}

fn bad_names_are_refused_and_change_nothing(app: &App) {
    let ada = app.user("ada");
    let task = tagged(&ada, &["a"]);
    let long = "x".repeat(51);
    for bad in ["", " ", "a,b", "a\nb", "a\0", long.as_str()] {
        ada.rename_tag("a", bad).refuses("name");
    }
    let send = |body: Value| ada.request("PATCH", "/tags/a").json(&body).send();
    for bad in [
        json!({}),
        json!({"name": null}),
        json!({"name": 7}),
        json!({"name": ["b"]}),
    ] {
        send(bad).refuses("name");
    }
    let unknown = send(json!({"name": "b", "count": 3}));
    assert_eq!(unknown.problem(422, "unknown_field")["field"], "count");
    send(json!(["b"])).problem(422, "validation_failed");
    assert_eq!(ada.task(&task["id"]).ok(), task);
}

fn names_in_paths_are_percent_encoded(app: &App) {
    let ada = app.user("ada");
    for (name, encoded) in [
        ("deep work", "deep%20work"),
        ("100%", "100%25"),
        ("a/b", "a%2Fb"),
        ("%2F", "%252F"),
        ("été", "%C3%A9t%C3%A9"),
        ("a+b", "a+b"),
        ("..", "%2E%2E"),
    ] {
        tagged(&ada, &[name]);
        assert_eq!(
            ada.rename_tag(encoded, "other").ok(),
            json!({"changed": 1}),
            "{name}"
        );
        assert_eq!(
            ada.rename_tag("other", name).ok(),
            json!({"changed": 1}),
            "{name}"
        );
        assert_counts(&ada, &[(name, 1)]);
        assert_eq!(
            ada.delete_tag(encoded).ok(),
            json!({"changed": 1}),
            "{name}"
        );
        let problem = ada.delete_tag(encoded).problem(404, "tag_not_found");
        assert_eq!(problem["tag"], name);
    }
}
