//! The list of accounts: its pages, its search, and what is refused.

use serde_json::{Value, json};

use crate::harness::{Answer, App, Case, Client, PASSWORD, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    accounts_come_by_ascending_id,
    skip_and_limit_cut_a_page_out,
    pages_lead_to_one_another_until_the_end,
    pages_go_on_whatever_comes_and_goes,
    a_cursor_belongs_to_its_search,
    a_search_finds_every_word_in_names_and_addresses,
    the_count_is_of_all_that_match,
    bad_parameters_are_named,
);

/// The user names in a list.
#[track_caller]
fn names(list: &Value) -> Vec<String> {
    let users = list.as_array().expect("a list is an array");
    users
        .iter()
        .map(|user| user["username"].as_str().unwrap_or("-").to_owned())
        .collect()
}

/// The user names that a query finds.
#[track_caller]
fn found(client: &Client, query: &str) -> Vec<String> {
    names(&client.users(query).ok())
}

/// Registers so many users.
#[track_caller]
fn register(app: &App, count: usize) -> Vec<String> {
    let names: Vec<String> = (1..=count)
        .map(|number| format!("user-{number:02}"))
        .collect();
    for name in &names {
        app.client()
            .register(&json!({"username": name, "password": PASSWORD}))
            .created();
    }
    names
}

/// The target and the cursor of the next page, which must agree.
#[track_caller]
fn next(page: &Answer) -> Option<String> {
    let cursor = page.header("x-next-cursor");
    let Some(link) = page.header("link") else {
        assert_eq!(cursor, None, "{page}");
        return None;
    };
    let target = link
        .strip_prefix('<')
        .and_then(|link| link.strip_suffix(">; rel=\"next\""))
        .unwrap_or_else(|| panic!("no link: {page}"));
    let cursor = cursor.expect("a link comes with a cursor");
    assert!(target.ends_with(&format!("cursor={cursor}")), "{page}");
    Some(target.to_owned())
}

fn accounts_come_by_ascending_id(app: &App) {
    let root = app.admin("root");
    let registered = register(app, 3);
    let list = root.users("").ok();
    assert_eq!(names(&list), [vec!["root".to_owned()], registered].concat());
    let ids: Vec<i64> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["id"].as_i64().unwrap())
        .collect();
    assert!(ids.is_sorted_by(|one, next| one < next), "{ids:?}");
    for user in list.as_array().unwrap() {
        assert_eq!(&root.user(&user["id"]).ok(), user);
    }
}

fn skip_and_limit_cut_a_page_out(app: &App) {
    let root = app.admin("root");
    let users = register(app, 5);
    assert_eq!(found(&root, "?skip=1&limit=2"), users[..2]);
    assert_eq!(found(&root, "?skip=4"), users[3..]);
    assert_eq!(found(&root, "?limit=1"), ["root"]);
    assert_eq!(found(&root, "?skip=6"), [""; 0]);
    assert_eq!(found(&root, "?skip=2147483647"), [""; 0]);
    assert_eq!(found(&root, "?limit=1000").len(), 6);
}

fn pages_lead_to_one_another_until_the_end(app: &App) {
    let root = app.admin("root");
    let users = register(app, 7);
    for limit in 1..=8 {
        let mut target = Some(format!("/users?search=user&limit={limit}"));
        let mut seen = Vec::new();
        while let Some(page) = target {
            let page = root.request("GET", &page).send().is(200);
            let page_names = names(&page.json());
            assert!((1..=limit).contains(&page_names.len()), "{page}");
            seen.extend(page_names);
            target = next(&page);
        }
        assert_eq!(seen, users, "by {limit}");
    }
}

fn pages_go_on_whatever_comes_and_goes(app: &App) {
    let root = app.admin("root");
    let users = register(app, 6);
    let first = root.users("?search=user&limit=3").is(200);
    let seen = first.json();
    assert_eq!(names(&seen), users[..3]);
    // Even the one whose place it is, and one that comes next.
    root.delete_user(&seen[2]["id"]).no_content();
    let fourth = root.users("?search=user-04").ok();
    root.delete_user(&fourth[0]["id"]).no_content();
    app.user("user-99");
    let rest = root.request("GET", &next(&first).unwrap()).send().ok();
    assert_eq!(names(&rest), ["user-05", "user-06", "user-99"]);
}

fn a_cursor_belongs_to_its_search(app: &App) {
    let root = app.admin("root");
    register(app, 3);
    let page = root.users("?search=user&limit=1").is(200);
    let cursor = page.header("x-next-cursor").unwrap();
    for query in ["", "&search=other", "&search=User", "&search="] {
        let answer = root.users(&format!("?cursor={cursor}{query}"));
        answer.refuses("cursor");
    }
    let answer = root.users(&format!("?search=user&skip=1&cursor={cursor}"));
    answer.refuses("cursor");
    // The size of a page may change.
    let rest = found(&root, &format!("?search=user&limit=9&cursor={cursor}"));
    assert_eq!(rest, ["user-02", "user-03"]);
    // A cursor of another list is none of this one.
    root.new_task("a");
    root.new_task("b");
    let tasks = root.list("?limit=1").is(200);
    let cursor = tasks.header("x-next-cursor").unwrap();
    root.users(&format!("?cursor={cursor}")).refuses("cursor");
}

fn a_search_finds_every_word_in_names_and_addresses(app: &App) {
    let root = app.admin("root");
    for (username, email) in [
        ("Ada", "Lovelace@example.org"),
        ("bob_1", "bob@example.org"),
        ("bob-1", "bob@example.net"),
    ] {
        let body = json!({"username": username, "email": email, "password": PASSWORD});
        app.client().register(&body).created();
    }
    let body = json!({"email": "nameless@example.org", "password": PASSWORD});
    app.client().register(&body).created();
    for (search, expected) in [
        ("ada", ["Ada"].as_slice()),
        ("ADA", &["Ada"]),
        ("lovelace", &["Ada"]),
        ("love%20ada", &["Ada"]),
        ("org%20bob", &["bob_1"]),
        ("example.org", &["Ada", "bob_1", "-"]),
        ("_", &["bob_1"]),
        ("%25", &[]),
        ("bob%25", &[]),
        ("b_b", &[]),
        ("nobody", &[]),
        ("ada%20bob", &[]),
        ("%27", &[]),
        ("", &["root", "Ada", "bob_1", "bob-1", "-"]),
        ("%20%20", &["root", "Ada", "bob_1", "bob-1", "-"]),
    ] {
        assert_eq!(
            found(&root, &format!("?search={search}")),
            expected,
            "{search}"
        );
    }
}

fn the_count_is_of_all_that_match(app: &App) {
    let root = app.admin("root");
    register(app, 5);
    for (query, total) in [
        ("?count=true", Some("6")),
        ("?count=true&limit=1", Some("6")),
        ("?count=true&skip=5", Some("6")),
        ("?count=true&search=user", Some("5")),
        ("?count=true&search=nobody", Some("0")),
        ("?count=false", None),
        ("", None),
    ] {
        let answer = root.users(query).is(200);
        assert_eq!(answer.header("x-total-count"), total, "{query}");
    }
}

fn bad_parameters_are_named(app: &App) {
    let root = app.admin("root");
    for (query, field) in [
        ("?limit=0", "limit"),
        ("?limit=1001", "limit"),
        ("?limit=-1", "limit"),
        ("?limit=x", "limit"),
        ("?limit=", "limit"),
        ("?limit=1&limit=2", "limit"),
        ("?skip=-1", "skip"),
        ("?skip=2147483648", "skip"),
        ("?skip=1.5", "skip"),
        ("?count=yes", "count"),
        ("?cursor=x", "cursor"),
        ("?cursor=", "cursor"),
        ("?cursor=W10", "cursor"),
        ("?search=%00", "search"),
        (&format!("?search={}", "x".repeat(201)), "search"),
    ] {
        root.users(query).refuses(field);
    }
    assert_eq!(root.users("?limit=0&skip=x").faults(), ["limit", "skip"]);
    for unknown in ["role", "status", "sort_by", "Search", "q"] {
        let problem = root.users(&format!("?{unknown}=x"));
        let problem = problem.problem(422, "unknown_field");
        assert_eq!(problem["field"], unknown);
    }
}
