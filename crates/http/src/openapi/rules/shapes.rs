//! Shapes that a derived schema does not have, and that generators of clients make better types of.

use docket_domain::{Priority, Status};
use serde_json::{Map, Value, json};

/// Gives the shapes.
pub(super) fn give(document: &mut Value) {
    name_counts(document);
    join_parts(document, "Problem");
}

/// Counts by words that are known beforehand have a member for each.
fn name_counts(document: &mut Value) {
    let statuses = Status::ALL.map(Status::as_str);
    let priorities = Priority::ALL.map(Priority::as_str);
    for (name, words) in [("by_status", statuses), ("by_priority", priorities)] {
        let place = format!("/components/schemas/Statistics/properties/{name}");
        let Some(Value::Object(schema)) = document.pointer_mut(&place) else {
            continue;
        };
        schema.remove("additionalProperties");
        schema.remove("propertyNames");
        let count = json!({"type": "integer", "format": "int64", "minimum": 0});
        let members: Map<String, Value> = words
            .iter()
            .map(|word| ((*word).to_owned(), count.clone()))
            .collect();
        schema.insert("properties".to_owned(), Value::Object(members));
        schema.insert("required".to_owned(), json!(words));
    }
}

/// Makes one object of a schema in parts: generators of clients make one type of it, then.
fn join_parts(document: &mut Value, name: &str) {
    let Some(Value::Object(schema)) = document.pointer_mut(&format!("/components/schemas/{name}"))
    else {
        return;
    };
    let Some(Value::Array(parts)) = schema.remove("allOf") else {
        return;
    };
    let mut properties = Map::new();
    let mut required = Vec::new();
    for mut part in parts {
        if let Value::Object(members) = part["properties"].take() {
            properties.extend(members);
        }
        if let Value::Array(names) = part["required"].take() {
            required.extend(names);
        }
    }
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("required".to_owned(), Value::Array(required));
}
