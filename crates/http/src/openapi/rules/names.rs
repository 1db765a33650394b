//! Names for what several bodies have a member of. Generators of clients make one type of it, then;
//! and those that leave out what is `null` or empty have a way to send it.

use serde_json::{Value, json};

/// Which members of which bodies become schemas of which names.
const NAMES: &[(&str, &[&str], &str)] = &[
    ("Title", &TASKS, "title"),
    ("Description", &TASKS, "description"),
    ("DueDate", &TASKS, "due_date"),
    (
        "TagSet",
        &[
            "Tags",
            "NewTask",
            "TaskReplacement",
            "TaskPatch",
            "ImportedTask",
        ],
        "tags",
    ),
    ("Username", &ACCOUNTS, "username"),
    ("Email", &ACCOUNTS, "email"),
    ("Password", &["NewUser"], "password"),
    ("Password", &["PasswordChange"], "new_password"),
];

/// The bodies with the members of a task.
const TASKS: [&str; 4] = ["NewTask", "TaskReplacement", "TaskPatch", "ImportedTask"];

/// The bodies with the names of an account.
const ACCOUNTS: [&str; 2] = ["NewUser", "UserPatch"];

/// Gives the names: a member refers to its schema, and keeps only its own description.
pub(super) fn give(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    for (name, bodies, member) in NAMES {
        let reference = format!("#/components/schemas/{name}");
        for body in *bodies {
            let property = &mut schemas[body]["properties"][member];
            let mut schema = property.take();
            let description = schema["description"].take();
            *property = json!({"$ref": reference, "description": description});
            if let Some(members) = schema.as_object_mut() {
                members.retain(|name, _| name != "description");
            }
            schemas[name] = schema;
        }
    }
    let tag = schemas["TagSet"]["items"].take();
    schemas["TagSet"]["items"] = json!({"$ref": "#/components/schemas/Tag"});
    schemas["Tag"] = tag;
    schemas["MoreTags"]["oneOf"][0] = json!({"$ref": "#/components/schemas/TagSet"});
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, to_value};

    use super::NAMES;
    use crate::openapi::{operations, rules};

    #[test]
    fn members_that_share_a_name_follow_the_same_rules() {
        let mut document = to_value(operations()).expect("it has a JSON form");
        rules::add_where_they_apply(&mut document);
        let mut known = BTreeMap::<&str, Value>::new();
        for (name, bodies, member) in NAMES {
            for body in *bodies {
                let place = format!("/components/schemas/{body}/properties/{member}");
                let found = document.pointer_mut(&place).expect("it is there");
                found["description"].take();
                assert_eq!(known.entry(name).or_insert(found.clone()), found, "{place}");
            }
        }
    }
}
