//! The client in Python, by openapi-python-client.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{URL_VARIABLE, shell, succeed};
use crate::environment::variable;
use crate::failure::{Failure, Outcome};
use crate::venv;

/// How the client is generated.
pub(super) const GENERATE: &str = "openapi-python-client generate --path openapi.json \
                                   --output-path docket_client --meta none";

/// And how we have it done: what the generator passes over with a warning is a failure.
const STRICTLY: &str = "--config config.yaml --fail-on-warning";

/// Generates the client, and runs its test.
pub(super) fn test(home: &Path, url: &str) -> Outcome {
    let programs = venv::ensure(&home.join("venv"), &home.join("requirements.txt"))?;
    // What an older document had must not be there still.
    let client = home.join("docket_client");
    if client.exists() {
        fs::remove_dir_all(&client).map_err(Failure::while_doing("removing an old client"))?;
    }
    let mut path = programs.clone().into_os_string();
    path.push(":");
    path.push(variable("PATH").unwrap_or_default());
    let mut generate = shell(&format!("{GENERATE} {STRICTLY}"), home);
    succeed("generating the client", generate.env("PATH", path))?;
    let mut python = Command::new(programs.join("python"));
    python
        .args(["-m", "unittest", "test_docket"])
        .current_dir(home)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env(URL_VARIABLE, url);
    succeed("the test", &mut python)
}
