//! Many tasks from elsewhere, as JSON and as CSV: all of them, or none.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::export::{DESCRIPTIONS, create_payloads};
use crate::harness::{Answer, App, Case, Client, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    what_was_exported_is_imported_as_it_was,
    every_text_is_the_same_byte_by_byte_after_export_and_import,
    the_columns_of_a_table_come_in_any_order,
    the_past_of_a_task_is_kept_if_it_can_have_been,
    every_fault_of_an_array_is_told_with_its_place_and_nothing_is_imported,
    every_fault_of_a_table_is_told_with_its_row_and_nothing_is_imported,
    of_very_many_faults_the_first_thousand_are_told,
    a_header_must_have_a_title_and_no_column_twice_or_unknown,
    a_body_of_very_many_cells_is_refused_at_once,
    a_dry_run_checks_everything_and_changes_nothing,
    ten_thousand_tasks_are_imported_and_one_more_is_not,
    an_import_of_nothing_is_no_error,
    an_import_under_a_key_is_done_once,
    other_types_and_encodings_are_refused;
);

const JSON: &str = "application/json";
const CSV: &str = "text/csv";

/// What of a task comes through an import: all but what is new.
fn moved(task: &Value) -> Value {
    let mut task = task.clone();
    let members = task.as_object_mut().unwrap();
    for new in ["id", "user_id", "version", "updated_at"] {
        members.remove(new);
    }
    task
}

/// What of all tasks of a client comes through an import.
#[track_caller]
fn all_moved(client: &Client) -> Vec<Value> {
    let tasks = client.list("?limit=1000").ok();
    tasks.as_array().unwrap().iter().map(moved).collect()
}

/// Makes sure that so many were imported.
#[track_caller]
fn imported(answer: Answer, count: usize) {
    let body = answer.created();
    assert_eq!(
        body,
        json!({"rows": count, "imported": count, "dry_run": false})
    );
}

#[track_caller]
fn import_json(client: &Client, tasks: &Value) -> Answer {
    client.import("", JSON, tasks.to_string())
}

fn what_was_exported_is_imported_as_it_was(app: &App) {
    let ada = app.user("ada");
    let tasks = json!([
        {"title": "a", "description": "b\nc", "priority": "urgent", "due_date": "1999-12-31"},
        {"title": "b", "status": "in_progress", "tags": ["x", "y z"]},
        {"title": "c", "status": "completed"},
        {"title": "d", "status": "cancelled", "description": ""}
    ]);
    let created = ada.create_all(&tasks).created();
    ada.edit(&created[0]["id"], &json!({"status": "completed"}))
        .ok();
    for (name, format, media_type) in [
        ("eve", "json", JSON),
        ("bob", "csv", "text/csv; charset=utf-8; header=present"),
    ] {
        let file = ada.export(&format!("?format={format}")).is(200).body;
        let other = app.user(name);
        imported(other.import("", media_type, file), 4);
        assert_eq!(all_moved(&other), all_moved(&ada), "{format}");
        let list = other.list("").ok();
        for task in list.as_array().unwrap() {
            assert_eq!(task["version"], 1);
            assert!(task["updated_at"].as_str() > created[0]["updated_at"].as_str());
            assert_eq!(task["user_id"], other.id());
        }
    }
}

fn every_text_is_the_same_byte_by_byte_after_export_and_import(app: &App) {
    let ada = app.user("ada");
    create_payloads(&ada);
    let before = all_moved(&ada);
    assert!(before.len() > DESCRIPTIONS.len());
    for (name, format, media_type) in [("eve", "json", JSON), ("bob", "csv", CSV)] {
        let file = ada.export(&format!("?format={format}")).is(200).body;
        let other = app.user(name);
        imported(other.import("", media_type, file.clone()), before.len());
        assert_eq!(all_moved(&other), before, "{format}");
    }
}

fn the_columns_of_a_table_come_in_any_order(app: &App) {
    let ada = app.user("ada");
    let table = "\u{feff}tags,completed,due_date,title,description,is_complete\n\
                 \"b,a\",TRUE,2026-12-01,one,,\n\
                 ,,,\"two, and\nthree\",'=1,false\n";
    imported(ada.import("", CSV, table), 2);
    let list = ada.list("").ok();
    assert_eq!(list[0]["tags"], json!(["a", "b"]));
    assert_eq!(list[0]["status"], "completed");
    assert_eq!(list[0]["due_date"], "2026-12-01");
    assert_eq!(
        (&list[0]["title"], &list[0]["description"]),
        (&json!("one"), &json!(null))
    );
    assert_eq!(list[1]["title"], "two, and\nthree");
    assert_eq!(list[1]["description"], "=1");
    assert_eq!(list[1]["status"], "pending");
}

fn the_past_of_a_task_is_kept_if_it_can_have_been(app: &App) {
    let ada = app.user("ada");
    let tasks = json!([
        {"title": "a", "status": "done",
         "created_at": "2001-02-03T04:05:06.000007Z", "completed_at": "2002-02-03T04:05:06+01:00"},
        {"title": "b", "status": "done", "completed_at": "2002-02-03T04:05:06Z"},
        {"title": "c", "created_at": "2001-02-03T04:05:06Z", "completed_at": null}
    ]);
    imported(import_json(&ada, &tasks), 3);
    let list = ada.list("").ok();
    let past = |at: usize| {
        (
            list[at]["created_at"].clone(),
            list[at]["completed_at"].clone(),
        )
    };
    let second = "2002-02-03T04:05:06.000000Z";
    assert_eq!(
        past(0),
        (
            json!("2001-02-03T04:05:06.000007Z"),
            json!("2002-02-03T03:05:06.000000Z")
        )
    );
    assert_eq!(past(1), (json!(second), json!(second)));
    assert_eq!(past(2), (json!("2001-02-03T04:05:06.000000Z"), json!(null)));

    for (member, mut task) in [
        ("created_at", json!({"created_at": "9000-01-01T00:00:00Z"})),
        ("created_at", json!({"created_at": "yesterday"})),
        ("created_at", json!({"created_at": 1})),
        (
            "completed_at",
            json!({"status": "done", "completed_at": "9000-01-01T00:00:00Z"}),
        ),
        ("completed_at", json!({"completed_at": second})),
        (
            "completed_at",
            json!({"status": "done", "created_at": second, "completed_at": "2002-02-03T04:05:05Z"}),
        ),
    ] {
        task["title"] = json!("a");
        let answer = import_json(&ada, &json!([task]));
        assert_eq!(answer.pointers(), [format!("/0/{member}")], "{answer}");
    }
}

fn every_fault_of_an_array_is_told_with_its_place_and_nothing_is_imported(app: &App) {
    let ada = app.user("ada");
    let tasks = json!([
        {"title": "good"},
        {"title": "", "priority": "highest"},
        {},
        7,
        null,
        {"title": "good", "tags": ["a", "b,c", 1]},
        {"title": "a", "status": "done", "completed": false}
    ]);
    let answer = import_json(&ada, &tasks);
    assert_eq!(
        answer.pointers(),
        [
            "/1/title",
            "/1/priority",
            "/2/title",
            "/3",
            "/4",
            "/5/tags/1",
            "/5/tags/2",
            "/6/completed",
        ]
    );
    for body in [json!({"tasks": []}), json!("a"), json!(null)] {
        import_json(&ada, &body).faults();
    }
    let problem = import_json(&ada, &json!([{"title": "a", "colour": "red"}]));
    assert_eq!(problem.problem(422, "unknown_field")["field"], "colour");
    ada.import("", JSON, "[{]").problem(422, "invalid_json");
    assert_eq!(ada.list("").ok(), json!([]));
}

fn every_fault_of_a_table_is_told_with_its_row_and_nothing_is_imported(app: &App) {
    let ada = app.user("ada");
    let mut table = b"title,description,priority,completed,created_at,tags\n\
        good,,low,true,,\n\
        ,\"a\nb\",highest,perhaps,,\n\
        \n\
        good,a\x07b,,,9999-01-01T00:00:00Z,\"a,,b\"\n\
        good,,\n\
        "
    .to_vec();
    table.extend_from_slice(b"good,\xff,,,,\n");
    let answer = ada.import("", CSV, table);
    let problem = answer.problem(422, "validation_failed");
    let faults: Vec<_> = problem["errors"].as_array().unwrap().iter().collect();
    let told: Vec<(u64, u64, &str)> = faults
        .iter()
        .map(|fault| {
            assert_eq!(fault.get("pointer"), None, "{fault}");
            let number = |member: &str| fault[member].as_u64().unwrap();
            (
                number("row"),
                number("line"),
                fault["field"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (3, 3, "title"),
            (3, 3, "completed"),
            (3, 3, "priority"),
            (4, 6, "description"),
            (4, 6, "tags"),
            (4, 6, "created_at"),
            (5, 7, "row"),
            (6, 8, "description"),
        ],
        "{problem}"
    );
    let answer = ada.import("", CSV, "title\r\na\r\n\r\n\r\n \r\n");
    let problem = answer.problem(422, "validation_failed");
    let fault = &problem["errors"][0];
    assert_eq!((&fault["row"], &fault["line"]), (&json!(3), &json!(5)));
    assert_eq!(ada.list("").ok(), json!([]));
}

fn of_very_many_faults_the_first_thousand_are_told(app: &App) {
    let ada = app.user("ada");
    let table = "title,status\n".to_owned() + &"a,lost\n".repeat(1234);
    let problem = ada.import("", CSV, table).problem(422, "validation_failed");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 1000);
    assert_eq!(problem["errors"][999]["row"], 1001);
    assert_eq!(problem["more_errors"], 234);
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("1234") && detail.contains("1000"),
        "{detail}"
    );
    // So in every body.
    let tags: Vec<u8> = vec![1; 1001];
    let problem = ada.create(&json!({"title": "a", "tags": tags}));
    assert_eq!(problem.problem(422, "validation_failed")["more_errors"], 1);
}

fn a_header_must_have_a_title_and_no_column_twice_or_unknown(app: &App) {
    let ada = app.user("ada");
    for (table, field) in [
        ("title,colour\na,red\n", "colour"),
        ("title;status\na;done\n", "title;status"),
        ("Title\na\n", "Title"),
        ("title,\na,b\n", ""),
    ] {
        let problem = ada.import("", CSV, table).problem(422, "unknown_field");
        assert_eq!(problem["field"], field);
    }
    ada.import("", CSV, "").refuses_by("title", "required");
    ada.import("", CSV, "status,tags\ndone,a\n")
        .refuses_by("title", "required");
    ada.import("", CSV, "title,tags,title\na,b,c\n")
        .refuses_by("title", "malformed");
    assert_eq!(ada.list("").ok(), json!([]));
}

/// Each of these bodies is a megabyte, and would take seconds if its cells were compared with one
/// another.
fn a_body_of_very_many_cells_is_refused_at_once(app: &App) {
    let ada = app.user("ada");
    let begun = Instant::now();
    let header = "id,".repeat(174_000) + &"tags,".repeat(104_000) + "title\na\n";
    let problem = ada.import("", CSV, header);
    assert_eq!(
        problem.problem(422, "validation_failed")["errors"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let array = format!("[{}1]", "1,".repeat(520_000));
    ada.import("", JSON, array).refuses_by("", "too_many");
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}

fn a_dry_run_checks_everything_and_changes_nothing(app: &App) {
    let ada = app.user("ada");
    let tried = json!({"rows": 2, "imported": 0, "dry_run": true});
    let dry = |media_type: &str, body: &str| ada.import("?dry_run=true", media_type, body);
    let (array, table) = (r#"[{"title":"a"},{"title":"b"}]"#, "title\na\nb\n");
    assert_eq!(dry(JSON, array).ok(), tried);
    assert_eq!(dry(CSV, table).ok(), tried);
    assert_eq!(dry(JSON, r#"[{"title":""}]"#).pointers(), ["/0/title"]);
    dry(CSV, "title\n \n").refuses("title");
    dry(CSV, "colour\n").problem(422, "unknown_field");
    assert_eq!(ada.list("").ok(), json!([]));
    for wrong in ["?dry_run=1", "?dry_run=", "?dry_run=true&dry_run=true"] {
        ada.import(wrong, CSV, table).refuses("dry_run");
    }
    let problem = ada.import("?dryrun=true", CSV, table);
    problem.problem(422, "unknown_field");
    imported(ada.import("?dry_run=false", CSV, table), 2);
}

fn ten_thousand_tasks_are_imported_and_one_more_is_not(app: &App) {
    let ada = app.user("ada");
    let rows = |count: usize| "a,x\n".repeat(count);
    for too_many in [10_001, 20_000] {
        let table = format!("title,tags\n{}", rows(too_many));
        let answer = ada.import("", CSV, table);
        answer.refuses_by("", "too_many");
        assert!(answer.text().contains("10000"), "{answer}");
        let array = json!(vec![json!({"title": "a"}); too_many]);
        import_json(&ada, &array).refuses_by("", "too_many");
    }
    imported(
        ada.import("", CSV, format!("title,tags\n{}", rows(10_000))),
        10_000,
    );
    assert_eq!(ada.tags().ok(), json!([{"name": "x", "count": 10_000}]));
}

fn an_import_of_nothing_is_no_error(app: &App) {
    let ada = app.user("ada");
    imported(ada.import("", JSON, "[]"), 0);
    imported(ada.import("", CSV, "title"), 0);
    imported(ada.import("", CSV, "title\r\n\r\n"), 0);
}

fn an_import_under_a_key_is_done_once(app: &App) {
    let ada = app.user("ada");
    let ask = |key: &str, media_type: &str, body: &str| {
        let request = ada.request("POST", "/tasks/import");
        let request = request.header("Idempotency-Key", key);
        request.body(media_type, body).send()
    };
    let first = ask("one", CSV, "title\na\nb\n");
    assert_eq!(first.header("idempotent-replayed"), None);
    imported(first.clone(), 2);
    let again = ask("one", CSV, "title\na\nb\n");
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.body, first.body);
    ask("one", CSV, "title\na\n").problem(422, "idempotency_key_reused");
    // One that was refused has used no key.
    ask("two", CSV, "title\n \n").refuses("title");
    imported(ask("two", JSON, r#"[{"title":"c"}]"#), 1);
    let problem = ask("", CSV, "title\na\n");
    assert_eq!(problem.faults(), ["Idempotency-Key"]);
    assert_eq!(ada.list("").ok().as_array().unwrap().len(), 3);
}

fn other_types_and_encodings_are_refused(app: &App) {
    let ada = app.user("ada");
    for media_type in [
        "text/plain",
        "text/calendar",
        "text/csv; charset=latin1",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ] {
        let answer = ada.import("", media_type, "title\na\n");
        answer.problem(415, "unsupported_media_type");
    }
    let request = ada.request("POST", "/tasks/import");
    let request = request.header("Content-Encoding", "gzip");
    let answer = request.body(CSV, "title\na\n").send();
    answer.problem(415, "unsupported_media_type");
    let too_large = "title\n".to_owned() + &"a\n".repeat(600_000);
    let answer = ada.import("", CSV, too_large);
    answer.problem(413, "body_too_large");
    // CSV is for imports alone.
    let request = ada.request("POST", "/tasks/bulk");
    let answer = request.body(CSV, "title\na\n").send();
    answer.problem(415, "unsupported_media_type");
    assert_eq!(ada.list("").ok(), json!([]));
}
