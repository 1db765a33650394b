//! The OpenAPI document: it is what is served, and it says what is needed.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::harness::{App, Case, Operation, cases, operations, workspace_file};

pub(crate) const CASES: &[Case] = cases!(
    App:
        the_document_is_served_as_it_is_printed,
        the_document_is_openapi_3_1,
        both_security_schemes_are_there,
        every_operation_has_an_id_of_its_own_and_a_summary,
        every_operation_on_tasks_is_there,
        every_operation_has_its_answers,
        every_body_has_an_example,
        the_example_of_an_error_is_one_of_its_status,
        every_reference_leads_somewhere;
    Sqlite:
        the_committed_document_is_up_to_date,
);

#[track_caller]
fn document(app: &App) -> Value {
    app.client().openapi().ok()
}

fn the_document_is_served_as_it_is_printed(app: &App) {
    let printed = app.docket().run(&["openapi"]).success();
    let printed: Value = serde_json::from_str(&printed).expect("it prints JSON");
    assert_eq!(document(app), printed);
}

fn the_committed_document_is_up_to_date() {
    let printed = crate::harness::Docket::bare().run(&["openapi"]).success();
    let committed = fs::read_to_string(workspace_file("docs/openapi.json")).unwrap_or_default();
    assert!(
        committed == printed,
        "docs/openapi.json is out of date: run `cargo run -- openapi > docs/openapi.json`"
    );
}

fn the_document_is_openapi_3_1(app: &App) {
    let document = document(app);
    assert!(
        document["openapi"].as_str().unwrap().starts_with("3.1."),
        "{}",
        document["openapi"]
    );
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    for member in ["title", "description"] {
        assert!(document["info"][member].is_string(), "{}", document["info"]);
    }
}

fn both_security_schemes_are_there(app: &App) {
    let document = document(app);
    let schemes = document["components"]["securitySchemes"]
        .as_object()
        .unwrap();
    let of_type = |name: &str| {
        let mut found = schemes.iter().filter(|(_, scheme)| scheme["type"] == name);
        found
            .next()
            .unwrap_or_else(|| panic!("no scheme of the type {name}: {schemes:?}"))
    };
    let (password, oauth2) = of_type("oauth2");
    assert_eq!(oauth2["flows"]["password"]["tokenUrl"], "/auth/login");
    let (bearer, http) = of_type("http");
    assert_eq!(http["scheme"], "bearer");

    // Either of the two will do, everywhere.
    let required = document["security"].as_array().unwrap();
    for name in [password, bearer] {
        assert!(
            required.contains(&json!({name: []})),
            "{name}: {required:?}"
        );
    }
}

fn every_operation_has_an_id_of_its_own_and_a_summary(app: &App) {
    let operations = operations(&document(app));
    let ids: BTreeSet<&str> = operations
        .iter()
        .map(|operation| {
            let summary = operation.described["summary"].as_str().unwrap_or_default();
            assert!(!summary.is_empty(), "{} has no summary", operation.name());
            operation.described["operationId"]
                .as_str()
                .expect("an operation has an id")
        })
        .collect();
    assert_eq!(
        ids.len(),
        operations.len(),
        "two operations have the same id: {ids:?}"
    );
}

fn every_operation_on_tasks_is_there(app: &App) {
    let names: BTreeSet<String> = operations(&document(app))
        .iter()
        .map(Operation::name)
        .filter(|name| name.contains("/tasks") || name.contains("/tags"))
        .collect();
    let expected = [
        "POST /tasks",
        "GET /tasks",
        "GET /tasks/{id}",
        "PUT /tasks/{id}",
        "PATCH /tasks/{id}",
        "DELETE /tasks/{id}",
        "POST /tasks/{id}/tags",
        "DELETE /tasks/{id}/tags/{tag}",
        "GET /tags",
        "PATCH /tags/{tag}",
        "DELETE /tags/{tag}",
        "PATCH /tasks/bulk",
        "POST /tasks/bulk",
        "POST /tasks/bulk/delete",
        "GET /tasks/stats",
        "GET /tasks/export",
        "POST /tasks/import",
    ];
    assert_eq!(names, expected.map(str::to_owned).into());
}

/// What a reference within the document leads to, or the value itself.
#[track_caller]
fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        None => value,
        Some(reference) => {
            let pointer = reference
                .strip_prefix('#')
                .expect("references stay in the document");
            document
                .pointer(pointer)
                .unwrap_or_else(|| panic!("{reference} leads nowhere"))
        }
    }
}

/// The answers of an operation: status and what is said of it.
#[track_caller]
fn answers<'a>(document: &'a Value, operation: &'a Operation) -> Vec<(u16, &'a Value)> {
    let answers = operation.described["responses"]
        .as_object()
        .expect("there are answers");
    answers
        .iter()
        .map(|(status, answer)| (status.parse().unwrap(), resolve(document, answer)))
        .collect()
}

fn every_operation_has_its_answers(app: &App) {
    let document = document(app);
    for operation in operations(&document) {
        let name = operation.name();
        let answers = answers(&document, &operation);
        let has = |status: u16| answers.iter().any(|(found, _)| *found == status);
        assert!(
            answers.iter().any(|(status, _)| *status < 300),
            "{name} never succeeds"
        );
        for (status, answer) in &answers {
            assert!(answer["description"].is_string(), "{name} {status}");
            let is_problem = answer["content"].get("application/problem+json").is_some();
            assert_eq!(is_problem, *status >= 400, "{name} {status}");
        }
        let described = &operation.described;
        let has_body = described.get("requestBody").is_some();
        for (applies, statuses) in [
            (true, [500, 503].as_slice()),
            (!operation.is_public(), &[401]),
            (has_body, &[400, 408, 413, 415, 422]),
            (operation.path.contains('{'), &[404]),
            (operation.path.contains("{id}"), &[422]),
            // A session of someone else is one that is not there.
            (
                operation.path.contains("{id}") && !operation.path.contains("/sessions/"),
                &[403],
            ),
        ] {
            for status in statuses {
                assert!(
                    !applies || has(*status),
                    "{name} does not say that it answers {status}"
                );
            }
        }
        for parameter in described["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["schema"].is_object(), "{name}: {parameter}");
            assert!(parameter["description"].is_string(), "{name}: {parameter}");
        }
    }
}

/// Whether there is an example of a body, at its content or at its schema.
fn has_example(document: &Value, content: &Value) -> bool {
    let given = |value: &Value| {
        ["example", "examples"]
            .iter()
            .any(|name| value.get(name).is_some())
    };
    let schema = resolve(document, &content["schema"]);
    let item = resolve(document, &schema["items"]);
    let properties = schema["properties"].as_object();
    given(content)
        || given(schema)
        || given(item)
        || properties.is_some_and(|all| all.values().all(given))
}

fn every_body_has_an_example(app: &App) {
    let document = document(app);
    for operation in operations(&document) {
        let request = &operation.described["requestBody"]["content"];
        let answers = answers(&document, &operation);
        let contents = answers
            .iter()
            .map(|(_, answer)| &answer["content"])
            .chain([request]);
        for (media_type, content) in contents.filter_map(Value::as_object).flatten() {
            let name = operation.name();
            assert!(
                has_example(&document, content),
                "{name}: no example of {media_type}"
            );
        }
    }
}

fn the_example_of_an_error_is_one_of_its_status(app: &App) {
    let document = document(app);
    for operation in operations(&document) {
        for (status, answer) in answers(&document, &operation) {
            if status >= 400 {
                let example = &answer["content"]["application/problem+json"]["example"];
                assert_eq!(example["status"], status, "{}", operation.name());
            }
        }
    }
}

fn every_reference_leads_somewhere(app: &App) {
    fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                    found.push(reference);
                }
                members.values().for_each(|member| walk(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let document = document(app);
    let mut references = Vec::new();
    walk(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        resolve(&document, &json!({"$ref": reference}));
    }
}
