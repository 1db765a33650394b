//! Accounts of others, as administrators see and change them.

use serde_json::{Value, json};

use crate::harness::{App, Case, PASSWORD, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    an_account_is_what_its_user_sees_of_it,
    a_missing_account_is_not_found,
    ids_of_accounts_are_positive_integers,
    an_account_can_be_read_edited_and_sent_back,
    an_edit_of_nothing_changes_nothing,
    bad_and_unknown_members_are_told,
    a_disabled_user_cannot_come_back_until_enabled,
    a_new_role_ends_the_sessions_of_the_old_one,
    who_is_promoted_may_manage_and_who_is_demoted_may_not,
    with_an_account_its_tasks_go_and_its_names_are_free,
    administrators_can_manage_themselves_too,
);

fn an_account_is_what_its_user_sees_of_it(app: &App) {
    let root = app.admin("root");
    let body = json!({"username": "Ada", "email": "Ada@example.org", "password": PASSWORD});
    app.client().register(&body).created();
    let ada = app.client().logged_in("ada", PASSWORD);
    ada.edit_me(&json!({"time_zone": "Pacific/Kiritimati"}))
        .ok();
    let me = ada.me().ok();
    assert_eq!(root.user(&me["id"]).ok(), me);
    assert_eq!(root.users("?search=ada").ok(), json!([me]));
    let names: Vec<&String> = me.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "created_at",
            "email",
            "id",
            "is_active",
            "role",
            "time_zone",
            "username"
        ]
    );
    assert_eq!(
        (&me["role"], &me["is_active"]),
        (&json!("user"), &json!(true))
    );
}

fn a_missing_account_is_not_found(app: &App) {
    let root = app.admin("root");
    for id in [json!(4_711), json!(9_223_372_036_854_775_807_i64)] {
        for answer in [
            root.user(&id),
            root.edit_user(&id, &json!({"role": "admin"})),
            root.edit_user(&id, &json!({})),
            root.delete_user(&id),
        ] {
            answer.problem(404, "user_not_found");
        }
    }
}

fn ids_of_accounts_are_positive_integers(app: &App) {
    let root = app.admin("root");
    for wrong in [
        "0",
        "-1",
        "x",
        "1.5",
        "+1",
        "9223372036854775808",
        "%00",
        "ada",
    ] {
        let path = format!("/users/{wrong}");
        root.request("GET", &path).send().refuses("id");
        root.request("DELETE", &path).send().refuses("id");
        let edit = root.request("PATCH", &path).json(&json!({"role": "user"}));
        edit.send().refuses("id");
    }
}

fn an_account_can_be_read_edited_and_sent_back(app: &App) {
    let root = app.admin("root");
    let ada = app.user("ada");
    let before = root.user(&ada.id()).ok();
    let id = &before["id"];
    assert_eq!(root.edit_user(id, &before).ok(), before);
    // What only its user or the server sets is ignored.
    let mut edited = before.clone();
    edited["role"] = json!("admin");
    for (member, value) in [
        ("id", json!(4_711)),
        ("username", json!("eve")),
        ("email", json!("eve@example.org")),
        ("time_zone", json!("Asia/Tokyo")),
        ("created_at", json!("2000-01-01T00:00:00.000000Z")),
    ] {
        edited[member] = value;
    }
    let mut expected = before.clone();
    expected["role"] = json!("admin");
    assert_eq!(root.edit_user(id, &edited).ok(), expected);
    assert_eq!(root.user(id).ok(), expected);
}

fn an_edit_of_nothing_changes_nothing(app: &App) {
    let root = app.admin("root");
    let ada = app.user("ada");
    let before = ada.me().ok();
    for nothing in [
        json!({}),
        json!({"role": "user"}),
        json!({"is_active": true}),
        json!({"role": "user", "is_active": true}),
    ] {
        assert_eq!(root.edit_user(&before["id"], &nothing).ok(), before);
    }
    // Not even the sessions.
    assert_eq!(ada.refreshed().me().ok(), before);
}

fn bad_and_unknown_members_are_told(app: &App) {
    let root = app.admin("root");
    let ada = app.user("ada");
    let before = ada.me().ok();
    let id = &before["id"];
    for wrong in [
        Value::Null,
        json!(""),
        json!("Admin"),
        json!("root"),
        json!(1),
        json!(["admin"]),
        json!({}),
    ] {
        root.edit_user(id, &json!({"role": wrong})).refuses("role");
    }
    for wrong in [
        Value::Null,
        json!(""),
        json!("true"),
        json!(1),
        json!([true]),
    ] {
        root.edit_user(id, &json!({"is_active": wrong}))
            .refuses("is_active");
    }
    let both = root.edit_user(id, &json!({"role": "x", "is_active": "y"}));
    assert_eq!(both.faults(), ["is_active", "role"]);
    for member in [
        "password",
        "password_hash",
        "is_admin",
        "admin",
        "Role",
        "role ",
        "roles",
        "version",
        "user_id",
        "hashed_password",
        "active",
    ] {
        let body = json!({"role": "admin", member: true});
        let problem = root.edit_user(id, &body).problem(422, "unknown_field");
        assert_eq!(problem["field"], member);
    }
    for body in ["[]", "null", "\"admin\"", "1"] {
        let edit = root.request("PATCH", &format!("/users/{id}"));
        let answer = edit.body("application/json", body).send();
        assert_eq!(answer.status, 422, "{answer}");
    }
    assert_eq!(ada.me().ok(), before);
}

fn a_disabled_user_cannot_come_back_until_enabled(app: &App) {
    let root = app.admin("root");
    let ada = app.user("ada");
    let id = ada.id();
    let task = ada.new_task("stays");
    let account = root.edit_user(&id, &json!({"is_active": false})).ok();
    assert_eq!(account["is_active"], false);
    ada.me().problem(401, "token_invalid");
    let body = json!({"username": "ada", "password": PASSWORD});
    ada.log_in(&body).problem(403, "account_disabled");
    // Whoever does not know the password learns nothing.
    let wrong = json!({"username": "ada", "password": "wrong password"});
    ada.log_in(&wrong).problem(401, "invalid_credentials");
    // The names stay taken.
    ada.register(&body).problem(409, "duplicate_user");

    root.edit_user(&id, &json!({"is_active": true})).ok();
    ada.me().problem(401, "token_invalid");
    let again = ada.logged_in("ada", PASSWORD);
    assert_eq!(again.list("").ok(), json!([task]));
}

fn a_new_role_ends_the_sessions_of_the_old_one(app: &App) {
    let root = app.admin("root");
    let mut ada = app.user("ada");
    let id = ada.id();
    for role in ["admin", "user", "admin"] {
        let account = root.edit_user(&id, &json!({"role": role})).ok();
        assert_eq!(account["role"], role);
        ada.me().problem(401, "token_invalid");
        ada.refresh(ada.refresh_token())
            .problem(401, "refresh_token_invalid");
        ada = ada.logged_in("ada", PASSWORD);
        assert_eq!(ada.me().ok()["role"], role);
    }
}

fn who_is_promoted_may_manage_and_who_is_demoted_may_not(app: &App) {
    let root = app.admin("root");
    let ada = app.user("ada");
    let id = ada.id();
    ada.users("").problem(403, "forbidden");
    root.edit_user(&id, &json!({"role": "admin"})).ok();
    let ada = ada.logged_in("ada", PASSWORD);
    assert_eq!(ada.users("").ok(), root.users("").ok());
    // Tasks stay their owner's.
    let task = root.new_task("of root");
    ada.task(&task["id"]).problem(403, "task_forbidden");
    assert_eq!(ada.list("").ok(), json!([]));

    ada.edit_user(&root.id(), &json!({"role": "user"})).ok();
    let root = root.logged_in("root", PASSWORD);
    root.edit_user(&id, &json!({"role": "user"}))
        .problem(403, "forbidden");
    assert_eq!(root.list("").ok(), json!([task]));
}

fn with_an_account_its_tasks_go_and_its_names_are_free(app: &App) {
    let root = app.admin("root");
    let ada = app.user("ada");
    let id = ada.id();
    let task = ada.create(&json!({"title": "of ada", "tags": ["private"]}));
    let task = task.created();
    root.delete_user(&id).no_content();
    root.delete_user(&id).problem(404, "user_not_found");
    root.user(&id).problem(404, "user_not_found");
    root.task(&task["id"]).problem(404, "task_not_found");
    let body = json!({"username": "ada", "password": PASSWORD});
    ada.log_in(&body).problem(401, "invalid_credentials");

    let heir = app.user("ada");
    assert_ne!(heir.id(), id, "an id is never given again");
    assert_eq!(heir.list("").ok(), json!([]));
    assert_eq!(heir.tags().ok(), json!([]));
    ada.me().problem(401, "token_invalid");
}

fn administrators_can_manage_themselves_too(app: &App) {
    let (root, other) = (app.admin("root"), app.admin("other"));
    let id = root.id();
    assert_eq!(root.user(&id).ok(), root.me().ok());
    // With another one left.
    let account = root.edit_user(&id, &json!({"role": "user"})).ok();
    assert_eq!(account["role"], "user");
    root.users("").problem(401, "token_invalid");
    let id = other.id();
    other.delete_user(&id).problem(409, "last_admin");
}
