//! Bodies that are no JSON, not of the right type, or not as they should be sent.

use serde_json::{Value, json};

use crate::harness::{Answer, App, Case, Client, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    malformed_json_is_refused_with_its_place,
    truncated_json_is_refused,
    what_json_parsers_choke_on_is_refused,
    a_body_is_one_object,
    a_member_given_twice_is_refused,
    bytes_that_are_not_utf_8_are_refused,
    escapes_and_blanks_are_json,
    every_route_with_a_body_refuses_malformed_json,
    only_json_in_utf_8_is_taken,
    a_body_without_a_type_is_refused,
    an_encoded_body_is_refused,
    a_refused_body_leaves_nothing_behind,
);

/// What creating a task with these bytes answers.
#[track_caller]
fn create(client: &Client, body: impl Into<Vec<u8>>) -> Answer {
    client
        .request("POST", "/tasks")
        .body("application/json", body)
        .send()
}

#[track_caller]
fn invalid(client: &Client, body: impl Into<Vec<u8>>) -> Value {
    let problem = create(client, body).problem(422, "invalid_json");
    for member in ["line", "column"] {
        assert!(problem[member].as_u64().is_some(), "no {member}: {problem}");
    }
    problem
}

fn malformed_json_is_refused_with_its_place(app: &App) {
    let ada = app.user("ada");
    let problem = invalid(&ada, "{\n  \"title\": oops}");
    assert_eq!(
        (&problem["line"], &problem["column"]),
        (&json!(2), &json!(12))
    );
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("line 2 column 12"), "{detail}");
    for body in [
        "oops",
        "{title: 1}",
        "{'title': 'a'}",
        r#"{"title": "a",}"#,
        r#"{"title": "a"} x"#,
        r#"{"title": "a"}{}"#,
        r#"{"title": NaN}"#,
        r#"{"title": 01}"#,
        r#"{"title": +1}"#,
        r#"{"title": .5}"#,
        r#"{"title": "\x41"}"#,
        "{\"title\": \"a\nb\"}",
        "{\"title\": \"\0\"}",
        "{\"title\": \"a\"} // why",
        "\u{feff}{\"title\": \"a\"}",
    ] {
        invalid(&ada, body);
    }
}

fn truncated_json_is_refused(app: &App) {
    let ada = app.user("ada");
    let whole = r#"{"title": "a\u00e9", "completed": true}"#;
    for length in 0..whole.len() {
        invalid(&ada, &whole[..length]);
    }
    create(&ada, whole).created();
}

fn what_json_parsers_choke_on_is_refused(app: &App) {
    let ada = app.user("ada");
    for body in [
        r#"{"title": "\ud800"}"#.to_owned(),
        r#"{"title": "\udc00\ud800"}"#.to_owned(),
        r#"{"title": "\ud800x"}"#.to_owned(),
        r#"{"title": "a", "priority": 1e400}"#.to_owned(),
        format!(r#"{{"title": {}"#, "[".repeat(100_000)),
    ] {
        invalid(&ada, body);
    }
    // These are well-formed, if deep: a parser may get through them, and find that they are no
    // title.
    let arrays = ["[".repeat(100_000), "]".repeat(100_000)].concat();
    let objects = [r#"{"a":"#.repeat(100_000), "}".repeat(100_000)].join("1");
    for deep in [arrays, objects] {
        let answer = create(&ada, format!(r#"{{"title": {deep}}}"#));
        let is_malformed = answer.text().contains("invalid_json");
        let code = if is_malformed {
            "invalid_json"
        } else {
            "validation_failed"
        };
        answer.problem(422, code);
    }
    let digits = format!(r#"{{"title": {}}}"#, "9".repeat(100_000));
    assert_eq!(create(&ada, digits).status, 422);
}

fn a_body_is_one_object(app: &App) {
    let ada = app.user("ada");
    for body in [
        "[]",
        r#"["a", "b"]"#,
        "null",
        "1",
        r#""a""#,
        "true",
        r#"[{"title": "a"}]"#,
    ] {
        create(&ada, body).problem(422, "validation_failed");
    }
    for body in ["", " ", "\n"] {
        invalid(&ada, body);
    }
}

fn a_member_given_twice_is_refused(app: &App) {
    let ada = app.user("ada");
    for body in [
        r#"{"title": "a", "title": "b"}"#,
        r#"{"title": "a", "title": "a"}"#,
        r#"{"title": "a", "due_date": null, "due_date": null}"#,
    ] {
        invalid(&ada, body);
    }
}

fn bytes_that_are_not_utf_8_are_refused(app: &App) {
    let ada = app.user("ada");
    for wrong in [
        b"\xff".as_slice(),
        b"\xc3",
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\xf5\x80\x80\x80",
        b"\xe9",
    ] {
        let body = [b"{\"title\": \"a", wrong, b"\"}"].concat();
        invalid(&ada, body);
    }
}

fn escapes_and_blanks_are_json(app: &App) {
    let ada = app.user("ada");
    let body = "\r\n\t { \"title\" : \"\\u00e9\\ud83e\\udd80\\n\\\"\\/\" } \n";
    assert_eq!(create(&ada, body).created()["title"], "é🦀\n\"/");
    assert_eq!(
        create(&ada, r#"{"\u0074itle": "a"}"#).created()["title"],
        "a"
    );
}

fn every_route_with_a_body_refuses_malformed_json(app: &App) {
    let ada = app.user("ada");
    let id = ada.new_task("a")["id"].clone();
    for (method, path) in [
        ("POST", "/auth/register"),
        ("POST", "/register"),
        ("POST", "/auth/login"),
        ("POST", "/token"),
        ("PATCH", "/users/me"),
        ("DELETE", "/users/me"),
        ("POST", "/users/me/password"),
        ("POST", "/tasks"),
        ("PUT", &format!("/tasks/{id}")),
        ("PATCH", &format!("/tasks/{id}")),
        ("POST", "/tasks/bulk"),
        ("PATCH", "/tasks/bulk"),
        ("POST", "/tasks/bulk/delete"),
        ("PATCH", "/tags/a"),
    ] {
        let send = |body: &str| {
            ada.request(method, path)
                .body("application/json", body)
                .send()
        };
        send("{").problem(422, "invalid_json");
        send("[]").problem(422, "validation_failed");
        assert_eq!(
            send(r#"{"nobody": 1}"#).problem(422, "unknown_field")["field"],
            "nobody"
        );
    }
}

fn only_json_in_utf_8_is_taken(app: &App) {
    let ada = app.user("ada");
    let send = |media_type: &str| {
        ada.request("POST", "/tasks")
            .body(media_type, r#"{"title": "a"}"#)
            .send()
    };
    for taken in [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "application/json; charset=\"utf-8\"",
        "Application/JSON",
    ] {
        send(taken).created();
    }
    for refused in [
        "text/plain",
        "text/json",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json; charset=latin1",
        "application/json; charset=utf-16",
        "json",
        "*/*",
        "application/json, application/json",
    ] {
        send(refused).problem(415, "unsupported_media_type");
    }
}

fn a_body_without_a_type_is_refused(app: &App) {
    let ada = app.user("ada");
    let id = ada.new_task("a")["id"].clone();
    for (method, path) in [
        ("POST", "/tasks".to_owned()),
        ("PUT", format!("/tasks/{id}")),
        ("PATCH", format!("/tasks/{id}")),
        ("POST", format!("/tasks/{id}/tags")),
        ("POST", "/tasks/bulk".to_owned()),
        ("PATCH", "/tasks/bulk".to_owned()),
        ("POST", "/tasks/bulk/delete".to_owned()),
        ("PATCH", "/tags/a".to_owned()),
    ] {
        let answer = ada
            .request(method, &path)
            .untyped(r#"{"title": "b"}"#)
            .send();
        answer.problem(415, "unsupported_media_type");
    }
}

fn an_encoded_body_is_refused(app: &App) {
    let ada = app.user("ada");
    let id = ada.new_task("a")["id"].clone();
    for encoding in ["gzip", "deflate", "br", "identity", "gzip, gzip", "x"] {
        for (method, path) in [
            ("POST", "/tasks".to_owned()),
            ("PATCH", format!("/tasks/{id}")),
        ] {
            let request = ada
                .request(method, &path)
                .header("Content-Encoding", encoding);
            let answer = request.json(&json!({"title": "b"})).send();
            answer.problem(415, "unsupported_media_type");
        }
        let login = app.client();
        let request = login
            .request("POST", "/auth/login")
            .header("Content-Encoding", encoding);
        request
            .json(&json!({}))
            .send()
            .problem(415, "unsupported_media_type");
    }
    // What gzip makes of `{}`.
    let zipped = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\xae\x05\0C\xbf\xa6\xa3\x02\0\0\0".to_vec();
    let request = ada
        .request("POST", "/tasks")
        .header("Content-Encoding", "gzip");
    let answer = request.body("application/json", zipped).send();
    answer.problem(415, "unsupported_media_type");
}

fn a_refused_body_leaves_nothing_behind(app: &App) {
    let ada = app.user("ada");
    invalid(&ada, r#"{"title": "a""#);
    create(&ada, r#"{"title": "a", "x": 1}"#).problem(422, "unknown_field");
    let answer = ada
        .request("POST", "/tasks")
        .body("text/plain", r#"{"title": "a"}"#)
        .send();
    answer.problem(415, "unsupported_media_type");
    assert_eq!(ada.list("").ok(), json!([]));
}
