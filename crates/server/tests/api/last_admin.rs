//! The last active administrator, who stays whatever is done at once.

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::{Value, json};

use crate::harness::{Answer, App, Case, Client, Docket, PASSWORD, at_once, cases};

pub(crate) const CASES: &[Case] = cases!(
    App:
        the_last_active_administrator_stays,
        who_is_disabled_is_no_active_administrator;
    Engine:
        of_two_administrators_who_remove_each_other_at_once_one_remains,
        of_many_administrators_who_leave_at_once_one_remains,
);

/// How often each way is tried, on each engine.
const ROUNDS: usize = 8;

/// How many active administrators there are, as one of them sees it.
#[track_caller]
fn active_admins(client: &Client) -> usize {
    let users = client.users("?limit=1000").ok();
    let is_active_admin = |user: &&Value| user["role"] == "admin" && user["is_active"] == true;
    users
        .as_array()
        .unwrap()
        .iter()
        .filter(is_active_admin)
        .count()
}

/// Everything by which the administrator `client` could leave.
#[track_caller]
fn attempts(client: &Client) -> Vec<Answer> {
    let id = client.id();
    vec![
        client.edit_user(&id, &json!({"role": "user"})),
        client.edit_user(&id, &json!({"is_active": false})),
        client.edit_user(&id, &json!({"role": "user", "is_active": false})),
        client.delete_user(&id),
        client.delete_me(&json!({"password": PASSWORD})),
    ]
}

fn the_last_active_administrator_stays(app: &App) {
    let root = app.admin("root");
    let ada = app.user("ada");
    let me = root.me().ok();
    for answer in attempts(&root) {
        answer.problem(409, "last_admin");
    }
    assert_eq!(root.me().ok(), me);
    // What changes nothing may be asked for, and others may go.
    root.edit_user(&me["id"], &json!({"role": "admin", "is_active": true}))
        .ok();
    root.edit_user(&ada.id(), &json!({"is_active": false})).ok();
    root.delete_me(&json!({"password": "wrong password"}))
        .problem(401, "invalid_credentials");
    root.refreshed().me().ok();
}

fn who_is_disabled_is_no_active_administrator(app: &App) {
    let (root, other) = (app.admin("root"), app.admin("other"));
    let id = other.id();
    root.edit_user(&id, &json!({"is_active": false})).ok();
    for answer in attempts(&root) {
        answer.problem(409, "last_admin");
    }
    // Nobody is left alone by what is done to the disabled one.
    root.edit_user(&id, &json!({"role": "user"})).ok();
    root.edit_user(&id, &json!({"role": "admin"})).ok();
    root.delete_user(&id).no_content();
    assert_eq!(active_admins(&root), 1);
}

/// What one administrator does to another one, or to themselves.
type Act = fn(&Client, &Value) -> Answer;

const DEMOTE: Act = |client, id| client.edit_user(id, &json!({"role": "user"}));
const DISABLE: Act = |client, id| client.edit_user(id, &json!({"is_active": false}));
const DELETE: Act = |client, id| client.delete_user(id);
const DELETE_ME: Act = |client, _| client.delete_me(&json!({"password": PASSWORD}));

/// A new administrator, made by another one.
#[track_caller]
fn new_admin(by: &Client, name: &str) -> Client {
    let user = by.new_user(name);
    by.edit_user(&user.id(), &json!({"role": "admin"})).ok();
    by.logged_in(name, PASSWORD)
}

/// Makes sure that an attempt to remove an administrator came too late.
#[track_caller]
fn came_too_late(answer: &Answer) {
    match answer.status {
        // Whoever asked is none any more, and their sessions have ended.
        401 => drop(answer.problem(401, "token_invalid")),
        403 => drop(answer.problem(403, "forbidden")),
        404 => drop(answer.problem(404, "user_not_found")),
        _ => drop(answer.problem(409, "last_admin")),
    }
}

fn of_two_administrators_who_remove_each_other_at_once_one_remains(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url());
    let servers = [docket.start(), docket.start()];
    let clients = [servers[0].client(), servers[1].client()];
    clients[0].new_user("first");
    docket.run(&["user", "promote", "first"]).success();
    let mut last = clients[0].logged_in("first", PASSWORD);
    let mut number = 0;
    for acts in [
        [DEMOTE, DEMOTE],
        [DISABLE, DISABLE],
        [DELETE, DELETE],
        [DEMOTE, DELETE],
        [DELETE, DISABLE],
        [DISABLE, DELETE_ME],
        [DELETE_ME, DELETE_ME],
    ] {
        for round in 0..ROUNDS {
            number += 1;
            let other = new_admin(&last, &format!("admin-{number}"));
            // At one instance, and at two.
            let pair = [last.at(&clients[0]), other.at(&clients[round % 2])];
            let ids = [pair[1].id(), pair[0].id()];
            let answers = at_once(2, |one| acts[one](&pair[one], &ids[one]));
            for answer in answers.iter().filter(|answer| answer.status >= 300) {
                came_too_late(answer);
            }
            // Who has just been disabled may still have been let in to delete themselves.
            let done = answers.iter().position(|answer| answer.status < 300);
            let done = done.unwrap_or_else(|| panic!("one must succeed: {answers:?}"));
            // Where that was done it holds at once; elsewhere it takes a while.
            let pair = pair.each_ref().map(|client| client.at(&pair[done]));
            let remain = pair.iter().filter(|client| client.users("").status == 200);
            let remain: Vec<&Client> = remain.collect();
            assert_eq!(remain.len(), 1, "one of the two can go on: {answers:?}");
            last = remain[0].clone();
            assert_eq!(active_admins(&last), 1, "{answers:?}");
        }
    }
}

fn of_many_administrators_who_leave_at_once_one_remains(engine: TestEngine) {
    const MANY: usize = 8;
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url());
    let server = docket.start();
    let client = server.client();
    client.new_user("first");
    docket.run(&["user", "promote", "first"]).success();
    let mut last = client.logged_in("first", PASSWORD);
    for (round, act) in [DEMOTE, DISABLE, DELETE, DELETE_ME].into_iter().enumerate() {
        let mut admins = vec![last.clone()];
        for number in 1..MANY {
            admins.push(new_admin(&last, &format!("admin-{round}-{number}")));
        }
        // Each removes themselves.
        let ids: Vec<Value> = admins.iter().map(Client::id).collect();
        let answers = at_once(MANY, |one| act(&admins[one], &ids[one]));
        let refused: Vec<&Answer> = answers
            .iter()
            .filter(|answer| answer.status >= 300)
            .collect();
        assert_eq!(refused.len(), 1, "{refused:?}");
        refused[0].problem(409, "last_admin");
        let mut remain = admins.iter().filter(|admin| admin.users("").status == 200);
        last = remain.next().expect("one remains").clone();
        assert!(remain.next().is_none(), "one alone remains");
        assert_eq!(active_admins(&last), 1);
    }
}
