//! The OpenAPI document, as far as cases walk along it.

use serde_json::{Value, json};

/// The methods that an OpenAPI document can have.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// An operation of a document.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// Its method, in capitals.
    pub(crate) method: String,
    /// Its path, with parameters in braces.
    pub(crate) path: String,
    /// What the document says of it.
    pub(crate) described: Value,
}

impl Operation {
    /// Method and path, as people write them.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether it declares that it needs no token.
    pub(crate) fn is_public(&self) -> bool {
        self.described["security"] == json!([{}])
    }
}

/// All operations of a document.
pub(crate) fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().expect("a document has paths");
    assert!(
        paths.len() > 5,
        "the document has hardly any path: {paths:?}"
    );
    let of_path = |(path, item): (&String, &Value)| {
        let described = |method: &str| {
            item.get(method).map(|described| Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                described: described.clone(),
            })
        };
        METHODS
            .into_iter()
            .filter_map(described)
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

/// A path with something that is good in the place of each parameter.
pub(crate) fn path_with_values(path: &str) -> String {
    let filled = path
        .replace("{id}", "1")
        .replace("{tag}", "urgent")
        .replace("{slug}", "task-not-found");
    assert!(
        !filled.contains('{'),
        "say what stands for the parameter of {path}"
    );
    filled
}
