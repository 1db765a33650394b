//! One's own account: reading and changing it.

use serde_json::{Value, json};

use crate::harness::{App, Case, PASSWORD, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    the_account_is_the_one_that_was_registered,
    a_new_user_name_takes_the_place_of_the_old_one,
    a_name_can_be_cleared_while_there_is_another,
    the_last_name_cannot_be_cleared,
    the_case_of_ones_own_name_can_be_changed,
    a_name_of_someone_else_is_refused,
    time_zones_are_those_of_the_iana_database,
    a_bad_change_is_refused_and_changes_nothing,
    an_empty_change_changes_nothing,
    the_account_as_it_was_read_can_be_sent_back,
    an_unknown_member_is_named,
);

fn the_account_is_the_one_that_was_registered(app: &App) {
    let body = json!({"username": "ada", "email": "ada@example.org", "password": PASSWORD});
    let registered = app.client().register(&body).created();
    assert_eq!(
        app.client().logged_in("ada", PASSWORD).me().ok(),
        registered
    );
}

fn a_new_user_name_takes_the_place_of_the_old_one(app: &App) {
    let ada = app.user("ada");
    let mut expected = ada.me().ok();
    expected["username"] = json!("lovelace");
    assert_eq!(ada.edit_me(&json!({"username": "lovelace"})).ok(), expected);
    assert_eq!(ada.me().ok(), expected, "the token goes on working");

    let client = app.client();
    client.logged_in("lovelace", PASSWORD);
    let old = json!({"username": "ada", "password": PASSWORD});
    client.log_in(&old).problem(401, "invalid_credentials");
    client.register(&old).created();
}

fn a_name_can_be_cleared_while_there_is_another(app: &App) {
    let ada = app.user("ada");
    let both = ada.edit_me(&json!({"email": "ada@example.org"})).ok();
    assert_eq!(
        (&both["username"], &both["email"]),
        (&json!("ada"), &json!("ada@example.org"))
    );

    let cleared = ada.edit_me(&json!({"username": null})).ok();
    assert_eq!(cleared["username"], Value::Null);
    app.client().logged_in("ada@example.org", PASSWORD);

    let swapped = ada
        .edit_me(&json!({"username": "ada2", "email": null}))
        .ok();
    assert_eq!(
        (&swapped["username"], &swapped["email"]),
        (&json!("ada2"), &Value::Null)
    );
}

fn the_last_name_cannot_be_cleared(app: &App) {
    let ada = app.user("ada");
    let before = ada.me().ok();
    let both = json!({"username": null, "email": null});
    // What it depends on stands at the server, or in the body.
    ada.edit_me(&json!({"username": null}))
        .problem(409, "name_required");
    let faults = ada.edit_me(&both).faults();
    assert!(faults.contains(&"username".to_owned()), "{faults:?}");
    assert_eq!(ada.me().ok(), before);

    ada.edit_me(&json!({"email": "ada@example.org"})).ok();
    ada.edit_me(&both).faults();
    ada.edit_me(&json!({"username": null})).ok();
    ada.edit_me(&json!({"email": null}))
        .problem(409, "name_required");
    assert_eq!(ada.me().ok()["email"], "ada@example.org");
    let back = json!({"username": "ada", "email": null});
    assert_eq!(ada.edit_me(&back).ok(), before);
}

fn the_case_of_ones_own_name_can_be_changed(app: &App) {
    let ada = app.user("ada");
    assert_eq!(
        ada.edit_me(&json!({"username": "Ada"})).ok()["username"],
        "Ada"
    );
}

fn a_name_of_someone_else_is_refused(app: &App) {
    let (ada, bob) = (app.user("ada"), app.user("bob"));
    bob.edit_me(&json!({"email": "bob@example.org"})).ok();
    let before = ada.me().ok();
    for (member, taken) in [("username", "BOB"), ("email", "Bob@Example.org")] {
        let problem = ada
            .edit_me(&json!({member: taken}))
            .problem(409, "duplicate_user");
        assert_eq!(problem["field"], member);
    }
    assert_eq!(ada.me().ok(), before);
}

fn time_zones_are_those_of_the_iana_database(app: &App) {
    let ada = app.user("ada");
    for zone in [
        "Europe/Paris",
        "America/Argentina/Buenos_Aires",
        "Asia/Kathmandu",
        "UTC",
    ] {
        assert_eq!(
            ada.edit_me(&json!({"time_zone": zone})).ok()["time_zone"],
            zone
        );
        assert_eq!(ada.me().ok()["time_zone"], zone);
    }
    for wrong in [
        "",
        "Mars/Olympus",
        "+02:00",
        "CET-1CEST",
        "../../etc/passwd",
        "Europe/Paris\0",
    ] {
        ada.edit_me(&json!({"time_zone": wrong}))
            .refuses("time_zone");
    }
    for wrong in [Value::Null, json!(2), json!(["UTC"])] {
        ada.edit_me(&json!({"time_zone": wrong}))
            .refuses_by("time_zone", "wrong_type");
    }
    assert_eq!(ada.me().ok()["time_zone"], "UTC");
}

fn a_bad_change_is_refused_and_changes_nothing(app: &App) {
    let ada = app.user("ada");
    let before = ada.me().ok();
    let body = json!({"username": "x", "email": "no address", "time_zone": "Mars"});
    assert_eq!(
        ada.edit_me(&body).faults(),
        ["email", "time_zone", "username"]
    );
    ada.edit_me(&json!({"username": "lovelace", "time_zone": "Mars"}))
        .refuses("time_zone");
    assert_eq!(ada.me().ok(), before);
}

fn an_empty_change_changes_nothing(app: &App) {
    let ada = app.user("ada");
    let before = ada.me().ok();
    assert_eq!(ada.edit_me(&json!({})).ok(), before);
    assert_eq!(ada.me().ok(), before);
}

fn the_account_as_it_was_read_can_be_sent_back(app: &App) {
    let ada = app.user("ada");
    let before = ada.me().ok();
    for member in ["id", "created_at"] {
        let body = json!({member: before[member], "time_zone": "UTC"});
        assert_eq!(ada.edit_me(&body).ok(), before, "{member}");
    }
}

fn an_unknown_member_is_named(app: &App) {
    let ada = app.user("ada");
    let before = ada.me().ok();
    for member in ["timezone", "password", "password_hash", "x"] {
        let body = json!({"username": "lovelace", member: "admin"});
        assert_eq!(
            ada.edit_me(&body).problem(422, "unknown_field")["field"],
            member
        );
    }
    assert_eq!(ada.me().ok(), before);
}
