//! `docket user`: accounts managed at the command line, beside a server that runs.

use std::fs;
use std::time::{Duration, Instant};

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::{Value, json};

use crate::harness::{App, Case, Client, Docket, PASSWORD, cases, eventually};

/// How long instances may take to learn of what was done elsewhere.
const SIBLINGS: Duration = Duration::from_secs(5);

pub(crate) const CASES: &[Case] = cases!(
    App:
        an_account_that_is_made_can_log_in,
        an_administrator_can_be_made_at_once,
        accounts_are_listed,
        roles_are_given_and_taken,
        who_is_disabled_is_out_until_enabled,
        a_password_that_is_reset_ends_every_session,
        a_deleted_account_is_gone_with_its_tasks,
        the_last_active_administrator_stays,
        what_is_wrong_is_told_in_one_line,
        no_secret_key_is_needed;
    Engine:
        the_first_administrator_is_made_before_the_first_start;
    Sqlite:
        help_tells_of_every_command,
        no_password_is_ever_an_argument,
);

const NEW_PASSWORD: &str = "another horse battery";

/// Runs `docket user` with these words, and answers what it says.
#[track_caller]
fn user(app: &App, words: &[&str]) -> String {
    app.docket().run(&[&["user"], words].concat()).success()
}

/// Runs it with this password on standard input.
#[track_caller]
fn user_with(app: &App, words: &[&str], password: &str) -> String {
    let words = [&["user"], words].concat();
    let input = format!("{password}\n");
    let said = app.docket().run_with_input(&words, &input).success();
    assert!(!said.contains(password), "{said}");
    said
}

/// Runs it, and makes sure that it fails in one line that has this word, but not the input.
#[track_caller]
fn fails(docket: &Docket, words: &[&str], input: &str, word: &str) {
    let words = [&["user"], words].concat();
    let ended = docket.run_with_input(&words, input);
    assert_eq!(ended.code, Some(1), "{words:?}: {ended:?}");
    assert_eq!(ended.stdout, "", "{words:?}: {ended:?}");
    assert_eq!(ended.stderr.lines().count(), 1, "{words:?}: {ended:?}");
    assert!(ended.stderr.contains(word), "{words:?}: {ended:?}");
    let input = input.trim();
    assert!(
        input.is_empty() || !ended.stderr.contains(input),
        "{words:?}: {ended:?}"
    );
}

/// Makes sure that a session has ended, of which the server learns as other instances do.
#[track_caller]
fn is_out(client: &Client) {
    let done = Instant::now();
    eventually("the server refuses the token", || {
        (client.list("").status != 200).then_some(())
    });
    assert!(done.elapsed() < SIBLINGS, "{:?}", done.elapsed());
    client.me().problem(401, "token_invalid");
    client
        .refresh(client.refresh_token())
        .problem(401, "refresh_token_invalid");
}

fn an_account_that_is_made_can_log_in(app: &App) {
    let said = user_with(app, &["create", "ada"], PASSWORD);
    assert!(said.contains("ada") && said.lines().count() == 1, "{said}");
    let me = app.client().logged_in("ada", PASSWORD).me().ok();
    assert_eq!(
        (&me["username"], &me["email"]),
        (&json!("ada"), &Value::Null)
    );
    assert_eq!(
        (&me["role"], &me["is_active"]),
        (&json!("user"), &json!(true))
    );

    user_with(app, &["create", "bob@example.org"], PASSWORD);
    let me = app
        .client()
        .logged_in("bob@example.org", PASSWORD)
        .me()
        .ok();
    assert_eq!(
        (&me["username"], &me["email"]),
        (&Value::Null, &json!("bob@example.org"))
    );

    user_with(
        app,
        &["create", "eve", "--email", "eve@example.org"],
        PASSWORD,
    );
    let me = app.client().logged_in("eve", PASSWORD).me().ok();
    assert_eq!(
        me,
        app.client()
            .logged_in("eve@example.org", PASSWORD)
            .me()
            .ok()
    );
}

fn an_administrator_can_be_made_at_once(app: &App) {
    user_with(app, &["create", "root", "--admin"], PASSWORD);
    let root = app.client().logged_in("root", PASSWORD);
    assert_eq!(root.users("").ok().as_array().unwrap().len(), 1);
}

fn accounts_are_listed(app: &App) {
    app.user("ada");
    user_with(
        app,
        &["create", "root", "--email", "root@example.org", "--admin"],
        PASSWORD,
    );
    user(app, &["disable", "ada"]);
    let said = user(app, &["list"]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 3, "{said}");
    let has = |line: &str, words: &[&str]| {
        let found: Vec<&str> = line.split_whitespace().collect();
        words.iter().all(|word| found.contains(word))
    };
    assert!(
        has(
            lines[0],
            &["id", "username", "email", "role", "active", "created"]
        ),
        "{said}"
    );
    assert!(has(lines[1], &["ada", "-", "user", "no"]), "{said}");
    assert!(
        has(lines[2], &["root", "root@example.org", "admin", "yes"]),
        "{said}"
    );
    let said = user(app, &["list", "--search", "EXAMPLE root"]);
    assert_eq!(said.lines().count(), 2, "{said}");
    assert_eq!(
        user(app, &["list", "--search", "nobody"]).lines().count(),
        1
    );
}

fn roles_are_given_and_taken(app: &App) {
    let ada = app.user("ada");
    user_with(app, &["create", "root", "--admin"], PASSWORD);
    ada.users("").problem(403, "forbidden");
    user(app, &["promote", "ada"]);
    is_out(&ada);
    let admin = ada.logged_in("ada", PASSWORD);
    admin.users("").ok();
    // What is so already is no error, and ends nothing.
    user(app, &["promote", "ADA"]);
    admin.users("").ok();
    user(app, &["demote", "ada"]);
    is_out(&admin);
    let ada = ada.logged_in("ada", PASSWORD);
    ada.users("").problem(403, "forbidden");
    user(app, &["demote", "ada"]);
    assert_eq!(ada.me().ok()["role"], "user");
}

fn who_is_disabled_is_out_until_enabled(app: &App) {
    let ada = app.user("ada");
    user(app, &["disable", "ada"]);
    is_out(&ada);
    let body = json!({"username": "ada", "password": PASSWORD});
    ada.log_in(&body).problem(403, "account_disabled");
    user(app, &["disable", "ada"]);
    user(app, &["enable", "ada"]);
    is_out(&ada);
    let ada = ada.logged_in("ada", PASSWORD);
    user(app, &["enable", "ada"]);
    ada.me().ok();
}

fn a_password_that_is_reset_ends_every_session(app: &App) {
    let (one, other) = (app.user("ada"), app.client().logged_in("ada", PASSWORD));
    let bob = app.user("bob");
    user_with(app, &["reset-password", "ada"], NEW_PASSWORD);
    is_out(&one);
    is_out(&other);
    let body = json!({"username": "ada", "password": PASSWORD});
    one.log_in(&body).problem(401, "invalid_credentials");
    one.logged_in("ada", NEW_PASSWORD).me().ok();
    bob.refreshed().me().ok();
}

fn a_deleted_account_is_gone_with_its_tasks(app: &App) {
    let root = app.admin("root");
    let ada = app.user("ada");
    let id = ada.id();
    let task = ada.new_task("of ada");
    // Nobody is there to be asked, whatever stands on standard input.
    fails(app.docket(), &["delete", "ada"], "YES\n", "--yes");
    ada.me().ok();
    user(app, &["delete", "ada", "--yes"]);
    is_out(&ada);
    root.user(&id).problem(404, "user_not_found");
    root.task(&task["id"]).problem(404, "task_not_found");
    assert_eq!(app.user("ada").list("").ok(), json!([]));
}

fn the_last_active_administrator_stays(app: &App) {
    let root = app.admin("root");
    let other = app.admin("other");
    user(app, &["disable", "other"]);
    is_out(&other);
    for words in [
        ["demote", "root"].as_slice(),
        &["disable", "root"],
        &["delete", "root", "--yes"],
    ] {
        fails(app.docket(), words, "", "last active administrator");
    }
    assert_eq!(root.refreshed().me().ok()["role"], "admin");
    user(app, &["enable", "other"]);
    user(app, &["demote", "root"]);
    is_out(&root);
    fails(app.docket(), &["demote", "other"], "", "other");
}

fn what_is_wrong_is_told_in_one_line(app: &App) {
    app.user("ada");
    let docket = app.docket();
    let password = format!("{PASSWORD}\n");
    for (words, input, word) in [
        (["create", "ada"].as_slice(), password.as_str(), "name"),
        (&["create", "ADA"], &password, "name"),
        (&["create", "a"], &password, "NAME"),
        (&["create", "not a name"], &password, "NAME"),
        (
            &["create", "bob", "--email", "no-address"],
            &password,
            "--email",
        ),
        (&["create", "bob"], "", "password"),
        (&["create", "bob"], "\n", "password"),
        (&["create", "bob"], "short\n", "password"),
        (
            &["create", "bob"],
            "ein-sehr-langes-Kennwort-aus-mehr-als-einundsiebzig-Bytes-und-noch-viel-mehr-davon\n",
            "password",
        ),
        (&["reset-password", "ada"], "short\n", "password"),
        (&["reset-password", "ada"], "", "password"),
        (&["reset-password", "nobody"], &password, "nobody"),
        (&["promote", "nobody"], "", "nobody"),
        (&["demote", "nobody"], "", "nobody"),
        (&["disable", "nobody"], "", "nobody"),
        (&["enable", "nobody@example.org"], "", "nobody@example.org"),
        (&["delete", "nobody", "--yes"], "", "nobody"),
        (&["promote", "' OR 1=1 --"], "", "NAME"),
        (&["list", "--search", &"x".repeat(201)], "", "--search"),
    ] {
        fails(docket, words, input, word);
    }
    // None of it did anything.
    let ada = app.client().logged_in("ada", PASSWORD);
    assert_eq!(ada.me().ok()["role"], "user");
    assert_eq!(user(app, &["list"]).lines().count(), 2);
}

fn no_secret_key_is_needed(app: &App) {
    let docket = Docket::on(app.database_url()).without("SECRET_KEY");
    let words = ["user", "create", "ada"];
    docket
        .run_with_input(&words, &format!("{PASSWORD}\n"))
        .success();
    docket.run(&["user", "promote", "ada"]).success();
    docket.run(&["user", "list"]).success();
    app.client().logged_in("ada", PASSWORD).users("").ok();
    let files = fs::read_dir(docket.directory()).unwrap();
    assert_eq!(files.count(), 0, "and none is made");
}

fn the_first_administrator_is_made_before_the_first_start(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url());
    let words = ["user", "create", "root", "--admin"];
    // On a database without tables, they are made first, or it is said what is to be done.
    let made = docket.run_with_input(&words, &format!("{PASSWORD}\n"));
    if made.code != Some(0) {
        assert_eq!(made.stderr.lines().count(), 1, "{made:?}");
        assert!(made.stderr.contains("migrat"), "{made:?}");
        docket.run(&["migrate"]).success();
        let made = docket.run_with_input(&words, &format!("{PASSWORD}\n"));
        made.success();
    }
    let server = docket.start();
    let root = server.client().logged_in("root", PASSWORD);
    assert_eq!(root.users("").ok()[0]["role"], "admin");
}

fn help_tells_of_every_command() {
    let help = Docket::bare().run(&["user", "--help"]).success();
    for word in [
        "create",
        "list",
        "promote",
        "demote",
        "disable",
        "enable",
        "reset-password",
        "delete",
    ] {
        assert!(help.contains(word), "{word} is not in\n{help}");
        Docket::bare().run(&["user", word, "--help"]).success();
    }
    assert!(Docket::bare().run(&["--help"]).success().contains("user"));
}

fn no_password_is_ever_an_argument() {
    let docket = Docket::on("sqlite://docket.db");
    for words in [
        ["user", "create", "ada", PASSWORD].as_slice(),
        &["user", "create", "ada", "--password", PASSWORD],
        &["user", "reset-password", "ada", PASSWORD],
    ] {
        let ended = docket.run(words);
        assert!(ended.code.is_some_and(|code| code != 0), "{ended:?}");
        assert_eq!(ended.stdout, "");
    }
}
