//! What is in the files.

use serde_json::{Value, json};

use super::{lines, records, text_of};
use crate::harness::{App, Case, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    an_export_is_the_whole_list_as_json_unless_another_format_is_asked_for,
    an_export_has_the_filters_and_orders_of_the_list_and_no_pages,
    a_list_of_many_parts_has_every_task_once,
    a_table_has_a_header_and_a_record_for_each_task,
    a_calendar_has_a_to_do_for_each_task,
    an_export_without_tasks_is_a_file_all_the_same,
);

/// Tasks of all kinds.
fn some_tasks() -> Value {
    json!([
        {"title": "b", "priority": "urgent", "due_date": "2026-12-01", "tags": ["x", "y z"]},
        {"title": "A", "priority": "low", "status": "in_progress", "description": "c"},
        {"title": "c", "status": "completed", "due_date": "1999-12-31"},
        {"title": "d", "priority": "high", "status": "cancelled", "description": ""}
    ])
}

fn an_export_is_the_whole_list_as_json_unless_another_format_is_asked_for(app: &App) {
    let (ada, eve) = (app.user("ada"), app.user("eve"));
    let created = ada.create_all(&some_tasks()).created();
    eve.new_task("of someone else");
    for (query, media_type, name) in [
        ("", "application/json", "tasks.json"),
        ("?format=json", "application/json", "tasks.json"),
        (
            "?format=csv",
            "text/csv; charset=utf-8; header=present",
            "tasks.csv",
        ),
        ("?format=ics", "text/calendar; charset=utf-8", "tasks.ics"),
    ] {
        let answer = ada.export(query).is(200);
        assert_eq!(answer.header("content-type"), Some(media_type), "{answer}");
        let disposition = format!("attachment; filename=\"{name}\"");
        assert_eq!(
            answer.header("content-disposition"),
            Some(disposition.as_str())
        );
        assert!(!answer.text().contains("someone else"), "{answer}");
    }
    assert_eq!(ada.export("").ok(), created);
    for refused in [
        "?format=xml",
        "?format=",
        "?format=JSON",
        "?format=csv&format=csv",
    ] {
        ada.export(refused).refuses("format");
    }
}

fn an_export_has_the_filters_and_orders_of_the_list_and_no_pages(app: &App) {
    let ada = app.user("ada");
    ada.create_all(&some_tasks()).created();
    for query in [
        "?sort_by=title&sort_order=desc",
        "?status=pending,completed&sort_by=due_date",
        "?overdue=false&has_due_date=true",
        "?tags=x&search=B",
        "?created_after=2000-01-01&due_before=2026-01-01",
    ] {
        let list = ada.list(query).ok();
        assert_ne!(list, json!([]), "{query}");
        assert_eq!(ada.export(query).ok(), list, "{query}");
    }
    for name in ["skip", "limit", "cursor", "count"] {
        let problem = ada
            .export(&format!("?{name}=1"))
            .problem(422, "unknown_field");
        assert_eq!(problem["field"], name);
    }
    ada.export("?status=lost&due_after=x")
        .refuses_all(&["due_after", "status"]);
}

fn a_list_of_many_parts_has_every_task_once(app: &App) {
    let ada = app.user("ada");
    let ranked = |number: usize| {
        let priority = ["low", "medium", "high", "urgent"][number % 4];
        json!({"title": format!("task {number}"), "priority": priority})
    };
    let tasks: Vec<Value> = (0..777).map(ranked).collect();
    let created = ada.create_all(&json!(tasks)).created();
    assert_eq!(ada.export("").ok(), created);
    let query = "?sort_by=priority&sort_order=desc";
    let sorted = ada.list(&format!("{query}&limit=1000")).ok();
    assert_eq!(ada.export(query).ok(), sorted);
    let table = records(&text_of(&ada, &format!("{query}&format=csv")));
    let ids: Vec<String> = table[1..].iter().map(|cells| cells[0].clone()).collect();
    let expected = sorted.as_array().unwrap();
    let expected: Vec<String> = expected.iter().map(|task| task["id"].to_string()).collect();
    assert_eq!(ids, expected);
}

fn a_table_has_a_header_and_a_record_for_each_task(app: &App) {
    let ada = app.user("ada");
    let created = ada.create_all(&some_tasks()).created();
    let table = text_of(&ada, "?format=csv");
    assert!(table.ends_with("\r\n"), "{table:?}");
    let records = records(&table);
    let header = "id,title,description,status,priority,due_date,overdue,tags,version,\
                  created_at,updated_at,completed_at";
    assert_eq!(records[0].join(","), header);
    assert_eq!(records.len(), 5);
    for (record, task) in records[1..].iter().zip(created.as_array().unwrap()) {
        for (name, cell) in records[0].iter().zip(record) {
            let expected = match &task[name] {
                Value::Null => String::new(),
                Value::String(text) if text.is_empty() => "'".to_owned(),
                Value::String(text) => text.clone(),
                Value::Array(tags) => {
                    let tags = tags.iter().map(|tag| tag.as_str().unwrap());
                    tags.collect::<Vec<_>>().join(",")
                }
                other => other.to_string(),
            };
            assert_eq!(cell, &expected, "{name} of {task}");
        }
    }
}

fn a_calendar_has_a_to_do_for_each_task(app: &App) {
    let ada = app.user("ada");
    let created = ada.create_all(&some_tasks()).created();
    let calendar = lines(&text_of(&ada, "?format=ics"));
    let basic = |task: &Value, member: &str| {
        let instant = task[member].as_str().unwrap();
        let seconds = instant.split('.').next().unwrap();
        seconds.replace(['-', ':'], "") + "Z"
    };
    let mut expected = vec![
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Docket//Docket//EN",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect::<Vec<_>>();
    let own: [&[&str]; 4] = [
        &[
            "SUMMARY:b",
            "DUE;VALUE=DATE:20261201",
            "STATUS:NEEDS-ACTION",
            "PRIORITY:1",
            "CATEGORIES:x,y z",
        ],
        &[
            "SUMMARY:A",
            "DESCRIPTION:c",
            "STATUS:IN-PROCESS",
            "PRIORITY:9",
        ],
        &[
            "SUMMARY:c",
            "DUE;VALUE=DATE:19991231",
            "STATUS:COMPLETED",
            "PRIORITY:5",
            "COMPLETED:*",
            "PERCENT-COMPLETE:100",
        ],
        &[
            "SUMMARY:d",
            "DESCRIPTION:",
            "STATUS:CANCELLED",
            "PRIORITY:3",
        ],
    ];
    let uids: Vec<&String> = calendar
        .iter()
        .filter(|line| line.starts_with("UID:"))
        .collect();
    for ((task, own), uid) in created.as_array().unwrap().iter().zip(own).zip(&uids) {
        let changed = basic(task, "updated_at");
        expected.extend([
            "BEGIN:VTODO".to_owned(),
            (*uid).clone(),
            format!("DTSTAMP:{changed}"),
            format!("CREATED:{}", basic(task, "created_at")),
            format!("LAST-MODIFIED:{changed}"),
        ]);
        expected.extend(own.iter().map(|line| match *line {
            "COMPLETED:*" => format!("COMPLETED:{}", basic(task, "completed_at")),
            line => line.to_owned(),
        }));
        expected.push("END:VTODO".to_owned());
    }
    expected.push("END:VCALENDAR".to_owned());
    assert_eq!(calendar, expected);

    // The name of a to-do is its own, and stays when the task changes.
    ada.edit(&created[0]["id"], &json!({"title": "changed"}))
        .ok();
    let again = lines(&text_of(&ada, "?format=ics"));
    assert!(uids.iter().all(|uid| again.contains(uid)), "{again:?}");
    let distinct: std::collections::BTreeSet<_> = uids.iter().collect();
    assert_eq!(distinct.len(), 4);
}

fn an_export_without_tasks_is_a_file_all_the_same(app: &App) {
    let ada = app.user("ada");
    assert_eq!(ada.export("").ok(), json!([]));
    assert_eq!(records(&text_of(&ada, "?format=csv")).len(), 1);
    let calendar = lines(&text_of(&ada, "?format=ics"));
    assert_eq!(calendar.len(), 4, "{calendar:?}");
}
