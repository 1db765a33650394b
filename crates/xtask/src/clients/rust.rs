//! The client in Rust, by progenitor: a workspace of its own, built where all else is built.

use std::path::Path;

use super::{Language, URL_VARIABLE, directory, succeed};
use crate::failure::Outcome;
use crate::workspace;

/// The variable by which its build script is told where the document is.
const DOCUMENT_VARIABLE: &str = "OPENAPI_JSON";

/// Generates the client, builds it, and runs its test.
pub(super) fn test(home: &Path, url: &str) -> Outcome {
    let mut cargo = workspace::cargo();
    cargo
        .args(["test", "--locked", "--quiet", "--test", "docket"])
        .arg("--manifest-path")
        .arg(directory(Language::Rust).join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", home)
        .env(DOCUMENT_VARIABLE, home.join("openapi.json"))
        .env(URL_VARIABLE, url);
    succeed("the test", &mut cargo)
}
