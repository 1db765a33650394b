//! Changing one's password, and deleting one's account, which asks for it.

use serde_json::{Value, json};

use crate::harness::{App, Case, PASSWORD, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    a_new_password_works_and_the_old_one_does_not,
    the_current_password_must_be_right,
    the_new_password_must_keep_the_rules,
    both_passwords_are_required,
    deleting_an_account_takes_its_password,
    a_deleted_account_is_gone_with_all_that_it_had,
    the_name_of_a_deleted_account_is_free_again,
    deleting_one_account_leaves_the_others_alone,
);

const NEW: &str = "staple correct horse";

fn a_new_password_works_and_the_old_one_does_not(app: &App) {
    let ada = app.user("ada");
    ada.change_password(&json!({"current_password": PASSWORD, "new_password": NEW}))
        .no_content();
    let client = app.client();
    client.logged_in("ada", NEW).me().ok();
    let old = json!({"username": "ada", "password": PASSWORD});
    client.log_in(&old).problem(401, "invalid_credentials");
}

fn the_current_password_must_be_right(app: &App) {
    let ada = app.user("ada");
    for wrong in [
        "",
        "wrong password",
        "Correct horse battery",
        &"x".repeat(1000),
        "a\0b",
    ] {
        let body = json!({"current_password": wrong, "new_password": NEW});
        ada.change_password(&body)
            .problem(401, "invalid_credentials");
    }
    app.client().logged_in("ada", PASSWORD);
}

fn the_new_password_must_keep_the_rules(app: &App) {
    let ada = app.user("ada");
    for weak in [
        "",
        "1234567",
        &"x".repeat(72),
        &"é".repeat(36),
        "12345678\0",
    ] {
        let body = json!({"current_password": PASSWORD, "new_password": weak});
        ada.change_password(&body).refuses("new_password");
    }
    app.client().logged_in("ada", PASSWORD);
}

fn both_passwords_are_required(app: &App) {
    let ada = app.user("ada");
    assert_eq!(
        ada.change_password(&json!({})).faults(),
        ["current_password", "new_password"]
    );
    let body = json!({"current_password": null, "new_password": 12_345_678});
    assert_eq!(
        ada.change_password(&body).faults(),
        ["current_password", "new_password"]
    );
    let body = json!({"current_password": PASSWORD, "new_password": NEW, "password": NEW});
    assert_eq!(
        ada.change_password(&body).problem(422, "unknown_field")["field"],
        "password"
    );
}

fn deleting_an_account_takes_its_password(app: &App) {
    let ada = app.user("ada");
    let delete = |password: Value| ada.delete_me(&json!({"password": password}));
    delete(json!("wrong password")).problem(401, "invalid_credentials");
    delete(json!("")).problem(401, "invalid_credentials");
    delete(Value::Null).refuses("password");
    ada.delete_me(&json!({})).refuses_by("password", "required");
    let none = ada.request("DELETE", "/users/me").send();
    none.problem(415, "unsupported_media_type");
    assert_eq!(ada.me().ok()["username"], "ada");
}

fn a_deleted_account_is_gone_with_all_that_it_had(app: &App) {
    let (ada, bob) = (app.user("ada"), app.user("bob"));
    let task = ada.new_task("what becomes of it")["id"].clone();
    bob.task(&task).problem(403, "task_forbidden");

    ada.delete_me(&json!({"password": PASSWORD})).no_content();
    bob.task(&task).problem(404, "task_not_found");
    ada.me().problem(401, "token_invalid");
    ada.list("").problem(401, "token_invalid");
    ada.create(&json!({"title": "one more"}))
        .problem(401, "token_invalid");
    let login = json!({"username": "ada", "password": PASSWORD});
    app.client()
        .log_in(&login)
        .problem(401, "invalid_credentials");
}

fn the_name_of_a_deleted_account_is_free_again(app: &App) {
    let client = app.client();
    let body = json!({"username": "ada", "email": "ada@example.org", "password": PASSWORD});
    let first = client.register(&body).created();
    let old = client.logged_in("ada", PASSWORD);
    old.new_task("of the first ada");
    old.delete_me(&json!({"password": PASSWORD})).no_content();

    let second = client.register(&body).created();
    assert_ne!(second["id"], first["id"], "a new account has a new id");
    old.me().problem(401, "token_invalid");
    assert_eq!(client.logged_in("ada", PASSWORD).list("").ok(), json!([]));
}

fn deleting_one_account_leaves_the_others_alone(app: &App) {
    let (ada, bob) = (app.user("ada"), app.user("bob"));
    let task = bob.new_task("stays");
    ada.delete_me(&json!({"password": PASSWORD})).no_content();
    assert_eq!(bob.list("").ok(), json!([task]));
}
