//! What is shipped for operators: whatever the dashboard and the alerts ask for is told.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Value, json};

use crate::harness::{App, Case, Exposition, cases, workspace_file};

pub(crate) const CASES: &[Case] = cases!(App:
    every_metric_and_label_of_the_dashboard_is_told,
    every_metric_and_label_of_the_alerts_is_told,
    every_metric_of_ours_is_explained,
);

const DASHBOARD: &str = "docs/operations/grafana-dashboard.json";
const ALERTS: &str = "docs/operations/alerts.yml";
const EXPLANATION: &str = "docs/observability.md";

/// What Prometheus adds by itself: labels of what it scrapes, and whether that succeeded.
const OF_THE_SCRAPE: [&str; 2] = ["instance", "job"];
const OF_PROMETHEUS: [&str; 1] = ["up"];

fn every_metric_and_label_of_the_dashboard_is_told(app: &App) {
    let text = fs::read_to_string(workspace_file(DASHBOARD)).unwrap();
    let dashboard: Value = serde_json::from_str(&text).unwrap();
    let mut expressions = Vec::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().into_iter().flatten() {
            expressions.push(target["expr"].as_str().unwrap().to_owned());
        }
    }
    for variable in dashboard["templating"]["list"].as_array().unwrap() {
        if let Some(query) = variable["query"]["query"].as_str() {
            expressions.push(query.to_owned());
        }
    }
    assert!(expressions.len() > 20);
    are_told(app, &expressions);
}

fn every_metric_and_label_of_the_alerts_is_told(app: &App) {
    let text = fs::read_to_string(workspace_file(ALERTS)).unwrap();
    // An expression goes on until the line of the next member.
    let mut expressions: Vec<String> = Vec::new();
    let mut is_within = false;
    for line in text.lines().map(str::trim) {
        if let Some(begun) = line.strip_prefix("expr:") {
            expressions.push(begun.to_owned());
            is_within = true;
        } else if line.starts_with("for:") || line.starts_with("labels:") {
            is_within = false;
        } else if is_within {
            let expression = expressions.last_mut().unwrap();
            expression.push(' ');
            expression.push_str(line);
        }
    }
    assert_eq!(expressions.len(), text.matches("- alert:").count());
    are_told(app, &expressions);
}

fn every_metric_of_ours_is_explained(app: &App) {
    let text = fs::read_to_string(workspace_file(EXPLANATION)).unwrap();
    let told: BTreeSet<String> = scrape(app).types.into_keys().collect();
    let of_ours: Vec<_> = told
        .iter()
        .filter(|name| name.starts_with("docket_"))
        .collect();
    let unexplained: Vec<_> = of_ours
        .iter()
        .filter(|name| !text.contains(&format!("`{name}`")))
        .collect();
    assert!(unexplained.is_empty(), "{unexplained:?}");
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let named = words.filter(|word| word.starts_with("docket_"));
    for name in named {
        let is_told = told.contains(name) || name == "docket_";
        assert!(is_told, "{name} is explained, and is not told");
    }
}

/// What is counted after each kind of thing has happened.
fn scrape(app: &App) -> Exposition {
    let ada = app.user("ada");
    ada.new_task("one");
    ada.list("").ok();
    ada.refreshed();
    ada.refresh(ada.refresh_token())
        .problem(401, "refresh_token_reused");
    ada.log_in(&json!({"username": "ada", "password": "not hers"}));
    Exposition::parse(ada.metrics().is(200).text())
}

#[track_caller]
fn are_told(app: &App, expressions: &[String]) {
    let found = scrape(app);
    let mut labels: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, of_series, _) in &found.samples {
        let known = labels.entry(name).or_default();
        known.extend(of_series.keys().map(String::as_str));
        known.extend(OF_THE_SCRAPE);
    }
    for name in OF_PROMETHEUS {
        labels.insert(name, OF_THE_SCRAPE.into());
    }
    for expression in expressions {
        let asked = Asked::by(expression);
        assert!(!asked.metrics.is_empty(), "{expression}: asks for nothing");
        for (metric, matched) in &asked.metrics {
            let known = labels.get(metric.as_str());
            let known = known.unwrap_or_else(|| panic!("{expression}: there is no {metric}"));
            for label in matched.iter().chain(&asked.grouped) {
                assert!(
                    known.contains(label.as_str()),
                    "{expression}: {metric} has no {label}"
                );
            }
        }
    }
}

/// What an expression asks for.
#[derive(Default)]
struct Asked {
    /// The metrics, with the labels that are matched.
    metrics: Vec<(String, Vec<String>)>,
    /// The labels by which is grouped.
    grouped: Vec<String>,
}

/// Functions and words of the query language that the expressions use.
const WORDS: [&str; 14] = [
    "by",
    "count",
    "histogram_quantile",
    "increase",
    "label_values",
    "max",
    "min",
    "or",
    "rate",
    "sum",
    "time",
    "topk",
    "unless",
    "and",
];

impl Asked {
    /// Reads as much of the query language as is needed for that.
    fn by(expression: &str) -> Self {
        let mut asked = Self::default();
        let mut rest = expression;
        let mut last = String::new();
        while let Some(next) = rest.chars().next() {
            match next {
                '"' => rest = rest[1..].split_once('"').expect("texts end").1,
                '[' => rest = rest.split_once(']').expect("ranges end").1,
                '{' => {
                    let (matchers, after) = matchers(&rest[1..]);
                    let metric = asked.metrics.last_mut().expect("matchers are of a metric");
                    assert_eq!(metric.0, last, "{expression}: matchers of what?");
                    metric.1 = matchers;
                    rest = after;
                }
                '(' if last == "by" => {
                    let (names, after) = rest[1..].split_once(')').expect("lists end");
                    let names = names.split(',').map(|name| name.trim().to_owned());
                    asked.grouped.extend(names);
                    rest = after;
                    last.clear();
                }
                // `label_values(metric, label)`
                ',' if expression.starts_with("label_values(") => {
                    let label = rest[1..].trim().trim_end_matches(')');
                    asked.grouped.push(label.to_owned());
                    rest = "";
                }
                letter if letter.is_ascii_alphabetic() || letter == '_' => {
                    let is_in = |c: char| c.is_ascii_alphanumeric() || c == '_';
                    let end = rest.find(|c| !is_in(c)).unwrap_or(rest.len());
                    let (word, after) = rest.split_at(end);
                    word.clone_into(&mut last);
                    if !WORDS.contains(&word) {
                        asked.metrics.push((last.clone(), Vec::new()));
                    }
                    rest = after;
                }
                digit if digit.is_ascii_digit() => {
                    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.');
                    rest = &rest[end.unwrap_or(rest.len())..];
                }
                other => rest = &rest[other.len_utf8()..],
            }
        }
        // The bound of a bucket is of the histogram's buckets alone, which are what is asked for.
        asked
    }
}

/// The labels within braces, and what follows these.
fn matchers(text: &str) -> (Vec<String>, &str) {
    let mut labels = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([',', ' ']);
        if let Some(after) = rest.strip_prefix('}') {
            return (labels, after);
        }
        let (label, after) = rest.split_once(['=', '!']).expect("a matcher compares");
        labels.push(label.trim().to_owned());
        let after = after.split_once('"').expect("a matcher has a text").1;
        rest = after.split_once('"').expect("texts end").1;
    }
}
