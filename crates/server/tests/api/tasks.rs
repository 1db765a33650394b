//! The life of a task: creating, reading, replacing, deleting.

use serde_json::{Value, json};

use crate::harness::{App, Case, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    a_title_alone_makes_a_task_with_defaults,
    a_new_task_has_all_that_was_said,
    the_answer_says_where_the_task_is,
    a_task_can_be_created_completed,
    null_is_nothing_in_a_new_task,
    ids_grow_and_are_never_used_again,
    a_replacement_gives_defaults_to_what_it_lacks,
    a_replacement_needs_a_title,
    a_task_as_it_was_read_can_be_sent_back,
    members_that_only_the_server_sets_are_ignored_in_a_replacement,
    a_refused_replacement_changes_nothing,
    a_deleted_task_is_gone,
    missing_tasks_are_not_found,
);

/// A body with everything in it that a client can say.
fn full() -> Value {
    json!({
        "title": "Learn diesel", "description": "All of it,\n\tin time", "status": "in_progress",
        "priority": "high", "due_date": "9999-12-01", "tags": ["learning", "rust"]
    })
}

fn a_title_alone_makes_a_task_with_defaults(app: &App) {
    let ada = app.user("ada");
    let task = ada.create(&json!({"title": "Learn diesel"})).created();
    let (id, at) = (
        task["id"].as_i64().unwrap(),
        task["created_at"].as_str().unwrap(),
    );
    assert!(id > 0);
    assert_eq!(
        task,
        json!({
            "id": id, "user_id": ada.me().ok()["id"], "title": "Learn diesel",
            "description": null, "status": "pending", "completed": false, "priority": "medium",
            "due_date": null, "overdue": false, "tags": [], "version": 1, "created_at": at, "updated_at": at,
            "completed_at": null
        })
    );
    let shape: String = at
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    assert_eq!(shape, "0000-00-00T00:00:00.000000Z", "{at}");
    assert_eq!(ada.task(&task["id"]).ok(), task);
}

fn a_new_task_has_all_that_was_said(app: &App) {
    let ada = app.user("ada");
    let task = ada.create(&full()).created();
    for (member, value) in full().as_object().unwrap() {
        assert_eq!(&task[member], value, "{member}");
    }
    assert_eq!(task["version"], 1);
    assert_eq!(ada.task(&task["id"]).ok(), task);
}

fn the_answer_says_where_the_task_is(app: &App) {
    let ada = app.user("ada");
    let answer = ada.create(&full()).is(201);
    let task = answer.json();
    let location = answer.header("location").unwrap();
    assert_eq!(location, format!("/tasks/{}", task["id"]));
    assert_eq!(ada.request("GET", location).send().ok(), task);
}

fn a_task_can_be_created_completed(app: &App) {
    let ada = app.user("ada");
    for body in [
        json!({"title": "a", "status": "completed"}),
        json!({"title": "a", "status": "done"}),
        json!({"title": "a", "completed": true}),
        json!({"title": "a", "is_complete": true}),
        json!({"title": "a", "status": "done", "completed": true, "is_complete": true}),
    ] {
        let task = ada.create(&body).created();
        assert_eq!(
            (&task["status"], &task["completed"]),
            (&json!("completed"), &json!(true))
        );
        assert_eq!(task["completed_at"], task["created_at"], "{body}");
    }
}

fn null_is_nothing_in_a_new_task(app: &App) {
    let ada = app.user("ada");
    let body = json!({"title": "a", "description": null, "due_date": null});
    let task = ada.create(&body).created();
    assert_eq!(
        (&task["description"], &task["due_date"]),
        (&Value::Null, &Value::Null)
    );
    ada.create(&json!({"title": null})).refuses("title");
}

fn ids_grow_and_are_never_used_again(app: &App) {
    let ada = app.user("ada");
    let mut last = 0;
    for title in ["a", "b", "c"] {
        let task = ada.new_task(title);
        let id = task["id"].as_i64().unwrap();
        assert!(id > last, "{id} after {last}");
        last = id;
        ada.delete(&task["id"]).no_content();
    }
}

fn a_replacement_gives_defaults_to_what_it_lacks(app: &App) {
    let ada = app.user("ada");
    let before = ada.create(&full()).created();
    let task = ada.replace(&before["id"], &json!({"title": "Anew"})).ok();
    let updated_at = task["updated_at"].as_str().unwrap();
    assert!(
        updated_at > before["updated_at"].as_str().unwrap(),
        "{updated_at}"
    );
    assert_eq!(
        task,
        json!({
            "id": before["id"], "user_id": before["user_id"], "title": "Anew",
            "description": null, "status": "pending", "completed": false, "priority": "medium",
            "due_date": null, "overdue": false, "tags": [], "version": 2, "created_at": before["created_at"],
            "updated_at": updated_at, "completed_at": null
        })
    );
    assert_eq!(ada.task(&before["id"]).ok(), task);

    let again = ada.replace(&before["id"], &full()).ok();
    for (member, value) in full().as_object().unwrap() {
        assert_eq!(&again[member], value, "{member}");
    }
    assert_eq!(again["version"], 3);
}

fn a_replacement_needs_a_title(app: &App) {
    let ada = app.user("ada");
    let task = ada.create(&full()).created();
    ada.replace(&task["id"], &json!({}))
        .refuses_by("title", "required");
    ada.replace(&task["id"], &json!({"priority": "low"}))
        .refuses_by("title", "required");
    ada.replace(&task["id"], &json!({"title": null}))
        .refuses("title");
    assert_eq!(ada.task(&task["id"]).ok(), task);
}

fn a_task_as_it_was_read_can_be_sent_back(app: &App) {
    let ada = app.user("ada");
    for body in [
        full(),
        json!({"title": "a"}),
        json!({"title": "a", "completed": true}),
    ] {
        let task = ada.create(&body).created();
        let id = &task["id"];
        assert_eq!(ada.replace(id, &task).ok(), task, "nothing has changed");
        assert_eq!(ada.edit(id, &task).ok(), task, "nothing has changed");

        let mut edited = task.clone();
        edited["title"] = json!("another");
        let after = ada.replace(id, &edited).ok();
        assert_eq!(
            (&after["title"], &after["version"]),
            (&json!("another"), &json!(2))
        );
        assert_eq!(after["status"], task["status"]);
        assert_eq!(after["completed_at"], task["completed_at"]);
    }
}

fn members_that_only_the_server_sets_are_ignored_in_a_replacement(app: &App) {
    let ada = app.user("ada");
    let before = ada.new_task("a");
    let mut body = json!({"title": "a"});
    for member in [
        "id",
        "user_id",
        "overdue",
        "version",
        "created_at",
        "updated_at",
        "completed_at",
    ] {
        for value in [
            json!(99),
            json!("2020-01-01T00:00:00Z"),
            json!([true]),
            Value::Null,
        ] {
            body[member] = value;
            assert_eq!(ada.replace(&before["id"], &body).ok(), before, "{body}");
            assert_eq!(ada.edit(&before["id"], &body).ok(), before, "{body}");
        }
    }
}

fn a_refused_replacement_changes_nothing(app: &App) {
    let ada = app.user("ada");
    let task = ada.create(&full()).created();
    let bad = json!({"title": "", "priority": "none", "due_date": "never", "status": "lost"});
    let faults = ada.replace(&task["id"], &bad).faults();
    assert_eq!(faults, ["due_date", "priority", "status", "title"]);
    let unknown = ada.replace(&task["id"], &json!({"title": "b", "tittle": "b"}));
    assert_eq!(unknown.problem(422, "unknown_field")["field"], "tittle");
    assert_eq!(ada.task(&task["id"]).ok(), task);
}

fn a_deleted_task_is_gone(app: &App) {
    let ada = app.user("ada");
    let (kept, gone) = (ada.new_task("kept"), ada.new_task("gone"));
    let id = &gone["id"];
    ada.delete(id).no_content();
    for answer in [
        ada.task(id),
        ada.delete(id),
        ada.edit(id, &json!({"title": "x"})),
        ada.replace(id, &json!({"title": "x"})),
    ] {
        let problem = answer.problem(404, "task_not_found");
        assert_eq!(&problem["task_id"], id);
        assert_eq!(problem["detail"], format!("Task with ID {id} not found"));
    }
    assert_eq!(ada.list("").ok(), json!([kept]));
}

fn missing_tasks_are_not_found(app: &App) {
    let ada = app.user("ada");
    for id in [json!(1), json!(99_999), json!(i64::MAX)] {
        assert_eq!(ada.task(&id).problem(404, "task_not_found")["task_id"], id);
        ada.edit(&id, &json!({})).problem(404, "task_not_found");
    }
}
