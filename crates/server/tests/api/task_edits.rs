//! Changing parts of a task: merge patches, versions, and the times that follow.

use serde_json::{Value, json};

use crate::harness::{App, Case, Client, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    what_is_absent_stays,
    null_clears_what_can_be_cleared,
    null_is_refused_elsewhere,
    an_empty_patch_changes_nothing,
    saying_what_is_already_so_changes_nothing,
    each_change_counts_once,
    status_words_have_aliases,
    completed_and_is_complete_say_the_same,
    not_completed_reopens_only_what_is_completed,
    contradictions_are_refused,
    completed_at_follows_the_status,
    a_refused_patch_changes_nothing,
    a_merge_patch_has_its_own_media_type_too,
);

/// A task with everything that a client can say.
#[track_caller]
fn full_task(client: &Client) -> Value {
    let body = json!({
        "title": "Learn diesel", "description": "All of it", "status": "in_progress",
        "priority": "high", "due_date": "9999-12-01", "tags": ["learning", "rust"]
    });
    client.create(&body).created()
}

/// `before` with these members, one version on, updated when `after` was.
#[track_caller]
fn assert_changed(before: &Value, after: &Value, members: &Value) {
    let mut expected = before.clone();
    for (member, value) in members.as_object().unwrap() {
        expected[member] = value.clone();
    }
    expected["version"] = json!(before["version"].as_i64().unwrap() + 1);
    expected["updated_at"] = after["updated_at"].clone();
    assert_eq!(after, &expected);
    assert!(
        after["updated_at"].as_str() > before["updated_at"].as_str(),
        "{before} {after}"
    );
}

fn what_is_absent_stays(app: &App) {
    let ada = app.user("ada");
    let mut before = full_task(&ada);
    for patch in [
        json!({"title": "Learn more"}),
        json!({"description": "Some of it"}),
        json!({"priority": "urgent"}),
        json!({"due_date": "9999-12-02"}),
        json!({"tags": ["learning"]}),
        json!({"status": "cancelled"}),
    ] {
        let after = ada.edit(&before["id"], &patch).ok();
        assert_changed(&before, &after, &patch);
        assert_eq!(ada.task(&before["id"]).ok(), after);
        before = after;
    }
}

fn null_clears_what_can_be_cleared(app: &App) {
    let ada = app.user("ada");
    let before = full_task(&ada);
    let id = &before["id"];
    let one = ada.edit(id, &json!({"description": null})).ok();
    assert_changed(&before, &one, &json!({"description": null}));
    let both = ada.edit(id, &json!({"due_date": null})).ok();
    assert_changed(&one, &both, &json!({"due_date": null}));
    assert_eq!(
        ada.edit(id, &json!({"description": null, "due_date": null}))
            .ok(),
        both
    );
}

fn null_is_refused_elsewhere(app: &App) {
    let ada = app.user("ada");
    let task = full_task(&ada);
    for member in [
        "title",
        "status",
        "priority",
        "completed",
        "is_complete",
        "tags",
    ] {
        ada.edit(&task["id"], &json!({member: null}))
            .refuses(member);
    }
    assert_eq!(ada.task(&task["id"]).ok(), task);
}

fn an_empty_patch_changes_nothing(app: &App) {
    let ada = app.user("ada");
    let task = full_task(&ada);
    assert_eq!(ada.edit(&task["id"], &json!({})).ok(), task);
    assert_eq!(ada.task(&task["id"]).ok(), task);
}

fn saying_what_is_already_so_changes_nothing(app: &App) {
    let ada = app.user("ada");
    let task = full_task(&ada);
    let id = &task["id"];
    for patch in [
        json!({"title": "Learn diesel"}),
        json!({"title": "  Learn diesel \n"}),
        json!({"description": "All of it", "status": "in_progress", "priority": "high"}),
        json!({"due_date": "9999-12-01", "completed": false}),
        json!({"tags": ["rust", " learning ", "rust"]}),
    ] {
        assert_eq!(ada.edit(id, &patch).ok(), task, "{patch}");
    }
    assert_eq!(ada.task(id).ok(), task);
}

fn each_change_counts_once(app: &App) {
    let ada = app.user("ada");
    let id = full_task(&ada)["id"].clone();
    let many = json!({"title": "b", "description": null, "priority": "low", "status": "pending"});
    assert_eq!(ada.edit(&id, &many).ok()["version"], 2);
    for version in 3..8 {
        let task = ada
            .edit(&id, &json!({"title": format!("title {version}")}))
            .ok();
        assert_eq!(task["version"], version);
    }
}

fn status_words_have_aliases(app: &App) {
    let ada = app.user("ada");
    let id = ada.new_task("a")["id"].clone();
    for (written, read) in [
        ("in_progress", "in_progress"),
        ("todo", "pending"),
        ("done", "completed"),
        ("cancelled", "cancelled"),
        ("pending", "pending"),
        ("completed", "completed"),
    ] {
        assert_eq!(
            ada.edit(&id, &json!({"status": written})).ok()["status"],
            read
        );
    }
}

fn completed_and_is_complete_say_the_same(app: &App) {
    let ada = app.user("ada");
    let id = ada.new_task("a")["id"].clone();
    for (patch, status) in [
        (json!({"completed": true}), "completed"),
        (json!({"is_complete": false}), "pending"),
        (json!({"is_complete": true}), "completed"),
        (json!({"completed": false}), "pending"),
        (
            json!({"completed": true, "is_complete": true, "status": "done"}),
            "completed",
        ),
        (
            json!({"completed": false, "status": "in_progress"}),
            "in_progress",
        ),
    ] {
        let task = ada.edit(&id, &patch).ok();
        assert_eq!(task["status"], status, "{patch}");
        assert_eq!(task["completed"], status == "completed", "{patch}");
        assert!(
            task.get("is_complete").is_none(),
            "it is no member of a task"
        );
    }
}

fn not_completed_reopens_only_what_is_completed(app: &App) {
    let ada = app.user("ada");
    for status in ["pending", "in_progress", "cancelled"] {
        let task = ada
            .create(&json!({"title": "a", "status": status}))
            .created();
        assert_eq!(
            ada.edit(&task["id"], &json!({"completed": false})).ok(),
            task
        );
    }
}

fn contradictions_are_refused(app: &App) {
    let ada = app.user("ada");
    let task = ada.new_task("a");
    for contradiction in [
        json!({"status": "pending", "completed": true}),
        json!({"status": "cancelled", "is_complete": true}),
        json!({"status": "completed", "completed": false}),
        json!({"status": "done", "is_complete": false}),
        json!({"completed": true, "is_complete": false}),
        json!({"completed": false, "is_complete": true}),
        json!({"status": "done", "completed": true, "is_complete": false}),
    ] {
        let mut body = contradiction.clone();
        body["title"] = json!("b");
        for answer in [
            ada.edit(&task["id"], &contradiction),
            ada.replace(&task["id"], &body),
            ada.create(&body),
        ] {
            let faults = answer.faults();
            assert!(
                faults
                    .iter()
                    .all(|field| contradiction.get(field).is_some()),
                "{answer}"
            );
        }
    }
    assert_eq!(ada.list("").ok(), json!([task]));
}

fn completed_at_follows_the_status(app: &App) {
    let ada = app.user("ada");
    let id = ada.new_task("a")["id"].clone();
    let edit = |patch: Value| ada.edit(&id, &patch).ok();

    let done = edit(json!({"status": "done"}));
    assert!(done["completed_at"].is_string());
    assert_eq!(done["completed_at"], done["updated_at"]);
    let retitled = edit(json!({"title": "b"}));
    assert_eq!(
        retitled["completed_at"], done["completed_at"],
        "it stays while completed"
    );
    assert_eq!(
        edit(json!({"completed": false}))["completed_at"],
        Value::Null
    );

    let again = edit(json!({"completed": true}));
    assert!(again["completed_at"].as_str() > done["completed_at"].as_str());
    assert_eq!(
        edit(json!({"status": "cancelled"}))["completed_at"],
        Value::Null
    );
    assert!(
        ada.replace(&id, &json!({"title": "b", "completed": true}))
            .ok()["completed_at"]
            .is_string()
    );
    assert_eq!(
        ada.replace(&id, &json!({"title": "b"})).ok()["completed_at"],
        Value::Null
    );
}

fn a_refused_patch_changes_nothing(app: &App) {
    let ada = app.user("ada");
    let task = full_task(&ada);
    let id = &task["id"];
    let bad = json!({"title": "x".repeat(201), "priority": 1, "status": "lost", "due_date": ""});
    assert_eq!(
        ada.edit(id, &bad).faults(),
        ["due_date", "priority", "status", "title"]
    );
    ada.edit(id, &json!({"title": "good", "priority": "bad"}))
        .refuses("priority");
    let unknown = ada.edit(id, &json!({"title": "good", "owner": 1}));
    assert_eq!(unknown.problem(422, "unknown_field")["field"], "owner");
    assert_eq!(ada.task(id).ok(), task);
}

fn a_merge_patch_has_its_own_media_type_too(app: &App) {
    let ada = app.user("ada");
    let id = ada.new_task("a")["id"].clone();
    let request = ada.request("PATCH", &format!("/tasks/{id}"));
    let answer = request
        .body("application/merge-patch+json", r#"{"title":"b"}"#)
        .send();
    assert_eq!(answer.ok()["title"], "b");
}
