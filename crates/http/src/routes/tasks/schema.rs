//! The schemas of bodies that share their members with another one: the same properties, more
//! of them required, fewer of them known.

use std::borrow::Cow;

use serde_json::{Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::import::ImportedTaskBody;
use super::input::{NewTaskBody, TaskPatchBody, TaskReplacementBody};

impl PartialSchema for TaskReplacementBody {
    fn schema() -> RefOr<Schema> {
        let example = json!({"title": "Learn diesel well", "status": "in_progress"});
        with_title(
            "All that a client decides of a task; what is absent gets its default.",
            example,
        )
    }
}

impl ToSchema for TaskReplacementBody {
    fn name() -> Cow<'static, str> {
        "TaskReplacement".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        TaskPatchBody::schemas(schemas);
    }
}

impl PartialSchema for NewTaskBody {
    fn schema() -> RefOr<Schema> {
        let example =
            json!({"title": "Learn diesel", "priority": "high", "due_date": "2026-12-01"});
        let mut schema = with_title("A new task; what is absent gets its default.", example);
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object
                .properties
                .retain(|_, property| !is_read_only(property));
        }
        schema
    }
}

impl ToSchema for NewTaskBody {
    fn name() -> Cow<'static, str> {
        "NewTask".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        TaskPatchBody::schemas(schemas);
    }
}

impl PartialSchema for ImportedTaskBody {
    fn schema() -> RefOr<Schema> {
        let example = json!({
            "title": "Learn diesel", "status": "completed", "tags": ["backend", "learning"],
            "created_at": "2026-11-20T08:30:00Z", "completed_at": "2026-11-21T16:00:00Z"
        });
        let mut schema = with_title(
            "A task from elsewhere, or one that was exported; what is absent gets its default.",
            example,
        );
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            for (name, description) in [
                ("created_at", "When it was created: not in the future."),
                (
                    "completed_at",
                    "When it was completed, if it is: not in the future, and not before \
                     `created_at`.",
                ),
            ] {
                if let Some(RefOr::T(Schema::Object(instant))) = object.properties.get_mut(name) {
                    instant.read_only = None;
                    instant.description = Some(description.to_owned());
                }
            }
        }
        schema
    }
}

impl ToSchema for ImportedTaskBody {
    fn name() -> Cow<'static, str> {
        "ImportedTask".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        TaskPatchBody::schemas(schemas);
    }
}

/// The schema of a patch, with the title required.
fn with_title(description: &str, example: Value) -> RefOr<Schema> {
    let mut schema = TaskPatchBody::schema();
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        object.required.push("title".to_owned());
        object.description = Some(description.to_owned());
        object.example = Some(example);
    }
    schema
}

fn is_read_only(property: &RefOr<Schema>) -> bool {
    matches!(property, RefOr::T(Schema::Object(object)) if object.read_only == Some(true))
}
