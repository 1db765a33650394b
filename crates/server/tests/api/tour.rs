//! The tour of the README works when pasted.

use std::fs;
use std::process::Command;

use crate::harness::{App, Case, cases, workspace_file};

pub(crate) const CASES: &[Case] = cases!(App:
    the_tour_of_the_readme_works_when_pasted,
);

/// Where the tour says that the server is.
const ADDRESS: &str = "http://127.0.0.1:8000";

/// The commands of the tour: the blocks of shell under its heading, one after the other.
#[track_caller]
fn tour() -> String {
    let readme = fs::read_to_string(workspace_file("README.md")).expect("there is a README.md");
    let (_, after) = readme
        .split_once("\n## A tour\n")
        .expect("README.md has a tour");
    let section = after.split("\n## ").next().unwrap_or_default();
    let blocks = section
        .split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next());
    let script: String = blocks.collect();
    assert!(
        script.contains("curl"),
        "the tour has no block of `sh` with curl in it: {section}"
    );
    assert!(
        script.contains(ADDRESS),
        "the tour does not say where the server is: {script}"
    );
    script
}

fn the_tour_of_the_readme_works_when_pasted(app: &App) {
    let curl = Command::new("curl").arg("--version").output();
    assert!(
        curl.is_ok_and(|output| output.status.success()),
        "the tour needs curl: install it"
    );

    let script = tour().replace(ADDRESS, &format!("http://{}", app.server().address()));
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script])
        .current_dir(directory.path())
        .output()
        .expect("bash can be run");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    let told = format!("{script}\n--- it wrote\n{stdout}\n--- and complained\n{stderr}");
    assert!(output.status.success(), "{} from\n{told}", output.status);
    for line in stderr.lines() {
        assert!(
            !["curl:", "bash:"].iter().any(|sign| line.contains(sign)),
            "{line}\nin {told}"
        );
    }
    // A `curl` that does not fail on errors is there to show one.
    let shown = stdout
        .lines()
        .filter(|line| line.contains("\"/problems/"))
        .count();
    assert_eq!(
        shown,
        script.matches("curl -sS ").count(),
        "errors in {told}"
    );
    assert!(
        stdout.contains("\"title\""),
        "the tour shows no task: {told}"
    );
    let log = app.server().log();
    assert!(
        log.contains("/tasks"),
        "the tour did not reach the server: {told}"
    );
}
