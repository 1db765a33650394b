//! Makes the client of `openapi.json`. progenitor reads OpenAPI 3.0, so the document, which is of
//! 3.1, is said in the words of 3.0 first.

use std::path::Path;
use std::{env, error, fs};

use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn error::Error>> {
    // Beside Cargo.toml, unless the environment says otherwise.
    let document = env::var("OPENAPI_JSON").unwrap_or_else(|_| "openapi.json".to_owned());
    println!("cargo:rerun-if-env-changed=OPENAPI_JSON");
    println!("cargo:rerun-if-changed={document}");
    let mut document: Value = serde_json::from_str(&fs::read_to_string(document)?)?;
    to_3_0(&mut document);
    document["openapi"] = json!("3.0.3");

    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    let tokens = Generator::new(&settings).generate_tokens(&serde_json::from_value(document)?)?;
    let code = prettyplease::unparse(&syn::parse2(tokens)?);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("docket.rs"), code)?;
    Ok(())
}

/// Says in the words of OpenAPI 3.0 what 3.1 says in others, as far as this document goes.
fn to_3_0(value: &mut Value) {
    match value {
        Value::Object(members) => {
            // Rules between members, and bounds, which would make types like `NonZeroU64` of ids: the
            // service checks them in any case.
            for word in ["if", "then", "else", "propertyNames", "minimum", "maximum"] {
                members.remove(word);
            }
            if let Some(Value::Array(types)) = members.get_mut("type") {
                types.retain(|name| name != "null");
                let only = types.remove(0);
                members.insert("type".to_owned(), only);
                members.insert("nullable".to_owned(), json!(true));
            }
            if let Some(Value::Object(content)) = members.get_mut("content") {
                keep_json(content);
            }
            members.values_mut().for_each(to_3_0);
        }
        Value::Array(items) => items.iter_mut().for_each(to_3_0),
        _ => {}
    }
}

/// progenitor takes one kind of body, and knows problems by the name of JSON alone.
fn keep_json(content: &mut Map<String, Value>) {
    let json = ["application/json", "application/problem+json"]
        .iter()
        .find_map(|name| content.remove(*name));
    if let Some(json) = json {
        content.clear();
        content.insert("application/json".to_owned(), json);
    }
}
