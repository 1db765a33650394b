//! Several clients at the same moment.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{App, Case, PASSWORD, at_once, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    two_clients_never_lose_each_others_change,
    many_clients_change_one_task_one_after_the_other,
    one_name_is_registered_once,
    one_address_is_registered_once_whatever_its_case,
    a_name_is_taken_by_renaming_once,
    a_task_is_deleted_once,
    tasks_created_at_once_are_all_there,
    a_task_of_an_account_that_is_deleted_meanwhile_is_not_left_behind,
);

const MANY: usize = 16;

/// As many registrations as any machine takes at once: passwords are hashed by few threads, and
/// few may wait for them.
const REGISTRATIONS: usize = 8;

fn two_clients_never_lose_each_others_change(app: &App) {
    const CHANGES: usize = 15;
    let ada = app.user("ada");
    let id = ada.new_task("at first")["id"].clone();
    at_once(2, |client| {
        let member = ["title", "description"][client];
        let ada = app.client().with_token(ada.token());
        for change in 1..=CHANGES {
            let patch = json!({member: format!("{member} {change}")});
            assert_eq!(ada.edit(&id, &patch).ok()[member], patch[member]);
        }
    });
    let task = ada.task(&id).ok();
    assert_eq!(task["title"], format!("title {CHANGES}"));
    assert_eq!(task["description"], format!("description {CHANGES}"));
    assert_eq!(task["version"], 1 + 2 * CHANGES);
}

fn many_clients_change_one_task_one_after_the_other(app: &App) {
    const CHANGES: usize = 3;
    const MEMBERS: [&str; 3] = ["title", "description", "due_date"];
    let ada = app.user("ada");
    let first = ada.new_task("at first");
    let id = &first["id"];
    let answers = at_once(MANY, |number| {
        let member = MEMBERS[number % MEMBERS.len()];
        let ada = app.client().with_token(ada.token());
        let change = |change| {
            let value = match member {
                "due_date" => format!("20{:02}-01-{:02}", 30 + number, change + 1),
                _ => format!("{member} {number} {change}"),
            };
            let patch = json!({member: value});
            let task = ada.edit(id, &patch).ok();
            assert_eq!(
                task[member], patch[member],
                "a client's own change is in its answer"
            );
            (task["version"].as_u64().unwrap(), (member, task))
        };
        (0..CHANGES).map(change).collect::<Vec<_>>()
    });

    // By version, each answer is the one before it with one change, and no version is missing.
    let by_version: BTreeMap<u64, (&str, Value)> = answers.into_iter().flatten().collect();
    let mut expected = first.clone();
    for (version, (member, task)) in (2..).zip(by_version.values()) {
        expected["version"] = json!(version);
        expected[*member] = task[*member].clone();
        expected["updated_at"] = task["updated_at"].clone();
        assert_eq!(task, &expected);
    }
    assert_eq!(by_version.len(), MANY * CHANGES);
    assert_eq!(ada.task(id).ok(), expected);
}

/// Makes sure that one of these answers has 201 and all others tell of a duplicate.
#[track_caller]
fn assert_one_registered(app: &App, field: &str, body: impl Fn(usize) -> Value + Sync) {
    let answers = at_once(REGISTRATIONS, |number| app.client().register(&body(number)));
    let registered = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(registered, 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        assert_eq!(answer.problem(409, "duplicate_user")["field"], field);
    }
}

fn one_name_is_registered_once(app: &App) {
    for name in ["ada", "bob", "eve"] {
        assert_one_registered(
            app,
            "username",
            |_| json!({"username": name, "password": PASSWORD}),
        );
        app.client().logged_in(name, PASSWORD);
    }
}

fn one_address_is_registered_once_whatever_its_case(app: &App) {
    assert_one_registered(app, "email", |number| {
        let address = if number % 2 == 0 {
            "ada@example.org"
        } else {
            "Ada@Example.ORG"
        };
        json!({"username": format!("user-{number}"), "email": address, "password": PASSWORD})
    });
}

fn a_name_is_taken_by_renaming_once(app: &App) {
    let users: Vec<_> = (0..8)
        .map(|number| app.user(&format!("user-{number}")))
        .collect();
    let answers = at_once(users.len(), |number| {
        users[number].edit_me(&json!({"username": "ada"}))
    });
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 200).count(),
        1
    );
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.problem(409, "duplicate_user")["field"], "username");
    }
}

fn a_task_is_deleted_once(app: &App) {
    let ada = app.user("ada");
    for _ in 0..3 {
        let id = ada.new_task("short-lived")["id"].clone();
        let answers = at_once(8, |_| app.client().with_token(ada.token()).delete(&id));
        let gone = answers.iter().filter(|answer| answer.status == 204).count();
        assert_eq!(gone, 1);
        for answer in answers.iter().filter(|answer| answer.status != 204) {
            answer.problem(404, "task_not_found");
        }
    }
}

fn tasks_created_at_once_are_all_there(app: &App) {
    const EACH: usize = 5;
    let ada = app.user("ada");
    let mut created: Vec<Value> = at_once(MANY, |number| {
        let ada = app.client().with_token(ada.token());
        (0..EACH)
            .map(|task| ada.new_task(&format!("{number} {task}")))
            .collect::<Vec<_>>()
    })
    .into_iter()
    .flatten()
    .collect();
    created.sort_unstable_by_key(|task| task["id"].as_i64());
    assert_eq!(created.len(), MANY * EACH);
    assert_eq!(ada.list("?limit=1000").ok(), Value::from(created));
}

fn a_task_of_an_account_that_is_deleted_meanwhile_is_not_left_behind(app: &App) {
    let (ada, eve) = (app.user("ada"), app.user("eve"));
    let created = at_once(4, |number| {
        let ada = app.client().with_token(ada.token());
        if number == 0 {
            ada.delete_me(&json!({"password": PASSWORD})).no_content();
            return Vec::new();
        }
        let mut created = Vec::new();
        loop {
            let answer = ada.create(&json!({"title": "a"}));
            if answer.status == 401 {
                answer.problem(401, "token_invalid");
                return created;
            }
            created.push(answer.created()["id"].clone());
        }
    });
    for id in created.iter().flatten() {
        eve.task(id).problem(404, "task_not_found");
    }
}
