//! What npm has: the client in TypeScript, by openapi-typescript and openapi-fetch, and the linter
//! of the document.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{URL_VARIABLE, shell, succeed};
use crate::failure::{Failure, Outcome};
use crate::report;

/// How the types are generated.
pub(super) const GENERATE: &str = "npx openapi-typescript openapi.json --output docket.d.ts";

/// How the types, and what uses them, are checked.
pub(super) const CHECK: &str = "npx tsc";

/// Generates the client, checks its types and those of its test, and runs the test.
pub(super) fn test(home: &Path, url: &str) -> Outcome {
    install(home)?;
    succeed("generating the client", &mut shell(GENERATE, home))?;
    succeed("checking the types", &mut shell(CHECK, home))?;
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec", "built/docket.test.js"])
        .current_dir(home)
        .env(URL_VARIABLE, url);
    succeed("the test", &mut node)
}

/// Holds the document against these rules, which lie where openapi-typescript does not find them:
/// it would go by them, too.
pub(super) fn lint(home: &Path, rules: &Path) -> Outcome {
    install(home)?;
    let mut redocly = Command::new("npx");
    redocly
        .args(["redocly", "lint", "openapi.json", "--config"])
        .arg(rules)
        .current_dir(home)
        .env("REDOCLY_TELEMETRY", "off")
        .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    succeed("the linter", &mut redocly)
}

/// Sees to it that the packages are here in the versions of the lock file.
fn install(home: &Path) -> Outcome {
    // Written last, so that an installation that was interrupted is begun anew.
    let installed = home.join("installed.json");
    let wanted = fs::read(home.join("package-lock.json"))
        .map_err(Failure::while_doing("reading package-lock.json"))?;
    if fs::read(&installed).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    report::say(format_args!(
        "installing packages of npm's in {}",
        home.display()
    ));
    let line = "npm ci --no-audit --no-fund --no-update-notifier --loglevel=error";
    succeed("npm", &mut shell(line, home))?;
    fs::write(&installed, wanted).map_err(Failure::while_doing("noting what was installed"))
}
