//! The example `todo`, run as a process: what it says, and what is in its file.
//!
//! Cargo builds examples together with all tests of a package, and not with one that is asked for by
//! `--test`: what is not there, or is of older sources, is a failure that says so.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use serde_json::{Value, json};
use tempfile::TempDir;

/// A list in a directory of its own.
struct List(TempDir);

impl List {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.current_dir(self.0.path()).args(words);
        command
    }

    /// What it says when all is well.
    #[track_caller]
    fn says(&self, words: &[&str]) -> String {
        let output = self.command(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
        text(output.stdout)
    }

    /// What it says when it refuses, with this exit code.
    #[track_caller]
    fn refuses(&self, words: &[&str], code: i32) -> String {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(words).output().unwrap();
        assert_eq!(status.code(), Some(code), "{words:?}");
        assert_eq!(text(stdout), "");
        text(stderr)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("todo.json")
    }

    fn content(&self) -> Value {
        serde_json::from_slice(&fs::read(self.path()).unwrap()).unwrap()
    }

    fn task(&self, at: usize) -> Value {
        self.content()["tasks"][at].clone()
    }
}

/// Examples lie beside the tests of the same build.
fn program() -> PathBuf {
    let this = std::env::current_exe().unwrap();
    let program = this.ancestors().nth(2).unwrap().join("examples/todo");
    let built = fs::metadata(&program).and_then(|it| it.modified()).ok();
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let written = ["src", "examples/todo"].map(|sources| newest(&package.join(sources)));
    assert!(
        built >= written.into_iter().max(),
        "build it first: cargo build -p docket-domain --example todo --features serde"
    );
    program
}

/// When the last change was made to a file below a directory.
fn newest(directory: &Path) -> SystemTime {
    let times = fs::read_dir(directory).unwrap().map(|entry| {
        let entry = entry.unwrap();
        let metadata = entry.metadata().unwrap();
        if metadata.is_dir() {
            newest(&entry.path())
        } else {
            metadata.modified().unwrap()
        }
    });
    times.max().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_task_is_kept_as_it_was_added() {
    let list = List::new();
    let words = "add --due 2026-12-01 --priority high --tag home --tag shop --about organic";
    let mut words: Vec<&str> = words.split(' ').collect();
    words.insert(1, "  Buy milk ");
    assert_eq!(list.says(&words), "1 added\n");

    let mut task = list.task(0);
    let times = task.as_object_mut().unwrap();
    let created_at = times.remove("created_at").unwrap();
    assert_eq!(times.remove("updated_at"), Some(created_at));
    assert_eq!(
        task,
        json!({
            "id": 1, "title": "Buy milk", "description": "organic", "status": "pending",
            "priority": "high", "due_date": "2026-12-01", "tags": ["home", "shop"],
            "version": 1, "completed_at": null,
        })
    );
    assert!(list.says(&["list"]).contains("Buy milk #home #shop"));
}

#[test]
fn lists_are_filtered_and_sorted_by_the_rules_of_the_domain() {
    let list = List::new();
    list.says(&[
        "add",
        "Étudier diesel",
        "--priority",
        "low",
        "--tag",
        "work",
    ]);
    list.says(&["add", "Buy milk", "--due", "1999-01-01", "--tag", "home"]);
    list.says(&[
        "add",
        "write to Zoë",
        "--priority",
        "urgent",
        "--due",
        "9999-12-31",
    ]);
    list.says(&["done", "3"]);

    let ids = |words: &[&str]| -> Vec<String> {
        let said = list.says(words);
        let ids = said
            .lines()
            .filter_map(|line| line.split_whitespace().next());
        ids.map(str::to_owned).collect()
    };
    assert_eq!(ids(&["list"]), ["1", "2"]);
    assert_eq!(
        ids(&["list", "--all", "--sort", "priority", "--descending"]),
        ["3", "2", "1"]
    );
    assert_eq!(ids(&["list", "--all", "--sort", "title"]), ["2", "3", "1"]);
    assert_eq!(ids(&["list", "--status", "done"]), ["3"]);
    assert_eq!(ids(&["list", "--search", "DIESEL éTUD"]), ["1"]);
    assert_eq!(
        ids(&["list", "--tag", "home", "--priority", "medium"]),
        ["2"]
    );
    assert_eq!(
        list.says(&["list", "--overdue"]),
        "   2 [ ] 1999-01-01! medium Buy milk #home\n"
    );
    assert_eq!(list.says(&["list", "--tag", "nowhere"]), "nothing here\n");
}

#[test]
fn a_change_that_changes_nothing_counts_as_none() {
    let list = List::new();
    list.says(&["add", "Buy milk", "--due", "2026-12-01"]);
    assert_eq!(
        list.says(&["edit", "1", "--title", "Buy oat milk", "--no-due"]),
        "1 changed\n"
    );
    assert_eq!(list.says(&["tag", "1", "home", "shop"]), "1 changed\n");
    assert_eq!(list.says(&["tag", "1", "home"]), "1 is that way already\n");
    assert_eq!(list.says(&["untag", "1", "shop", "work"]), "1 changed\n");
    assert_eq!(list.says(&["done", "1"]), "1 changed\n");
    assert_eq!(list.says(&["done", "1"]), "1 is that way already\n");
    let task = list.task(0);
    assert_eq!(
        (&task["title"], &task["due_date"]),
        (&json!("Buy oat milk"), &Value::Null)
    );
    assert_eq!(
        (&task["tags"], &task["version"]),
        (&json!(["home"]), &json!(5))
    );
    assert_eq!(task["completed_at"], task["updated_at"]);

    list.says(&["reopen", "1"]);
    assert_eq!(list.task(0)["completed_at"], Value::Null);
}

#[test]
fn what_breaks_a_rule_is_named_and_changes_nothing() {
    let list = List::new();
    list.says(&["add", "Buy milk"]);
    let before = fs::read(list.path()).unwrap();
    for (words, said) in [
        (
            &["add", " "][..],
            "todo: the title must have 1 to 200 characters\n",
        ),
        (
            &["edit", "1", "--due", "tomorrow"],
            "todo: the due date must be a date like 2026-12-01\n",
        ),
        (
            &["edit", "1", "--priority", "huge"],
            "todo: the priority must be one of low, medium, high, urgent\n",
        ),
        (
            &["tag", "1", "a,b"],
            "todo: a tag must be without commas and control characters\n",
        ),
        (
            &["zone", "Mars"],
            "todo: the time zone must be an IANA time zone name, like Europe/Paris\n",
        ),
        (&["done", "1", "7"], "todo: there is no task 7\n"),
    ] {
        assert_eq!(list.refuses(words, 1), said);
    }
    for words in [
        &["frob"][..],
        &["add"],
        &["list", "--colour"],
        &["zone", "UTC", "x"],
        &["--file"],
    ] {
        assert!(list.refuses(words, 2).contains("`todo help`"), "{words:?}");
    }
    assert_eq!(fs::read(list.path()).unwrap(), before);
}

#[test]
fn ids_are_never_used_again() {
    let list = List::new();
    list.says(&["add", "one"]);
    list.says(&["add", "two"]);
    assert_eq!(list.says(&["remove", "2"]), "2 removed\n");
    assert_eq!(list.says(&["add", "three"]), "3 added\n");
    assert_eq!(
        list.refuses(&["remove", "2"], 1),
        "todo: there is no task 2\n"
    );
}

#[test]
fn what_is_added_at_once_is_all_kept() {
    let list = List::new();
    let mut running: Vec<_> = (0..8)
        .map(|n| {
            let title = n.to_string();
            let mut command = list.command(&["add", &title]);
            command.stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for child in &mut running {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(list.says(&["list"]).lines().count(), 8);
}

#[test]
fn a_file_that_breaks_a_rule_is_refused_and_left_as_it_is() {
    let list = List::new();
    list.says(&["add", "Buy milk"]);
    let good = fs::read_to_string(list.path()).unwrap();
    for (old, new, problem) in [
        ("Buy milk", " ", "must have 1 to 200 characters at line"),
        ("pending", "completed", "contradicts status"),
        (r#""next_id": 2"#, r#""next_id": 1"#, "contradicts next_id"),
        ("tags", "labels", "unknown field `labels`"),
    ] {
        let bad = good.replace(old, new);
        assert_ne!(bad, good);
        fs::write(list.path(), &bad).unwrap();
        let said = list.refuses(&["add", "Buy bread"], 1);
        assert!(
            said.contains("todo.json is no to-do list") && said.contains(problem),
            "{said}"
        );
        assert_eq!(fs::read_to_string(list.path()).unwrap(), bad);
    }
}
