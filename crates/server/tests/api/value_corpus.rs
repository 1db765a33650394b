//! Values that systems stumble over, in every field that takes any: what is accepted comes back as
//! it went in, everything else is refused cleanly, and all engines agree on which is which.

mod values;

use docket_testkit::database::TestEngine;
use serde_json::{Value, json};

use values::{DATES, NUMBERS, texts};

use crate::harness::{Answer, App, Case, Client, PASSWORD, at_once, cases};

pub(crate) const CASES: &[Case] = cases!(Sqlite:
    all_engines_agree_on_every_text,
    all_engines_agree_on_every_number,
    all_engines_agree_on_every_date,
    all_engines_agree_on_every_header,
);

/// What became of a value: where it was put, which one it was, and the verdict.
type Verdicts = Vec<(String, String)>;

/// Has every engine judge, and makes sure that they agree.
#[track_caller]
fn agree(judge: impl Fn(&App) -> Verdicts + Sync) -> Verdicts {
    let tables = at_once(TestEngine::ALL.len(), |number| {
        judge(&App::start(TestEngine::ALL[number]))
    });
    let [first, others @ ..] = &tables[..] else {
        panic!("there are engines")
    };
    for (engine, other) in TestEngine::ALL[1..].iter().zip(others) {
        assert_eq!(first.len(), other.len());
        for (one, another) in first.iter().zip(other) {
            assert_eq!(one, another, "SQLite and {}", engine.name());
        }
    }
    first.clone()
}

/// The verdict of an answer: what was refused, and by which rules.
#[track_caller]
fn verdict(answer: &Answer) -> String {
    assert!(answer.status < 500, "{answer}");
    if answer.status < 400 {
        return answer.status.to_string();
    }
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let code = body["code"].as_str().unwrap_or_default();
    let faults = body["errors"].as_array().into_iter().flatten();
    let faults: Vec<String> = faults
        .map(|fault| format!("{} {}", fault["field"], fault["code"]))
        .collect();
    format!("{} {code} {}", answer.status, faults.join(", "))
}

/// A name for a value, short enough for a message.
fn label(field: &str, value: &str) -> String {
    let start: String = value.chars().take(60).collect();
    format!("{field}: {}", start.escape_unicode())
}

/// Sends a body that was put together by hand.
#[track_caller]
fn send(client: &Client, method: &str, path: &str, body: &str) -> Answer {
    let request = client.request(method, path);
    request.body("application/json", body).send()
}

/// As it stands in a path or in a query.
fn encoded(text: &str) -> String {
    let bytes = text.bytes();
    bytes.fold(String::new(), |text, byte| text + &format!("%{byte:02X}"))
}

/// Makes sure that a member came back as it went in, but for blanks around it.
#[track_caller]
fn came_back(answer: &Value, member: &str, sent: &Value) {
    let found = &answer[member];
    let same = match (member, sent) {
        ("title", Value::String(text)) => found == text.trim(),
        ("tags", Value::String(text)) => *found == json!([text.trim()]),
        // These have other words for the same.
        ("status", Value::String(text)) if text == "todo" => found == "pending",
        ("status", Value::String(text)) if text == "done" => found == "completed",
        // Zones are spelled as their list has them.
        ("time_zone", Value::String(text)) => {
            let found = found.as_str().unwrap_or_default();
            found.eq_ignore_ascii_case(text)
        }
        _ => found == sent,
    };
    assert!(same, "{member}: {sent} came back as {found}");
}

/// Puts a value into a field of a new task, and of one that is there.
fn judge_task(ada: &Client, field: &str, raw: &str) -> Verdicts {
    let value = if field == "tags" {
        format!("[{raw}]")
    } else {
        raw.to_owned()
    };
    let title = if field == "title" {
        ""
    } else {
        "\"title\":\"a\","
    };
    let body = format!("{{{title}\"{field}\":{value}}}");
    let made = send(ada, "POST", "/tasks", &body);
    let mut verdicts = vec![(label(&format!("new {field}"), raw), verdict(&made))];
    let Ok(sent) = serde_json::from_str::<Value>(raw) else {
        assert_eq!(made.status, 422, "{made}");
        return verdicts;
    };
    if made.status == 201 {
        let task = made.created();
        came_back(&task, field, &sent);
        assert_eq!(ada.task(&task["id"]).ok(), task);
        let body = format!("{{\"{field}\":{value}}}");
        let edited = send(ada, "PATCH", &format!("/tasks/{}", task["id"]), &body);
        verdicts.push((label(&format!("edited {field}"), raw), verdict(&edited)));
        assert_eq!(edited.ok(), task, "it was the same");
    }
    verdicts
}

/// Puts a value into a field of an account.
fn judge_account(client: &Client, ada: &Client, number: usize, raw: &str) -> Verdicts {
    let mut verdicts = Vec::new();
    let sent: Option<Value> = serde_json::from_str(raw).ok();
    for field in ["username", "email", "password"] {
        let body = match field {
            "password" => format!("{{\"username\":\"user.{number}\",\"password\":{raw}}}"),
            _ => format!("{{\"{field}\":{raw},\"password\":\"{PASSWORD}\"}}"),
        };
        let made = send(client, "POST", "/auth/register", &body);
        verdicts.push((label(field, raw), verdict(&made)));
        if made.status == 201 {
            let sent = sent.as_ref().unwrap();
            if field != "password" {
                came_back(&made.created(), field, sent);
            }
            assert_eq!(
                send(client, "POST", "/auth/login", &body).status,
                200,
                "{body}"
            );
        }
    }
    let body = format!("{{\"time_zone\":{raw}}}");
    let zone = send(ada, "PATCH", "/users/me", &body);
    verdicts.push((label("time_zone", raw), verdict(&zone)));
    if zone.status == 200 {
        came_back(&zone.ok(), "time_zone", &sent.unwrap());
        ada.edit_me(&json!({"time_zone": "UTC"})).ok();
    }
    let login = format!("{{\"username\":{raw},\"password\":\"a wrong password\"}}");
    let token = format!("{{\"refresh_token\":{raw}}}");
    for (path, body) in [("/auth/login", login), ("/auth/refresh", token)] {
        let answer = send(client, "POST", path, &body);
        assert!(answer.status >= 400, "{answer}");
        verdicts.push((label(path, raw), verdict(&answer)));
    }
    verdicts
}

/// Puts a value into paths and queries. How many tasks are found is a part of the verdict.
fn judge_address(ada: &Client, task: &Value, text: &str) -> Verdicts {
    let value = encoded(text);
    let mut verdicts = Vec::new();
    for parameter in [
        "search",
        "limit",
        "skip",
        "cursor",
        "tag",
        "tags",
        "status",
        "priority",
        "completed",
        "overdue",
        "has_due_date",
        "due_after",
        "due_before",
        "created_after",
        "created_before",
        "updated_after",
        "sort_by",
        "sort_order",
        "count",
    ] {
        let answer = ada
            .list(&format!("?limit=1000&{parameter}={value}").replace("limit=1000&limit", "limit"));
        let mut found = verdict(&answer);
        if answer.status == 200 {
            let count = answer.json().as_array().unwrap().len();
            found = format!("{found} with {count}");
        }
        verdicts.push((label(parameter, text), found));
    }
    for path in [
        "/tasks",
        "/users/me/sessions",
        "/users",
        "/problems",
        "/tags",
    ] {
        if value.len() > 6000 {
            continue;
        }
        let answer = ada.request("DELETE", &format!("{path}/{value}")).send();
        verdicts.push((label(path, text), verdict(&answer)));
    }
    let answer = ada.remove_tag(task, &value);
    verdicts.push((label("tag of a task", text), verdict(&answer)));
    verdicts
}

fn all_engines_agree_on_every_text() {
    let verdicts = agree(|app| {
        let ada = app.user("somebody");
        let client = app.client();
        let mut verdicts = Vec::new();
        let task = ada.new_task("the one whose tags are taken")["id"].clone();
        for (number, raw) in texts().iter().enumerate() {
            for field in [
                "title",
                "description",
                "tags",
                "due_date",
                "status",
                "priority",
            ] {
                verdicts.extend(judge_task(&ada, field, raw));
            }
            verdicts.extend(judge_account(&client, &ada, number, raw));
        }
        // Now that all is there that can be, it is looked for.
        for raw in texts() {
            let text: Option<String> = serde_json::from_str(&raw).ok();
            if let Some(text) = text.filter(|text| text.len() <= 2000) {
                verdicts.extend(judge_address(&ada, &task, &text));
            }
        }
        verdicts
    });
    // Of each kind there is some.
    for kind in ["201", "200", "409", "401", "422"] {
        let some = verdicts.iter().filter(|(_, found)| found.starts_with(kind));
        assert!(some.count() > 0, "no {kind} at all");
    }
}

fn all_engines_agree_on_every_number() {
    agree(|app| {
        let ada = app.user("somebody");
        let task = ada.new_task("a")["id"].clone();
        let mut verdicts = Vec::new();
        for raw in NUMBERS {
            for field in [
                "title",
                "description",
                "tags",
                "due_date",
                "status",
                "priority",
                "completed",
                "version",
                "user_id",
                "id",
                "overdue",
            ] {
                for (method, path) in [
                    ("POST", "/tasks".to_owned()),
                    ("PATCH", format!("/tasks/{task}")),
                    ("PUT", format!("/tasks/{task}")),
                ] {
                    let title = if field == "title" {
                        ""
                    } else {
                        "\"title\":\"a\","
                    };
                    let body = format!("{{{title}\"{field}\":{raw}}}");
                    let answer = send(&ada, method, &path, &body);
                    verdicts.push((format!("{method} {field}: {raw}"), verdict(&answer)));
                }
            }
            for (method, path, body) in [
                (
                    "PATCH",
                    "/tasks/bulk",
                    format!("{{\"task_ids\":[{raw}],\"updates\":{{}}}}"),
                ),
                (
                    "POST",
                    "/tasks/bulk/delete",
                    format!("{{\"task_ids\":[{raw}, 0]}}"),
                ),
                (
                    "POST",
                    "/auth/register",
                    format!("{{\"username\":{raw},\"password\":{raw}}}"),
                ),
                (
                    "POST",
                    "/auth/login",
                    format!("{{\"username\":{raw},\"password\":{raw}}}"),
                ),
                (
                    "POST",
                    "/auth/refresh",
                    format!("{{\"refresh_token\":{raw}}}"),
                ),
            ] {
                let answer = send(&ada, method, path, &body);
                verdicts.push((format!("{path}: {raw}"), verdict(&answer)));
            }
            verdicts.extend(judge_address(&ada, &task, raw.trim_matches('"')));
        }
        verdicts
    });
}

fn all_engines_agree_on_every_date() {
    let verdicts = agree(|app| {
        let ada = app.user("somebody");
        let task = ada.new_task("a")["id"].clone();
        let mut verdicts = Vec::new();
        for (date, _) in DATES {
            verdicts.extend(judge_task(&ada, "due_date", &format!("\"{date}\"")));
        }
        // A list of all that were accepted can be read.
        assert_eq!(
            ada.list("?sort_by=due_date").is(200).json()[0]["due_date"],
            "1970-01-01"
        );
        for (date, _) in DATES {
            verdicts.extend(judge_address(&ada, &task, date));
        }
        verdicts
    });
    for (date, is_accepted) in DATES {
        let name = label("new due_date", &format!("\"{date}\""));
        let (_, found) = verdicts.iter().find(|(label, _)| *label == name).unwrap();
        let expected = if is_accepted { "201" } else { "422" };
        assert!(found.starts_with(expected), "{date}: {found}");
    }
}

/// Sends a header as it is, along with a request that is otherwise good.
#[track_caller]
fn with_header(app: &App, token: &str, request: [&str; 2], header: &str, value: &str) -> Answer {
    let [line, body] = request;
    let mut wire = app.server().wire();
    wire.send_head(&[
        line,
        &format!("Authorization: Bearer {token}"),
        "Content-Type: application/json",
        &format!("{header}: {value}"),
        &format!("Content-Length: {}", body.len()),
        "Connection: close",
    ]);
    wire.send(body);
    wire.answer()
}

fn all_engines_agree_on_every_header() {
    agree(|app| {
        let ada = app.user("somebody");
        let task = ada.new_task("a")["id"].to_string();
        let mut verdicts = Vec::new();
        for raw in texts() {
            let Ok(text) = serde_json::from_str::<String>(&raw) else {
                continue;
            };
            // What ends a line, or is no part of one, never gets as far as a handler.
            if text.len() > 2000 || text.contains(['\r', '\n', '\0']) {
                continue;
            }
            let edit = [&*format!("PATCH /tasks/{task}"), "{}"];
            let create = ["POST /tasks", r#"{"title":"a"}"#];
            let login = &*json!({"username": "somebody", "password": PASSWORD}).to_string();
            for (request, header) in [
                (edit, "If-Match"),
                (create, "Idempotency-Key"),
                (["POST /auth/login", login], "User-Agent"),
                (["GET /tasks", ""], "If-None-Match"),
                (["GET /tasks", ""], "Accept"),
                (["GET /users/me", ""], "X-Request-Id"),
                (["GET /users/me", ""], "X-Forwarded-For"),
            ] {
                let answer = with_header(app, ada.token(), request, header, &text);
                let mut found = verdict(&answer);
                if header == "User-Agent" && answer.status == 200 {
                    // Of the sessions the last used comes first.
                    let client = ada.with_tokens(&answer.ok());
                    let sessions = client.sessions().ok();
                    let agent = sessions.as_array().unwrap().iter();
                    let own = agent.clone().find(|session| session["current"] == true);
                    found = format!("{found} {}", own.unwrap()["user_agent"]);
                    client.log_out().no_content();
                }
                verdicts.push((label(header, &text), found));
            }
        }
        verdicts
    });
}
