//! Which tasks a list has: every filter alone, and many of them together, compared with what the
//! case works out from the tasks themselves.

use serde_json::{Value, json};

use crate::harness::{App, Case, Client, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    every_filter_does_what_it_says,
    filters_are_combined,
    a_filter_and_its_complement_share_nothing_and_miss_nothing,
    bounds_of_instants_are_inclusive,
    the_total_is_counted_before_paging,
    bad_values_are_refused_by_name,
    values_are_given_once,
    many_tags_are_asked_for_at_once,
);

/// A filter: its query, and which tasks it lets through.
type Filter = (String, Box<dyn Fn(&Value) -> bool>);

/// A value as it is written in a query.
fn encoded(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

fn filter(query: &str, matches: impl Fn(&Value) -> bool + 'static) -> Filter {
    (query.to_owned(), Box::new(matches))
}

fn text<'a>(task: &'a Value, member: &str) -> &'a str {
    task[member].as_str().unwrap_or_default()
}

/// What is left of a text when its case makes no difference.
fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

fn has_word(task: &Value, word: &str) -> bool {
    ["title", "description"]
        .iter()
        .any(|member| folded(text(task, member)).contains(&folded(word)))
}

fn has_tag(task: &Value, tag: &str) -> bool {
    task["tags"].as_array().unwrap().contains(&json!(tag))
}

fn is_due(task: &Value, is_then: impl Fn(&str) -> bool) -> bool {
    task["due_date"].as_str().is_some_and(is_then)
}

/// Thirty tasks of all kinds, with many ties; created in three parts, of one instant each or not.
#[track_caller]
fn create(client: &Client) -> Vec<Value> {
    const TITLES: [&str; 7] = [
        "Straße fegen",
        "STRASSE",
        "Été à la mer",
        "été",
        "100% sicher",
        "a_b",
        "İstanbul",
    ];
    const STATUSES: [&str; 4] = ["pending", "in_progress", "completed", "cancelled"];
    const PRIORITIES: [&str; 5] = ["low", "medium", "high", "urgent", "medium"];
    const DESCRIPTIONS: [Value; 1] = [Value::Null];
    let described = |number: usize| match number % 4 {
        0 => DESCRIPTIONS[0].clone(),
        1 => json!("Über den Bergen"),
        2 => json!("a_b ist 100% wahr"),
        _ => json!(""),
    };
    let due = |number: usize| match number % 6 {
        0 | 3 => Value::Null,
        1 => json!("2000-02-29"),
        2 => json!("2000-03-01"),
        4 => json!("9999-12-31"),
        _ => json!("1970-01-01"),
    };
    let tags = |number: usize| match number % 5 {
        0 => json!([]),
        1 => json!(["a", "b"]),
        2 => json!(["a"]),
        3 => json!(["A", "été", "deep work"]),
        _ => json!(["b", "a", "é"]),
    };
    let task = |number: usize| {
        json!({
            "title": TITLES[number % TITLES.len()], "description": described(number),
            "status": STATUSES[number % 4], "priority": PRIORITIES[number % 5],
            "due_date": due(number / 2), "tags": tags(number / 3)
        })
    };
    let mut created = Vec::new();
    for part in 0..3 {
        let tasks: Value = (part * 10..part * 10 + 10).map(task).collect();
        let answered = client.create_all(&tasks).is(201).json();
        created.extend(answered.as_array().unwrap().clone());
    }
    // Some have changed since.
    for at in [3, 17, 25] {
        let id = created[at]["id"].clone();
        created[at] = client.edit(&id, &json!({"description": "geändert"})).ok();
    }
    created
}

/// Every parameter, with values for which some tasks match and some do not.
fn filters(tasks: &[Value]) -> Vec<Filter> {
    let instant = |at: usize, member: &str| text(&tasks[at], member).to_owned();
    let mut filters = vec![
        filter("status=pending", |task| task["status"] == "pending"),
        filter("status=todo", |task| task["status"] == "pending"),
        filter("status=done,cancelled", |task| {
            ["completed", "cancelled"].contains(&text(task, "status"))
        }),
        filter("status=in_progress&status=pending", |task| {
            ["in_progress", "pending"].contains(&text(task, "status"))
        }),
        filter(
            "status=pending,todo,in_progress&status=done&status=cancelled",
            |_| true,
        ),
        filter("priority=low", |task| task["priority"] == "low"),
        filter("priority=high,urgent", |task| {
            ["high", "urgent"].contains(&text(task, "priority"))
        }),
        filter("priority=medium&priority=low", |task| {
            ["medium", "low"].contains(&text(task, "priority"))
        }),
        filter("completed=true", |task| task["completed"] == true),
        filter("completed=false", |task| task["completed"] == false),
        filter("overdue=true", |task| task["overdue"] == true),
        filter("overdue=false", |task| task["overdue"] == false),
        filter("has_due_date=true", |task| !task["due_date"].is_null()),
        filter("has_due_date=false", |task| task["due_date"].is_null()),
        filter("tag=a", |task| has_tag(task, "a")),
        filter("tag=%20a%20", |task| has_tag(task, "a")),
        filter("tag=a&tag=b", |task| {
            has_tag(task, "a") && has_tag(task, "b")
        }),
        filter("tags=a,b", |task| has_tag(task, "a") && has_tag(task, "b")),
        filter("tags=a&tag=%C3%A9", |task| {
            has_tag(task, "a") && has_tag(task, "é")
        }),
        filter("tag=A", |task| has_tag(task, "A")),
        filter("tag=deep+work", |task| has_tag(task, "deep work")),
        filter("tag=dee", |_| false),
        filter("tags=deep%20work,%C3%A9t%C3%A9", |task| {
            has_tag(task, "été")
        }),
        filter("due_after=2000-03-01", |task| {
            is_due(task, |due| due >= "2000-03-01")
        }),
        filter("due_before=2000-03-01", |task| {
            is_due(task, |due| due <= "2000-03-01")
        }),
        filter("due_after=2000-02-29&due_before=2000-02-29", |task| {
            is_due(task, |due| due == "2000-02-29")
        }),
        filter("due_after=1970-01-01", |task| is_due(task, |_| true)),
        filter("due_after=2001-01-01&due_before=2000-01-01", |_| false),
        filter("search=", |_| true),
        filter("limit=1000", |_| true),
    ];
    for words in [
        "été",
        "STRASSE",
        "straße f",
        "100%",
        "a_b",
        "%",
        "_",
        "berg über",
        "i̇",
        "nichts",
    ] {
        filters.push(filter(&format!("search={}", encoded(words)), move |task| {
            words.split(' ').all(|word| has_word(task, word))
        }));
    }
    for (parameter, member) in [("created", "created_at"), ("updated", "updated_at")] {
        for at in [0, 12, 25, 29] {
            let (bound, same) = (instant(at, member), instant(at, member));
            filters.push(filter(&format!("{parameter}_after={bound}"), move |task| {
                text(task, member) >= bound.as_str()
            }));
            filters.push(filter(&format!("{parameter}_before={same}"), move |task| {
                text(task, member) <= same.as_str()
            }));
        }
        filters.push(filter(&format!("{parameter}_after=1970-01-01"), |_| true));
        filters.push(filter(&format!("{parameter}_before=9999-12-31"), |_| true));
        filters.push(filter(&format!("{parameter}_before=2001-01-01"), |_| false));
    }
    filters
}

/// Makes sure that a list has those tasks that match, and its total is their number.
#[track_caller]
fn assert_list(client: &Client, tasks: &[Value], filters: &[&Filter]) {
    let queries: Vec<&str> = filters.iter().map(|(query, _)| query.as_str()).collect();
    let query = queries.join("&");
    let expected: Vec<&Value> = tasks
        .iter()
        .filter(|task| filters.iter().all(|(_, matches)| matches(task)))
        .collect();
    let answer = client.list(&format!("?{query}&count=true")).is(200);
    let total = expected.len().to_string();
    assert_eq!(
        answer.header("x-total-count"),
        Some(total.as_str()),
        "{query}"
    );
    assert_eq!(answer.json(), json!(expected), "{query}");
}

fn every_filter_does_what_it_says(app: &App) {
    let ada = app.user("ada");
    let tasks = create(&ada);
    let of_eve = app.user("eve");
    create(&of_eve);
    for filter in &filters(&tasks) {
        assert_list(&ada, &tasks, &[filter]);
    }
}

fn filters_are_combined(app: &App) {
    /// The parameter that a query begins with; no two of a kind are combined.
    fn kind(filter: &Filter) -> String {
        let name = filter.0.split('=').next().unwrap_or_default();
        name.trim_end_matches('s').to_owned()
    }
    const COMBINATIONS: usize = 250;
    let ada = app.user("ada");
    let tasks = create(&ada);
    let filters = filters(&tasks);
    let mut state: usize = 1;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..COMBINATIONS {
        let mut chosen: Vec<&Filter> = Vec::new();
        for _ in 0..next(4) + 2 {
            let filter = &filters[next(filters.len())];
            let name = kind(filter);
            let is_new = |other: &&Filter| {
                let other = kind(other);
                other != name && !(other.starts_with("due_") && name.starts_with("due_"))
            };
            if chosen.iter().all(is_new) {
                chosen.push(filter);
            }
        }
        assert_list(&ada, &tasks, &chosen);
    }
}

fn a_filter_and_its_complement_share_nothing_and_miss_nothing(app: &App) {
    let ada = app.user("ada");
    let tasks = create(&ada);
    for name in ["completed", "overdue", "has_due_date"] {
        let mut both: Vec<Value> = ["true", "false"]
            .iter()
            .flat_map(|value| {
                let list = ada.list(&format!("?{name}={value}")).ok();
                assert_ne!(list, json!([]), "{name}={value}");
                list.as_array().unwrap().clone()
            })
            .collect();
        both.sort_by_key(|task| task["id"].as_i64());
        assert_eq!(both, tasks, "{name}");
    }
}

fn bounds_of_instants_are_inclusive(app: &App) {
    let ada = app.user("ada");
    let task = ada.new_task("a");
    let at = text(&task, "created_at");
    let instant: jiff::Timestamp = at.parse().unwrap();
    let step = jiff::SignedDuration::from_micros(1);
    let offset = instant.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(5)));
    let offset = encoded(&offset.strftime("%Y-%m-%dT%H:%M:%S.%6f%:z").to_string());
    let (before, after) = (instant - step, instant + step);
    for member in ["created", "updated"] {
        for (query, expected) in [
            (format!("{member}_after={at}"), 1),
            (format!("{member}_before={at}"), 1),
            (format!("{member}_after={at}&{member}_before={at}"), 1),
            (
                format!("{member}_after={offset}&{member}_before={offset}"),
                1,
            ),
            (format!("{member}_after={after}"), 0),
            (format!("{member}_before={before}"), 0),
            (
                format!("{member}_after={before}&{member}_before={after}"),
                1,
            ),
        ] {
            let list = ada.list(&format!("?{query}")).ok();
            assert_eq!(list.as_array().unwrap().len(), expected, "{query}");
        }
    }
}

fn the_total_is_counted_before_paging(app: &App) {
    let ada = app.user("ada");
    let tasks = create(&ada);
    let open = tasks
        .iter()
        .filter(|task| task["completed"] == false)
        .count();
    for (query, total) in [
        ("?count=true", Some(30)),
        ("?count=true&limit=3", Some(30)),
        ("?count=true&skip=29", Some(30)),
        ("?count=true&skip=1000", Some(30)),
        ("?count=true&completed=false&limit=1&skip=2", Some(open)),
        ("?count=true&tag=none", Some(0)),
        ("?count=false", None),
        ("?limit=5", None),
    ] {
        let answer = ada.list(query).is(200);
        let total = total.map(|total| total.to_string());
        assert_eq!(answer.header("x-total-count"), total.as_deref(), "{query}");
    }
    let first = ada.list("?limit=4&completed=false&count=true");
    let cursor = first.header("x-next-cursor").unwrap();
    let query = format!("?limit=4&completed=false&count=true&cursor={cursor}");
    let next = ada.list(&query).is(200);
    assert_eq!(
        next.header("x-total-count"),
        Some(open.to_string().as_str())
    );
}

fn bad_values_are_refused_by_name(app: &App) {
    let ada = app.user("ada");
    ada.new_task("a");
    let long = "x".repeat(51);
    let words = "x".repeat(201);
    let day = [
        "",
        "2026-02-30",
        "today",
        "2026-1-1",
        "20260101",
        "1969-12-31",
        "2026-01-01T00:00:00Z",
        "0",
    ];
    let instant = [
        "",
        "2026-02-30",
        "now",
        "2026-01-01T00:00:00",
        "2026-01-01T25:00:00Z",
        "1700000000",
        "2026-01-01%20",
    ];
    let word = [
        "",
        "lost",
        "pending,",
        "low,,high",
        "PENDING",
        "Low",
        "null",
        ",",
        "low;high",
        "pending%20low",
    ];
    let truth = ["", "1", "TRUE", "yes", "null", "true,false"];
    let tag = ["", "%20", "a%00", "a%0Ab", "a,,b", long.as_str()];
    for (names, values) in [
        (["status", "priority"].as_slice(), word.as_slice()),
        (&["completed", "overdue", "has_due_date", "count"], &truth),
        (&["tag", "tags"], &tag),
        (&["search"], &["a%00", "%1B", words.as_str()]),
        (&["due_after", "due_before"], &day),
        (
            &[
                "created_after",
                "created_before",
                "updated_after",
                "updated_before",
            ],
            &instant,
        ),
        (&["sort_by"], &["", "Title", "name", "id,title", "-id"]),
        (&["sort_order"], &["", "ASC", "up", "descending"]),
        (&["cursor"], &["", "abc", "====", "W10", "%00", "bnVsbA"]),
    ] {
        for name in names {
            for value in values {
                let answer = ada.list(&format!("?{name}={value}"));
                let faults = answer.faults();
                assert!(
                    !faults.is_empty() && faults.iter().all(|fault| fault == name),
                    "{answer}"
                );
            }
        }
    }
    let many = ada.list("?status=x&completed=x&due_after=x&limit=0&sort_by=x&tag=%00");
    assert_eq!(
        many.faults(),
        [
            "completed",
            "due_after",
            "limit",
            "sort_by",
            "status",
            "tag"
        ]
    );
}

fn values_are_given_once(app: &App) {
    let ada = app.user("ada");
    for query in [
        "completed=true&completed=true",
        "overdue=true&overdue=false",
        "has_due_date=true&has_due_date=true",
        "search=a&search=b",
        "due_after=2026-01-01&due_after=2026-01-01",
        "created_before=2026-01-01&created_before=2026-01-02",
        "sort_by=id&sort_by=title",
        "sort_order=asc&sort_order=asc",
        "count=true&count=true",
    ] {
        let name = query.split('=').next().unwrap_or_default();
        ada.list(&format!("?{query}")).refuses(name);
    }
}

fn many_tags_are_asked_for_at_once(app: &App) {
    let ada = app.user("ada");
    let tags: Vec<String> = (0..51).map(|number| format!("tag {number}")).collect();
    let task = ada
        .create(&json!({"title": "a", "tags": tags[..50]}))
        .created();
    ada.create(&json!({"title": "b", "tags": tags[1..50]}))
        .created();
    let query = |tags: &[String]| format!("?tags={}", encoded(&tags.join(",")));
    assert_eq!(ada.list(&query(&tags[..50])).ok(), json!([task]));
    assert_eq!(ada.list(&query(&tags[50..])).ok(), json!([]));
    ada.list(&query(&tags)).refuses("tags");
}
