//! How many tasks of each kind there are.

use serde_json::{Value, json};

use crate::harness::{App, Case, at_once, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    without_tasks_everything_is_zero,
    every_kind_is_counted,
    the_rate_is_a_fraction,
    the_numbers_follow_every_change,
    the_numbers_are_ones_own,
    the_numbers_are_of_one_moment,
);

/// The numbers of nobody who has a task.
fn zero() -> Value {
    json!({
        "total": 0, "completed": 0, "incomplete": 0, "overdue": 0, "completion_rate": 0.0,
        "by_status": {"pending": 0, "in_progress": 0, "completed": 0, "cancelled": 0},
        "by_priority": {"low": 0, "medium": 0, "high": 0, "urgent": 0},
        "by_tag": {}
    })
}

fn without_tasks_everything_is_zero(app: &App) {
    assert_eq!(app.user("ada").statistics().ok(), zero());
}

fn every_kind_is_counted(app: &App) {
    let ada = app.user("ada");
    let tasks = json!([
        {"title": "a", "due_date": "2000-01-01", "tags": ["x"]},
        {"title": "b", "status": "in_progress", "priority": "high", "due_date": "2000-01-01"},
        {"title": "c", "status": "done", "due_date": "2000-01-01", "tags": ["x", "été"]},
        {"title": "d", "status": "cancelled", "due_date": "2000-01-01", "priority": "urgent"},
        {"title": "e", "due_date": "9999-12-31", "priority": "urgent", "tags": ["X", "a b"]},
        {"title": "f", "status": "done", "priority": "high"},
        {"title": "g"},
        {"title": "h", "status": "in_progress", "priority": "urgent", "tags": ["x"]}
    ]);
    ada.create_all(&tasks).is(201);
    assert_eq!(
        ada.statistics().ok(),
        json!({
            "total": 8, "completed": 2, "incomplete": 6, "overdue": 2, "completion_rate": 0.25,
            "by_status": {"pending": 3, "in_progress": 2, "completed": 2, "cancelled": 1},
            "by_priority": {"low": 0, "medium": 3, "high": 2, "urgent": 3},
            "by_tag": {"x": 3, "X": 1, "été": 1, "a b": 1}
        })
    );
}

fn the_rate_is_a_fraction(app: &App) {
    let ada = app.user("ada");
    for (done, total, rate) in [(1, 1, 1.0), (1, 2, 0.5), (1, 3, 1.0 / 3.0), (2, 4, 0.5)] {
        let status = if ada.statistics().ok()["completed"] == done {
            "pending"
        } else {
            "done"
        };
        ada.create(&json!({"title": "a", "status": status}))
            .created();
        let numbers = ada.statistics().ok();
        assert_eq!(
            (&numbers["completed"], &numbers["total"]),
            (&json!(done), &json!(total))
        );
        let found = numbers["completion_rate"].as_f64().unwrap();
        assert!((found - rate).abs() < 1e-9, "{numbers}");
    }
}

fn the_numbers_follow_every_change(app: &App) {
    let ada = app.user("ada");
    let task = ada.new_task("a");
    let id = &task["id"];
    let numbers = |member: &str| {
        let all = ada.statistics().ok();
        let kind = all.pointer(&format!("/{member}")).cloned();
        (all["total"].clone(), kind.unwrap_or_default())
    };
    ada.edit(id, &json!({"due_date": "2000-01-01"})).ok();
    assert_eq!(numbers("overdue"), (json!(1), json!(1)));
    ada.edit(id, &json!({"status": "cancelled"})).ok();
    assert_eq!(numbers("overdue"), (json!(1), json!(0)));
    assert_eq!(numbers("by_status/cancelled"), (json!(1), json!(1)));
    ada.add_tags(id, &json!(["x"])).ok();
    assert_eq!(numbers("by_tag/x"), (json!(1), json!(1)));
    ada.rename_tag("x", "y").ok();
    assert_eq!(numbers("by_tag"), (json!(1), json!({"y": 1})));
    ada.remove_tag(id, "y").ok();
    assert_eq!(numbers("by_tag"), (json!(1), json!({})));
    ada.delete(id).no_content();
    assert_eq!(ada.statistics().ok(), zero());
}

fn the_numbers_are_ones_own(app: &App) {
    let (ada, eve) = (app.user("ada"), app.user("eve"));
    ada.create(&json!({"title": "a", "tags": ["x"], "due_date": "2000-01-01"}))
        .created();
    assert_eq!(eve.statistics().ok(), zero());
    assert_eq!(ada.statistics().ok()["total"], 1);
}

fn the_numbers_are_of_one_moment(app: &App) {
    const CHANGES: usize = 25;
    let ada = app.user("ada");
    let task = ada
        .create(&json!({"title": "a", "tags": ["open"]}))
        .created();
    at_once(4, |number| {
        let ada = app.client().with_token(ada.token());
        for change in 0..CHANGES {
            if number == 0 {
                // Never completed without the tag that says so.
                let (status, tag) = [("done", "done"), ("todo", "open")][change % 2];
                ada.edit(&task["id"], &json!({"status": status, "tags": [tag]}))
                    .ok();
            } else {
                let numbers = ada.statistics().ok();
                let done = numbers["completed"].as_u64().unwrap();
                let tags = if done == 1 {
                    json!({"done": 1})
                } else {
                    json!({"open": 1})
                };
                assert_eq!(numbers["by_tag"], tags, "{numbers}");
                assert_eq!(numbers["by_status"]["completed"], done, "{numbers}");
            }
        }
    });
}
