//! The rule of `docs/logging.md`: what the code says, and what a running service says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use docket_testkit::database::TestEngine;
use serde_json::{Value, json};

use crate::harness::{App, Case, PASSWORD, cases, closed_port, workspace_file};

pub(crate) const CASES: &[Case] = cases!(
    Engine:
        every_line_has_members_that_are_documented_and_a_message_that_says_what_happened,
        lines_of_a_request_tell_which_and_from_where,
        a_failure_is_told_once;
    Sqlite:
        every_line_in_the_code_keeps_to_the_rule,
        every_member_that_is_documented_is_used;
);

const RULE: &str = "docs/logging.md";

/// The members that the rule lists.
fn documented() -> BTreeSet<String> {
    let text = fs::read_to_string(workspace_file(RULE)).unwrap();
    let (_, members) = text.split_once("\n## Members\n").expect("it lists members");
    let rows = members.lines().filter_map(|line| line.strip_prefix("| `"));
    let names = rows.map(|row| row.split_once('`').expect("a name ends").0.to_owned());
    names.collect()
}

#[track_caller]
fn says_what_happened(message: &str, place: &str) {
    let is_lower = message.starts_with(|first: char| first.is_ascii_lowercase());
    assert!(is_lower, "{place}: {message:?} begins with no small letter");
    assert!(
        !message.ends_with('.'),
        "{place}: {message:?} ends with a full stop"
    );
}

/// The log of a server to which something of each kind has happened.
fn log(engine: TestEngine) -> Vec<Value> {
    let collector = format!("http://127.0.0.1:{}", closed_port());
    let variables = [
        ("LOG_LEVEL", "trace"),
        ("SECRET_KEY", "short"),
        ("LOG_FILE", "docket.log"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.as_str()),
    ];
    let app = App::with(engine, &variables);
    let client = app.client();
    let ada = app.user("ada");
    let id = ada.new_task("one")["id"].clone();
    ada.edit(&id, &json!({"title": "two"})).ok();
    ada.log_in(&json!({"username": "ada", "password": "not hers"}));
    ada.refreshed();
    ada.refresh(ada.refresh_token())
        .problem(401, "refresh_token_reused");
    client.request("GET", "/nowhere").send();
    app.admin("root");
    ada.logged_in("ada", PASSWORD).log_out().no_content();
    app.server().log_line(&["\"answered\"", "/auth/logout"]);
    let file = fs::read_to_string(app.docket().directory().join("docket.log")).unwrap();
    let lines = app.server().log() + &file;
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

fn every_line_has_members_that_are_documented_and_a_message_that_says_what_happened(
    engine: TestEngine,
) {
    let documented = documented();
    let lines = log(engine);
    let of_ours = |line: &&Value| {
        line["target"]
            .as_str()
            .is_some_and(|target| target.starts_with("docket"))
    };
    let mut targets = BTreeSet::new();
    for line in lines.iter().filter(of_ours) {
        let place = line.to_string();
        let of_request = line["span"].as_object().into_iter().flatten();
        let of_request = of_request.filter(|(member, _)| *member != "name");
        for (member, value) in line.as_object().unwrap().iter().chain(of_request) {
            assert!(
                documented.contains(member),
                "{member} is not documented: {place}"
            );
            assert!(
                !value.is_null(),
                "{member} is absent, and told all the same: {place}"
            );
        }
        says_what_happened(line["message"].as_str().unwrap(), &place);
        targets.insert(line["target"].as_str().unwrap());
    }
    for target in ["docket::audit", "docket_http::edge"] {
        assert!(targets.contains(target), "{targets:?}");
    }
    let others = lines.iter().filter(|line| !of_ours(line));
    for line in others {
        assert!(
            matches!(line["level"].as_str(), Some("WARN" | "ERROR")),
            "{line}"
        );
    }
}

fn lines_of_a_request_tell_which_and_from_where(engine: TestEngine) {
    for line in log(engine) {
        let target = line["target"].as_str().unwrap();
        let is_by_operator = line["actor"] == "operator";
        let is_of_a_request = target == "docket_http::edge"
            || target == "docket_http::shield"
            || (target == "docket::audit" && !is_by_operator);
        if is_of_a_request {
            assert!(line["span"]["request_id"].is_string(), "{line}");
            assert_eq!(line["span"]["client"], "127.0.0.1", "{line}");
        }
    }
}

fn a_failure_is_told_once(engine: TestEngine) {
    let url = match engine {
        TestEngine::Sqlite => "sqlite://no-schema.db".to_owned(),
        _ => format!(
            "{}://docket@127.0.0.1:{}/docket",
            engine.name(),
            closed_port()
        ),
    };
    let docket = crate::harness::Docket::on(&url).with("DATABASE_AUTO_MIGRATE", "false");
    let server = docket.start();
    let client = server.client();
    let request = client
        .request("POST", "/auth/login")
        .header("X-Request-Id", "the-one");
    let request = request.json(&json!({"username": "ada", "password": PASSWORD}));
    request.send().problem(503, "unavailable");
    server.log_line(&["\"answered\"", "the-one"]);
    let log = server.stop();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of_it = lines
        .iter()
        .filter(|line| line["span"]["request_id"] == "the-one");
    let causes = of_it.filter(|line| !line["cause"].is_null());
    assert_eq!(causes.count(), 1, "{log}");
}

/// A line of the log in the code: where it is, and what stands between its parentheses.
struct Statement {
    place: String,
    text: String,
}

impl Statement {
    /// The text of the message, and what stands before it.
    fn message(&self) -> (&str, &str) {
        let end = self.text.rfind('"').expect("a line has a message");
        let begin = self.text[..end].rfind('"').expect("a message begins");
        (&self.text[begin + 1..end], &self.text[..begin])
    }

    /// The names of its members.
    fn members(&self) -> Vec<String> {
        let mut depth = 0;
        let mut members = vec![String::new()];
        for letter in self.message().1.chars() {
            match letter {
                '(' | '{' | '[' => depth += 1,
                ')' | '}' | ']' => depth -= 1,
                ',' if depth == 0 => {
                    members.push(String::new());
                    continue;
                }
                _ => {}
            }
            members.last_mut().expect("there is one").push(letter);
        }
        let names = members
            .iter()
            .map(|member| member.trim())
            .filter(|member| !member.is_empty() && !member.starts_with("target:"));
        let name = |member: &str| {
            let name = member
                .split_once('=')
                .map_or(member, |(name, _)| name)
                .trim();
            name.trim_start_matches(['%', '?']).to_owned()
        };
        names.map(name).collect()
    }
}

/// All lines of the log in the code that is shipped.
fn statements() -> Vec<Statement> {
    let mut found = Vec::new();
    for room in [
        "application",
        "credentials",
        "domain",
        "http",
        "persistence",
        "server",
    ] {
        for file in sources(&workspace_file(&format!("crates/{room}/src"))) {
            let code = fs::read_to_string(&file).unwrap();
            // What follows is for tests.
            let code = code
                .split("\n#[cfg(test)]\nmod tests")
                .next()
                .unwrap_or_default();
            let code: Vec<&str> = code
                .lines()
                .filter(|line| !line.trim().starts_with("//"))
                .collect();
            let code = code.join("\n");
            for level in ["error", "warn", "info", "debug", "trace"] {
                let marker = format!("tracing::{level}!(");
                for (at, _) in code.match_indices(&marker) {
                    found.push(Statement {
                        place: file.display().to_string(),
                        text: within_parentheses(&code[at + marker.len()..]).to_owned(),
                    });
                }
            }
        }
    }
    found
}

/// What stands before the parenthesis that closes.
fn within_parentheses(code: &str) -> &str {
    let (mut depth, mut is_text) = (1, false);
    for (at, letter) in code.char_indices() {
        match letter {
            '"' => is_text = !is_text,
            '(' if !is_text => depth += 1,
            ')' if !is_text => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &code[..at];
        }
    }
    panic!("parentheses close");
}

fn sources(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn every_line_in_the_code_keeps_to_the_rule() {
    let documented = documented();
    let statements = statements();
    assert!(statements.len() > 15, "{}", statements.len());
    for statement in &statements {
        let place = &statement.place;
        let (message, _) = statement.message();
        // The audit trail has a table of fixed texts.
        if message != "{message}" {
            says_what_happened(message, place);
            assert!(
                !message.contains('{'),
                "{place}: {message:?} has a value in it"
            );
        }
        for member in statement.members() {
            assert!(
                documented.contains(&member),
                "{place}: {member} is not documented"
            );
        }
    }
}

fn every_member_that_is_documented_is_used() {
    // What the formatter adds, and what the span of a request has.
    const OF_ALL: [&str; 8] = [
        "span",
        "timestamp",
        "level",
        "target",
        "message",
        "request_id",
        "client",
        "trace_id",
    ];
    let used: BTreeSet<String> = statements().iter().flat_map(Statement::members).collect();
    let unused: Vec<String> = documented()
        .into_iter()
        .filter(|name| !used.contains(name) && !OF_ALL.contains(&name.as_str()))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}
