//! Rules that a derived schema cannot say: those of texts, and those that concern more than one
//! member. They are the last word of the document: what it lets pass, the service accepts.

mod names;
mod patterns;
mod shapes;

use docket_application::TaskService;
use serde_json::{Value, json};

/// Where the body of an import is described.
const IMPORT: &str = "/paths/~1tasks~1import/post/requestBody/content/application~1json/schema";

/// Adds the rules to a document, and says each in one place.
pub(super) fn add(document: &mut Value) {
    add_where_they_apply(document);
    names::give(document);
}

fn add_where_they_apply(document: &mut Value) {
    add_to_tasks(document);
    add_to_accounts(document);
    shapes::give(document);
    parameters(document).for_each(add_to_parameter);
}

fn add_to_tasks(document: &mut Value) {
    for name in ["NewTask", "TaskReplacement", "TaskPatch", "ImportedTask"] {
        extend(document, name, "", &status_and_completed_agree());
        extend(document, name, "/properties/title", &patterns::title());
        extend(
            document,
            name,
            "/properties/description",
            &patterns::description(),
        );
        extend(
            document,
            name,
            "/properties/due_date",
            &patterns::due_date(),
        );
        extend(document, name, "/properties/tags/items", &patterns::tag());
    }
    extend(
        document,
        "Tags",
        "/properties/tags",
        &json!({"maxItems": 50}),
    );
    extend(document, "Tags", "/properties/tags/items", &patterns::tag());
    extend(document, "MoreTags", "/oneOf/0", &json!({"maxItems": 50}));
    extend(document, "MoreTags", "/oneOf/0/items", &patterns::tag());
    extend(document, "TagName", "/properties/name", &patterns::tag());
    merge(
        document.pointer_mut(IMPORT),
        &json!({"maxItems": TaskService::MAX_IMPORT}),
    );
    for name in ["TaskIds", "TasksPatch"] {
        extend(
            document,
            name,
            "/properties/task_ids",
            &json!({"uniqueItems": true}),
        );
        extend(document, name, "/properties/task_ids/items", &id());
    }
}

fn add_to_accounts(document: &mut Value) {
    extend(
        document,
        "NewUser",
        "",
        &either(has("username"), has("email")),
    );
    extend(document, "NewUser", "/properties/email", &patterns::email());
    extend(
        document,
        "NewUser",
        "/properties/password",
        &patterns::new_password(),
    );
    extend(
        document,
        "UserPatch",
        "",
        &either(keeps("username"), keeps("email")),
    );
    extend(
        document,
        "UserPatch",
        "/properties/email",
        &patterns::email(),
    );
    extend(
        document,
        "PasswordChange",
        "/properties/new_password",
        &patterns::new_password(),
    );
    extend(
        document,
        "Login",
        "",
        &json!({"if": has("username"), "then": {"not": has("email")}, "else": has("email")}),
    );
}

fn add_to_parameter(parameter: &mut Value) {
    // One that is not wanted is left out: no text in a header or a URL is `null`.
    if let Some(Value::Array(types)) = parameter["schema"].get_mut("type") {
        types.retain(|name| name != "null");
        if let [name] = types.as_slice() {
            parameter["schema"]["type"] = name.clone();
        }
    }
    let rule = match parameter["name"].as_str() {
        Some("id") => id(),
        Some("tag" | "tags") => patterns::tag(),
        Some("search") => patterns::search(),
        Some("due_after" | "due_before") => patterns::due_date(),
        Some("created_after" | "created_before" | "updated_after" | "updated_before") => {
            patterns::instant_or_day()
        }
        _ => return,
    };
    // A list of values has its rules with the values.
    let schema = &mut parameter["schema"];
    let place = if schema["items"].is_object() {
        "/items"
    } else {
        ""
    };
    merge(schema.pointer_mut(place), &rule);
}

/// Adds the members of `rule` to the schema `name`, or to what stands at `place` in it.
fn extend(document: &mut Value, name: &str, place: &str, rule: &Value) {
    merge(
        document.pointer_mut(&format!("/components/schemas/{name}{place}")),
        rule,
    );
}

fn merge(schema: Option<&mut Value>, rule: &Value) {
    if let (Some(Value::Object(schema)), Value::Object(rule)) = (schema, rule) {
        schema.extend(rule.clone());
    }
}

/// Every parameter of every operation.
fn parameters(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = document["paths"].as_object_mut();
    paths
        .into_iter()
        .flat_map(serde_json::Map::values_mut)
        .filter_map(Value::as_object_mut)
        .flat_map(serde_json::Map::values_mut)
        .filter_map(|operation| operation.get_mut("parameters")?.as_array_mut())
        .flatten()
}

/// A positive 64-bit integer.
fn id() -> Value {
    json!({"minimum": 1, "maximum": i64::MAX})
}

/// The word and the two flags say the same: completed, or not.
fn status_and_completed_agree() -> Value {
    let says = |completed: bool, words: &[&str]| {
        json!({"properties": {
            "status": {"enum": words},
            "completed": {"const": completed},
            "is_complete": {"const": completed}
        }})
    };
    either(
        says(true, &["completed", "done"]),
        says(false, &["pending", "todo", "in_progress", "cancelled"]),
    )
}

/// One of the two holds, or both. The same as `anyOf`, which generators of clients take for a
/// choice between two types; what follows an `if` they leave alone.
#[expect(
    clippy::needless_pass_by_value,
    reason = "schemas are made where they are put together"
)]
fn either(one: Value, other: Value) -> Value {
    json!({"if": one, "else": other})
}

/// The member is there, and not `null`.
fn has(name: &str) -> Value {
    json!({"required": [name], "properties": {name: {"type": "string"}}})
}

/// The member is absent, or not `null`.
fn keeps(name: &str) -> Value {
    json!({"properties": {name: {"type": "string"}}})
}
